using PeerActors.Host.Composition;
using PeerActors.Host.Web.Admin;

namespace PeerActors.Host.Commands.Demo;

/// <summary>What the demo says while it runs, for people or for programs.</summary>
internal abstract class DemoView
{
    /// <summary>A peer is up.</summary>
    public abstract void Up(RunningPeer peer, string shares);

    /// <summary>All are linked in a line.</summary>
    public abstract void Linked(IReadOnlyList<DemoPeer> line);

    /// <summary>A search is about to start.</summary>
    public abstract void Searching(string words);

    /// <summary>Somebody has it.</summary>
    public abstract void Hit(HitLine hit);

    /// <summary>Shows a download and returns its last line.</summary>
    public abstract Task<DownloadLine?> Download(IAsyncEnumerable<DownloadLine> lines);

    /// <summary>What every peer has done.</summary>
    public abstract void Table(IReadOnlyList<DemoPeerLine> peers);

    /// <summary>The peers stay.</summary>
    public abstract void Keeping(IReadOnlyList<DemoPeer> line);

    /// <summary>It went well.</summary>
    /// <param name="file">The fetched file.</param>
    /// <param name="source">Name of the peer that shares it.</param>
    /// <param name="kept">False when the files go with the demo.</param>
    public abstract void Done(FinishedLine file, string source, bool kept);
}

/// <summary>A peer at the end of the demo.</summary>
internal sealed record DemoPeerLine(
    string Name, string Address, int Links, int HostsKnown, int Files, long DescriptorsIn, long BytesIn, long DescriptorsOut, long BytesOut, long QueriesLookedUp, long FileBytesServed) : DemoLine;
