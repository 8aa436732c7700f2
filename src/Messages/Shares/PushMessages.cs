using System.Collections.Immutable;
using PeerActors.Messages.Identity;

namespace PeerActors.Messages.Shares;

/// <summary>How a sharer that cannot be dialled is asked to dial.</summary>
/// <param name="Sharer">Its servent GUID.</param>
/// <param name="File">The index of the file in its hit.</param>
/// <param name="Proxies">Who pass pushes on to it, as its hit says.</param>
public sealed record PushRoute(ServentId Sharer, FileIndex File, ImmutableArray<PeerAddress> Proxies)
{
    /// <summary>Where the sharer is, as its hit says; null when it was not told.</summary>
    public PeerAddress? Address { get; init; }

    /// <inheritdoc/>
    public bool Equals(PushRoute? other) => other is not null && Sharer == other.Sharer && File == other.File && Address == other.Address && Proxies.AsSpan().SequenceEqual(other.Proxies.AsSpan());

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Sharer, File, Proxies.Length);
}

/// <summary>Have a sharer dial this peer. Its connection, or <see cref="ConnectionRefused"/>, answers.</summary>
/// <param name="Request">Repeated by the answer; unique for its asker.</param>
/// <param name="Route">Whom to ask, and how.</param>
public sealed record WantConnection(RequestId Request, PushRoute Route);

/// <summary>The connection is wanted no longer.</summary>
/// <param name="Request">Of the <see cref="WantConnection"/>.</param>
public sealed record ForgetConnection(RequestId Request);

/// <summary>The closed list of reasons for which a push brings no connection.</summary>
public enum PushFailure
{
    /// <summary>Nobody can dial this peer either (<c>peer.firewalled</c>).</summary>
    WeAreFirewalled,

    /// <summary>As many pushes as <c>pushes.max-waiting</c> wait already.</summary>
    TooManyWaiting,

    /// <summary>No link leads to the sharer, and no push proxy took the push.</summary>
    RouteLost,

    /// <summary>The push went out, and the sharer did not dial within <c>pushes.giv-timeout</c>.</summary>
    HostDown,
}

/// <summary>A push brought no connection.</summary>
/// <param name="Request">Of the question.</param>
/// <param name="Failure">One of the closed list.</param>
/// <param name="Detail">What was tried, what came of it, the setting.</param>
public sealed record ConnectionRefused(RequestId Request, PushFailure Failure, string Detail);

/// <summary>Asks how pushes went; <see cref="PushStatus"/> answers.</summary>
/// <param name="Request">Repeated by the answer.</param>
public sealed record GetPushStatus(RequestId Request);

/// <summary>How pushes went since the start.</summary>
/// <param name="Request">Of the question.</param>
/// <param name="Counts">By kind.</param>
/// <param name="Waiting">Downloads that wait for a sharer to dial.</param>
/// <param name="Proxies">Who pass pushes on to this peer.</param>
public sealed record PushStatus(RequestId Request, ImmutableSortedDictionary<PushCount, long> Counts, int Waiting, ImmutableArray<PeerAddress> Proxies);

/// <summary>What is counted of pushes.</summary>
public enum PushCount
{
    /// <summary>Pushes for this peer that it answered: it dialled, and said GIV.</summary>
    Answered,

    /// <summary>Pushes not answered because nobody was there to dial.</summary>
    AskerUnreachable,

    /// <summary>Pushes refused because the address in them is none to dial from here: ours, a multicast one, a private one where this peer is public.</summary>
    RefusedAddress,

    /// <summary>Pushes refused because of <c>pushes.max-per-minute</c>.</summary>
    RefusedTooMany,

    /// <summary>Pushes refused because of <c>pushes.max-per-asker</c>.</summary>
    RefusedTooManyFromAsker,

    /// <summary>Pushes refused because of <c>pushes.max-dialling</c>.</summary>
    RefusedBusy,

    /// <summary>Pushes that the access rules deny to strangers.</summary>
    Denied,

    /// <summary>Pushes of our own that went out over a link.</summary>
    Sent,

    /// <summary>Pushes of our own that a push proxy took.</summary>
    SentByProxy,

    /// <summary>Push proxies that did not take one.</summary>
    ProxyFailed,

    /// <summary>Sharers that dialled as we had asked.</summary>
    Connected,

    /// <summary>Connections that said GIV and that nobody waited for; closed.</summary>
    Unsolicited,

    /// <summary>Pushes of our own that no sharer answered in time.</summary>
    HostDown,

    /// <summary>Pushes of our own that found no way.</summary>
    RouteLost,
}
