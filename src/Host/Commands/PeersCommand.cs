using System.CommandLine;
using System.Text.Json;
using PeerActors.Host.Web.Admin;

namespace PeerActors.Host.Commands;

/// <summary><c>peer peers</c>: links to peers that are known by their keys.</summary>
internal static class PeersCommand
{
    public static Command Create(CommonOptions common, CommandIo io)
    {
        var command = new ExampleCommand(
            "peers", "List the peers that are linked by their keys, or waited for. With --json, one line per peer.", "peer peers", "peer peers dial ABCDEFG-… 127.0.0.1:6346") { common.Data };
        command.SetAction(async (parsed, stop) =>
        {
            using var client = AdminClient.For(parsed.GetRequiredValue(common.Data));
            var peers = await client.Get("peers", AdminJson.Default.PeersView, stop);
            if (!parsed.GetValue(common.Json)) Show(peers, io);
            else foreach (var peer in peers.Peers) io.Out.WriteLine(JsonSerializer.Serialize(peer, AdminJson.Default.PeerItem));
            return ExitCode.Done;
        });
        command.Add(Dial(common, io));
        return command;
    }

    private static ExampleCommand Dial(CommonOptions common, CommandIo io)
    {
        var peer = new Argument<Messages.Identity.PeerId>("PEER-ID") { Description = "Who must be there, as peer id shows it there.", CustomParser = IdCommand.Id };
        var address = new Argument<Messages.Identity.PeerAddress>("HOST:PORT")
        {
            Description = "Where the peer listens.", CustomParser = result => CommonOptions.Address(result, result.Tokens[^1], dialable: true),
        };
        var command = new ExampleCommand(
            "dial", "Link to a peer over TLS, and go on dialling it. Whoever else answers there is refused.", "peer peers dial ABCDEFG-… 127.0.0.1:6346") { common.Data, peer, address };
        command.SetAction(async (parsed, stop) =>
        {
            using var client = AdminClient.For(parsed.GetRequiredValue(common.Data));
            var request = new DialRequest(parsed.GetRequiredValue(peer).ToString(), parsed.GetValue(address).ToString());
            await foreach (var accepted in client.Stream("peers", request, AdminJson.Default.DialRequest, AdminJson.Default.DialAccepted, stop))
                io.Out.WriteLine(parsed.GetValue(common.Json) ? JsonSerializer.Serialize(accepted, AdminJson.Default.DialAccepted) : $"Dialling {accepted.Peer} at {accepted.Address}.");
            return ExitCode.Done;
        });
        return command;
    }

    private static void Show(PeersView peers, CommandIo io)
    {
        if (peers.Peers.Count == 0)
        {
            io.Out.WriteLine($"No peers. Links closed: {Shown.Counters(peers.Closed)}.");
            return;
        }

        var listing = new Listing("peer", "link", "remote", "version", "kept for it");
        foreach (var peer in peers.Peers) listing.Add(peer.Peer, peer.Link?.ToString(System.Globalization.CultureInfo.InvariantCulture) ?? "-", peer.Remote ?? "-", $"{peer.Version}", $"{peer.Kept}");
        listing.WriteTo(io);
    }
}
