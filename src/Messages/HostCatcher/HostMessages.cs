using System.Collections.Immutable;
using PeerActors.Messages.Identity;
using PeerActors.Messages.Links;

namespace PeerActors.Messages.HostCatcher;

/// <summary>How an address came to be known.</summary>
public enum HostSource
{
    /// <summary>The user named it (<c>--join</c>); never forgotten, dialled first.</summary>
    Joined,

    /// <summary>A pong named it.</summary>
    Pong,

    /// <summary>A neighbour named it as its own address.</summary>
    Neighbour,

    /// <summary>A greeting named it as a host to try (<c>X-Try</c>, <c>X-Try-Ultrapeers</c>).</summary>
    Try,

    /// <summary>It was stored in an earlier run.</summary>
    Stored,

    /// <summary>The hosts file named it (<c>--hosts</c>, <c>peer.hosts.file</c>).</summary>
    File,

    /// <summary>A web cache named it (GWebCache, <c>peer.hosts.web-caches</c>).</summary>
    WebCache,
}

/// <summary>An address was heard of.</summary>
/// <param name="Address">Where the host listens.</param>
/// <param name="Source">From what.</param>
/// <param name="Files">Files it says it shares.</param>
/// <param name="Kilobytes">KiB it says it shares.</param>
public sealed record HostHeard(PeerAddress Address, HostSource Source, uint Files, uint Kilobytes)
{
    /// <summary>What it is said to be; null where nothing was said.</summary>
    public PeerMode? Mode { get; init; }
}

/// <summary>Addresses that pongs named. <see cref="HostsNoted"/> answers, and only then are further ones told: so what waits at the catcher is bounded.</summary>
/// <param name="Hosts">At most <c>router.max-harvest</c>.</param>
public sealed record HostsHeard(ImmutableArray<HostHeard> Hosts);

/// <summary>The addresses were taken in.</summary>
public sealed record HostsNoted
{
    private HostsNoted() { }

    /// <summary>It says nothing more.</summary>
    public static HostsNoted Instance { get; } = new();
}

/// <summary>How dialling a host went.</summary>
public enum HostOutcome
{
    /// <summary>A link was opened.</summary>
    Linked,

    /// <summary>It answered, and refused us.</summary>
    Refused,

    /// <summary>It did not answer, or not sensibly.</summary>
    Failed,

    /// <summary>A link to it was lost.</summary>
    Lost,

    /// <summary>It is this peer itself; it is forgotten and never offered again.</summary>
    IsSelf,
}

/// <summary>Dialling a host went so.</summary>
/// <param name="Address">Which host.</param>
/// <param name="Outcome">How it went.</param>
public sealed record HostFared(PeerAddress Address, HostOutcome Outcome)
{
    /// <summary>How it went, in words: the line with which it refused, what broke. Empty when there is nothing to add.</summary>
    public string Words { get; init; } = "";

    /// <summary>What it says that it is; null where it said nothing.</summary>
    public PeerMode? Mode { get; init; }
}

/// <summary>How the last attempt at a host went.</summary>
/// <param name="Outcome">How.</param>
/// <param name="Words">In words, at most 200 characters, nothing in them that a terminal would obey; perhaps empty.</param>
/// <param name="At">When.</param>
public sealed record HostTrial(HostOutcome Outcome, string Words, DateTimeOffset At);

/// <summary>Asks for hosts to dial; <see cref="HostsOffered"/> answers.</summary>
/// <param name="Request">Repeated by the answer.</param>
/// <param name="Count">At most so many.</param>
/// <param name="Except">Addresses linked or being dialled.</param>
/// <param name="OnlyJoined">True when only hosts that the user named are wanted.</param>
public sealed record WantHosts(RequestId Request, int Count, ImmutableHashSet<PeerAddress> Except, bool OnlyJoined);

