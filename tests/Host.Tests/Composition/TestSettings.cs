using PeerActors.Actors.Peer;
using PeerActors.Actors.Peer.Configuration;
using PeerActors.Messages.Identity;

namespace PeerActors.Host.Tests.Composition;

internal static class TestSettings
{
    /// <summary>What reference.conf says; its admin endpoint picks a free loopback port.</summary>
    public static PeerSettings Default { get; } = SettingsLoader.Defaults();

    public static PeerAddress Loopback(ushort port) => new(0x7F00_0001, port);
}
