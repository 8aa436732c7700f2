using System.Collections.Immutable;
using PeerActors.Messages.Identity;

namespace PeerActors.Messages.Shares;

/// <summary>Somebody asks for a content that is served here, and tells who else has it. <see cref="AlternatesTold"/> answers with whom
/// we know. Every asker waits for its answer, so what waits at the library is bounded as connections are.</summary>
/// <param name="Request">Repeated by the answer.</param>
/// <param name="Content">What is asked for.</param>
/// <param name="Asker">Who asks.</param>
/// <param name="Heard">Others that have it, as the asker says (<c>X-Alt</c>).</param>
/// <param name="Gone">Others that do not have it any more, as the asker found (<c>X-NAlt</c>).</param>
public sealed record ExchangeAlternates(
    RequestId Request, Sha1Hash Content, TransferAsker Asker, ImmutableArray<PeerAddress> Heard, ImmutableArray<PeerAddress> Gone) : IFileQuery;

/// <summary>A download of this peer's own has found out who has a content, and who has not.</summary>
/// <param name="Content">Which.</param>
/// <param name="Good">Brought some or all of it, and it was right as far as can be told.</param>
/// <param name="Bad">Were not there, did not have it, or sent something else.</param>
public sealed record SourcesTried(Sha1Hash Content, ImmutableArray<PeerAddress> Good, ImmutableArray<PeerAddress> Bad);

/// <summary>Who else has it, newest first; never the asker itself.</summary>
/// <param name="Request">Of the question.</param>
/// <param name="Alternates">At most <c>alternates.max-per-file</c>.</param>
public sealed record AlternatesTold(RequestId Request, ImmutableArray<PeerAddress> Alternates);

/// <summary>Who asks for a file.</summary>
/// <param name="Ip">As seen.</param>
/// <param name="Listening">Where it says that it can be dialled (<c>X-Node</c>), when that is on the same IP; null when it did not say.</param>
public readonly record struct TransferAsker(uint Ip, PeerAddress? Listening)
{
    /// <summary>An asker that states where it listens is believed as far as its IP bears it out.</summary>
    public static TransferAsker Of(uint ip, PeerAddress? stated) => new(ip, stated is { IsDialable: true } at && at.Ip == ip ? at : null);

    /// <summary>True when this address is the asker's own. On loopback everybody has the same IP, so there only what it states tells.</summary>
    public bool Is(PeerAddress address) => Listening is { } own ? own == address : address.Ip == Ip && !address.IsLoopback;
}

/// <summary>The hosts that pass a push on to this peer have changed; hits name them.</summary>
/// <param name="Proxies">Perhaps none.</param>
public sealed record PushProxiesChanged(ImmutableArray<PeerAddress> Proxies);