/// <summary>Hosts to dial, best first.</summary>
/// <param name="Request">Of the question.</param>
/// <param name="Hosts">Perhaps none.</param>
public sealed record HostsOffered(RequestId Request, ImmutableArray<HostOffer> Hosts)
{
    /// <summary>Where only hosts that the user named were wanted: how long until the next of them may be dialled that may not be now, because it failed; null
    /// when there is none.</summary>
    public TimeSpan? Next { get; init; }
}

/// <summary>A host to dial.</summary>
/// <param name="Address">Where it listens.</param>
/// <param name="IsJoined">True when the user named it.</param>
public readonly record struct HostOffer(PeerAddress Address, bool IsJoined);

/// <summary>Asks for hosts that others could try; <see cref="HostsToTry"/> answers.</summary>
/// <param name="Request">Repeated by the answer.</param>
/// <param name="Count">At most so many.</param>
public sealed record WantHostsToTry(RequestId Request, int Count);

/// <summary>Hosts that others could try, best first: no attempt at them has failed since the last success, and none is known to be a leaf.</summary>
/// <param name="Request">Of the question.</param>
/// <param name="Hosts">Perhaps none; of either kind as many as were asked for, at most.</param>
public sealed record HostsToTry(RequestId Request, NamedHosts Hosts);

/// <summary>Asks for every host known; <see cref="HostsListed"/> answers.</summary>
/// <param name="Request">Repeated by the answer.</param>
public sealed record ListHosts(RequestId Request);

/// <summary>Every host known, best first.</summary>
/// <param name="Request">Of the question.</param>
/// <param name="Hosts">At most <c>hosts.max</c>.</param>
/// <param name="Forgotten">Hosts dropped so far because that bound was reached.</param>
public sealed record HostsListed(RequestId Request, ImmutableArray<KnownHost> Hosts, long Forgotten)
{
    /// <summary>Hosts not taken in, or forgotten for another of the same IP address, because of <c>hosts.max-per-address</c>.</summary>
    public long Crowded { get; init; }

    /// <summary>The web caches of <c>hosts.web-caches</c>.</summary>
    public ImmutableArray<KnownCache> Caches { get; init; } = [];
}

/// <summary>A host as the catcher knows it; also what is stored.</summary>
/// <param name="Address">Where it listens.</param>
/// <param name="Source">How it was heard of last; <see cref="HostSource.Joined"/> stays.</param>
/// <param name="Heard">When it was last heard of, or linked.</param>
/// <param name="Files">Files it says it shares.</param>
/// <param name="Kilobytes">KiB it says it shares.</param>
/// <param name="Successes">Links opened to it.</param>
/// <param name="Failures">Failed attempts since the last success.</param>
/// <param name="NotBefore">It is not offered before this.</param>
public sealed record KnownHost(
    PeerAddress Address, HostSource Source, DateTimeOffset Heard, uint Files, uint Kilobytes, int Successes, int Failures, DateTimeOffset NotBefore)
{
    /// <summary>What it is, as it said itself or as others say; null when nobody has said.</summary>
    public PeerMode? Mode { get; init; }

    /// <summary>How it was heard of first.</summary>
    public HostSource FirstSource { get; init; } = Source;

    /// <summary>Failed attempts, those before the last success too.</summary>
    public int FailuresInAll { get; init; } = Failures;

    /// <summary>How the last attempt went; null when there was none.</summary>
    public HostTrial? LastTrial { get; init; }
}

/// <summary>Store what is known now, before the peer leaves; <see cref="HostsSaved"/> answers.</summary>
/// <param name="Request">Repeated by the answer.</param>
public sealed record SaveHosts(RequestId Request);

/// <summary>The hosts are stored.</summary>
/// <param name="Request">Of the command, or 0 when the catcher saved by itself.</param>
/// <param name="Count">How many.</param>
/// <param name="Problem">Why not, when it failed.</param>
public sealed record HostsSaved(RequestId Request, int Count, string? Problem);
