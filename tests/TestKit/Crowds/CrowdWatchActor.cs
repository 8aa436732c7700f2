using Akka.Actor;
using PeerActors.Messages.Links;
using PeerActors.Messages.Peer;
using PeerActors.Messages.Shares;

namespace PeerActors.TestKit.Crowds;

/// <summary>Counts what the peers of a crowd tell. The counts are read when the crowd is at rest, and nobody writes them.</summary>
internal sealed class CrowdCounts
{
    public int Up { get; set; }

    /// <summary>Ends of links; a link that both sides have told of counts two.</summary>
    public int LinkEnds { get; set; }

    public int Settled { get; set; }

    public long Files { get; set; }

    /// <summary>What went wrong first; null while nothing did.</summary>
    public string? Trouble { get; set; }
}

/// <summary>The observer of every peer of a crowd.</summary>
internal sealed class CrowdWatchActor : ReceiveActor
{
    public CrowdWatchActor(CrowdCounts counts)
    {
        Receive<PeerUp>(_ => counts.Up++);
        Receive<PeerFailed>(m => counts.Trouble ??= m.Why);
        Receive<LinkOpened>(_ => counts.LinkEnds++);
        Receive<LinkClosed>(m => counts.Trouble ??= $"The link to {m.Remote} closed: {m.Reason}, {m.Detail}.");
        Receive<LibrarySettled>(m =>
        {
            counts.Settled++;
            counts.Files += m.Files;
        });
    }

    public static Props For(CrowdCounts counts) => Props.Create(() => new CrowdWatchActor(counts));
}
