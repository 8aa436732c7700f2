using System.CommandLine;
using PeerActors.Actors.Peer;
using PeerActors.Host.Composition;

namespace PeerActors.Host.Commands;

/// <summary>What the command line does not do itself.</summary>
internal sealed record Seams
{
    /// <summary>Loads settings: defaults, then the named file, then the environment. Throws <see cref="StartFailed"/> with every problem.</summary>
    public required Func<string?, PeerSettings> LoadSettings { get; init; }

    /// <summary>Brings a peer up. Throws <see cref="StartFailed"/>, for instance when the port is taken.</summary>
    public required Func<PeerSetup, CancellationToken, Task<IPeerHost>> StartPeer { get; init; }
}
