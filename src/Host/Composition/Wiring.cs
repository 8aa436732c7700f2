using PeerActors.Host.Commands;

namespace PeerActors.Host.Composition;

/// <summary>What the production command line is plugged into.</summary>
internal static class Wiring
{
    public static Seams Production { get; } = new()
    {
        LoadSettings = _ => throw new StartFailed("This build has no settings loader."),
        StartPeer = (_, _) => throw new StartFailed("This build has no peer to start."),
    };
}
