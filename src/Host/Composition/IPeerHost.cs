using PeerActors.Actors.Peer;
using PeerActors.Actors.Remoting;
using PeerActors.Messages.Access;
using PeerActors.Messages.Buddies;
using PeerActors.Messages.Identity;
using PeerActors.Messages.Links;
using PeerActors.Messages.Peer;

namespace PeerActors.Host.Composition;

/// <summary>All that a peer host needs to come up: a folder that is open and locked, and settings with the command line on top.</summary>
internal sealed record PeerSetup(DataFolder Data, PeerSettings Settings);

/// <summary>A peer that is up, as the admin endpoint and the command line see it.</summary>
/// <param name="Id">Whose key it has: who it is, wherever it listens.</param>
/// <param name="Peer">Its servent GUID.</param>
/// <param name="Name">Its name for people.</param>
/// <param name="Address">Where it listens, with the real port.</param>
/// <param name="Gateway">The way in.</param>
/// <param name="PortCounters">What the public port has seen, by name.</param>
/// <param name="Started">When it came up.</param>
internal sealed record RunningPeer(
    PeerId Id, ServentId Peer, string Name, PeerAddress Address, IPeerGateway Gateway, Func<IReadOnlyDictionary<string, long>> PortCounters, DateTimeOffset Started)
{
    /// <summary>Bytes that all uploads together send per second, now.</summary>
    public Func<long> UploadRate { get; init; } = static () => 0;

    /// <summary>What the person of this peer has signed, as its folder has it now; null when nothing.</summary>
    public Func<PersonHistory?> ReadPerson { get; init; } = static () => null;

    /// <summary>How services between peers are doing.</summary>
    public Func<ServicesStatus> Services { get; init; } = static () => ServicesStatus.None;
}

/// <summary>Something that the user of <c>peer up</c> is told.</summary>
internal abstract record HostEvent;

/// <summary>A link was opened or closed.</summary>
internal sealed record LinkHappened(ILinkEvent Event) : HostEvent;

/// <summary>Somebody was denied something.</summary>
internal sealed record AccessWasDenied(AccessDenied Event) : HostEvent;

/// <summary>A buddy came, went, or is otherwise than before; <paramref name="Own"/> is this peer, for the fingerprint of both.</summary>
internal sealed record BuddyHappened(BuddyView Buddy, PeerId Own) : HostEvent;

/// <summary>Every file found so far is hashed and offered.</summary>
internal sealed record LibraryReady(int Files, long Bytes) : HostEvent;

/// <summary>A peer with its port, running in this process.</summary>
internal interface IPeerHost : IAsyncDisposable
{
    /// <summary>Who and where it is.</summary>
    RunningPeer Peer { get; }

    /// <summary>Ends when it ends; faults when it failed in the open.</summary>
    Task Completion { get; }

    /// <summary>What happens from now on; read by one reader, bounded by the host.</summary>
    IAsyncEnumerable<HostEvent> Events(CancellationToken stopping);

    /// <summary>Leaves in order: Bye to neighbours, state saved.</summary>
    Task<PeerLeft> LeaveAsync(TimeSpan limit);
}
