using Akka.Actor;
using PeerActors.Messages.Identity;
using PeerActors.Messages.Router;

namespace PeerActors.Actors.Shares;

/// <summary>One search under way: who asked, and which files were told already. Bounded by <paramref name="maxHits"/>.</summary>
internal sealed class RunningSearch(IActorRef asker, int maxHits)
{
    private readonly HashSet<(ServentId Peer, FileIndex Index, string Name)> _told = [];

    /// <summary>Who is told.</summary>
    public IActorRef Asker { get; } = asker;

    /// <summary>Hits told so far.</summary>
    public int Count => _told.Count;

    /// <summary>True when there are as many hits as were wanted.</summary>
    public bool HasEnough => _told.Count >= maxHits;

    /// <summary>True for a file that was not told before. The same answer may come by several ways.</summary>
    public bool IsNew(ServentId peer, HitFile file) => !HasEnough && _told.Add((peer, file.Index, file.Name));
}
