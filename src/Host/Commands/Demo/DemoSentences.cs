using PeerActors.Host.Composition;
using PeerActors.Host.Web.Admin;

namespace PeerActors.Host.Commands.Demo;

/// <summary>For people.</summary>
internal sealed class DemoSentences(CommandIo io) : DemoView
{
    public override void Up(RunningPeer peer, string shares) =>
        io.Out.WriteLine($"{peer.Name,-6} is up on {peer.Address}, sharing {shares}");

    public override void Linked(IReadOnlyList<DemoPeer> line) =>
        io.Out.WriteLine($"Linked in a line: {string.Join(" – ", line.Select(static p => p.Running.Name))}");

    public override void Searching(string words) => io.Out.WriteLine($"alice searches for \"{Shown.Text(words)}\"");

    public override void Hit(HitLine hit) =>
        io.Out.WriteLine($"Hit: \"{Shown.Wire(hit.Name)}\", {Shown.Bytes(hit.Size)}, {Shown.Count(hit.Hops, "hop")} away on {hit.Address}");

    public override Task<DownloadLine?> Download(IAsyncEnumerable<DownloadLine> lines) => DownloadView.Show(lines, io);

    public override void Table(IReadOnlyList<DemoPeerLine> peers)
    {
        var listing = new Listing("peer", "address", "links", "hosts known", "files", "in", "out", "queries seen", "files served");
        foreach (var p in peers)
        {
            listing.Add(
                p.Name, p.Address, $"{p.Links}", $"{p.HostsKnown}", $"{p.Files}", $"{p.DescriptorsIn} ({Shown.Bytes(p.BytesIn)})",
                $"{p.DescriptorsOut} ({Shown.Bytes(p.BytesOut)})", $"{p.QueriesLookedUp}", Shown.Bytes(p.FileBytesServed));
        }

        listing.WriteTo(io);
    }

    public override void Keeping(IReadOnlyList<DemoPeer> line)
    {
        io.Out.WriteLine("The peers stay until you press Ctrl-C. In another terminal, for instance:");
        foreach (var peer in line) io.Out.WriteLine($"  peer links --data {peer.DataFolder}");
    }

    public override void Done(FinishedLine file, string source, bool kept)
    {
        DownloadView.Tell(kept ? file : file with { Path = $"{Path.GetFileName(file.Path)} (removed when the demo ends; with --keep it stays until Ctrl-C)" }, io);
        io.Out.WriteLine($"The file that alice fetched and the file that {source} shares have the same SHA-256.");
    }
}
