using System.Collections.Immutable;
using PeerActors.Messages.Identity;

namespace PeerActors.Messages.Router;

/// <summary>Told by whoever answers pushes for this peer, once: its sender is told of each <see cref="PushForUs"/>, and of <see cref="PushProxiesFound"/>.</summary>
/// <param name="WantsProxies">True when nobody can dial this peer: neighbours that can are asked to pass pushes on.</param>
public sealed record ServePushes(bool WantsProxies);

/// <summary>Somebody asks this peer to dial. <see cref="PushTaken"/> answers.</summary>
/// <param name="Push">As it came.</param>
public sealed record PushForUs(Push Push);

/// <summary>The push was looked at; one fewer waits.</summary>
public sealed record PushTaken
{
    private PushTaken() { }

    /// <summary>It says nothing more.</summary>
    public static PushTaken Instance { get; } = new();
}

/// <summary>Send a push towards a sharer: over the link of a neighbour that asked us to pass pushes on, or over the one that its hits came by.
/// <see cref="PushSent"/> answers.</summary>
/// <param name="Request">Repeated by the answer.</param>
/// <param name="Sharer">Who is to dial.</param>
/// <param name="File">Which file.</param>
/// <param name="Asker">Whom to dial.</param>
public sealed record SendPush(RequestId Request, ServentId Sharer, FileIndex File, PeerAddress Asker);

/// <summary>How sending a push went.</summary>
public enum PushSending
{
    /// <summary>It is on its way to the sharer itself, which is a neighbour that asked us to pass pushes on.</summary>
    ToNeighbour,

    /// <summary>It is on its way over the link by which the sharer's hits came.</summary>
    AlongHits,

    /// <summary>No hit of that sharer came through here, or too long ago.</summary>
    NoRoute,

    /// <summary>The link by which its hits came is gone.</summary>
    RouteLost,
}

/// <summary>A push was sent, or not.</summary>
/// <param name="Request">Of the question.</param>
/// <param name="Sending">How it went.</param>
public sealed record PushSent(RequestId Request, PushSending Sending)
{
    /// <summary>True when it is on its way.</summary>
    public bool IsOnItsWay => Sending is PushSending.ToNeighbour or PushSending.AlongHits;
}

/// <summary>Others pass pushes on to this peer, or one of them ceased to.</summary>
/// <param name="Proxies">All that do now; named in hits.</param>
public sealed record PushProxiesFound(ImmutableArray<PeerAddress> Proxies);
