using System.Text.Json;
using System.Text.Json.Serialization;
using PeerActors.Host.Composition;
using PeerActors.Host.Web.Admin;

namespace PeerActors.Host.Commands.Demo;

/// <summary>For programs: one object per line.</summary>
internal sealed class DemoJson(CommandIo io) : DemoView
{
    public override void Up(RunningPeer peer, string shares) => Write(new DemoUpLine(peer.Peer.ToString(), peer.Name, peer.Address.ToString(), shares));

    public override void Linked(IReadOnlyList<DemoPeer> line) => Write(new DemoLinkedLine([.. line.Select(static p => p.Running.Name)]));

    public override void Searching(string words) => Write(new DemoSearchLine(words));

    public override void Hit(HitLine hit) => io.Out.WriteLine(JsonSerializer.Serialize(hit, AdminJson.Default.SearchLine));

    public override async Task<DownloadLine?> Download(IAsyncEnumerable<DownloadLine> lines)
    {
        DownloadLine? last = null;
        await foreach (var line in lines) io.Out.WriteLine(JsonSerializer.Serialize(last = line, AdminJson.Default.DownloadLine));
        return last;
    }

    public override void Table(IReadOnlyList<DemoPeerLine> peers)
    {
        foreach (var peer in peers) Write(peer);
    }

    public override void Keeping(IReadOnlyList<DemoPeer> line) => Write(new DemoKeepingLine([.. line.Select(static p => p.DataFolder)]));

    public override void Done(FinishedLine file, string source, bool kept) => Write(new DemoDoneLine(source, file.Sha256, SameAsSource: true));

    private void Write(DemoLine line)
    {
        io.Out.WriteLine(JsonSerializer.Serialize(line, DemoLineJson.Default.DemoLine));
        io.Out.Flush();
    }
}

/// <summary>A line of <c>peer demo --json</c>; hits and downloads are those of <c>peer search</c> and <c>peer get</c>.</summary>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "event")]
[JsonDerivedType(typeof(DemoUpLine), "up")]
[JsonDerivedType(typeof(DemoLinkedLine), "linked")]
[JsonDerivedType(typeof(DemoSearchLine), "searching")]
[JsonDerivedType(typeof(DemoPeerLine), "peer")]
[JsonDerivedType(typeof(DemoKeepingLine), "keeping")]
[JsonDerivedType(typeof(DemoDoneLine), "done")]
internal abstract record DemoLine;

internal sealed record DemoUpLine(string Peer, string Name, string Address, string Shares) : DemoLine;

internal sealed record DemoLinkedLine(IReadOnlyList<string> Line) : DemoLine;

internal sealed record DemoSearchLine(string Words) : DemoLine;

internal sealed record DemoKeepingLine(IReadOnlyList<string> DataFolders) : DemoLine;

internal sealed record DemoDoneLine(string Source, string Sha256, bool SameAsSource) : DemoLine;

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(DemoLine))]
internal sealed partial class DemoLineJson : JsonSerializerContext;
