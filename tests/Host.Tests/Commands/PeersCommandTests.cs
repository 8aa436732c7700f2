using System.Text.Json.Nodes;
using PeerActors.Messages.Identity;

namespace PeerActors.Host.Tests.Commands;

public sealed class PeersCommandTests : WithRunningPeer
{
    private static readonly PeerId Bob = PeerId.Of("bob"u8);

    [Fact]
    public async Task Peers_are_a_line_each()
    {
        Gateway.PeerLinksToTell = Gateway.PeerLinksToTell with { Peers = [new(Bob, new(7), null, 2, 3), new(PeerId.Of("carol"u8), null, null, 0, 0)] };

        await using var plain = await Run("peers");
        await using var json = await Run("peers", "--json");

        Assert.Equal(3, plain.Out.Lines.Length);
        Assert.Contains(Bob.ToString(), plain.Out.All, StringComparison.Ordinal);
        Assert.Equal((7, 3), ((int)JsonNode.Parse(json.Out.Lines[0])!["link"]!, (int)JsonNode.Parse(json.Out.Lines[0])!["kept"]!));
    }

    [Fact]
    public async Task A_peer_is_dialled_by_its_id_and_address()
    {
        await using var run = await Run("peers", "dial", Bob.ToString(), "127.0.0.1:7");

        Assert.Equal((0, $"Dialling {Bob} at 127.0.0.1:7.\n"), (await run.Exit, run.Out.All));
        Assert.Equal((Bob, new PeerAddress(PeerAddress.Loopback, 7)), Assert.Single(Gateway.PeersDialled));
    }
}
