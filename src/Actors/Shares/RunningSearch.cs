using Akka.Actor;
using PeerActors.Messages.Identity;
using PeerActors.Messages.Router;
using PeerActors.Messages.Shares;

namespace PeerActors.Actors.Shares;

/// <summary>One search under way: who asked, and which files were told already. Bounded by the number of hits wanted.</summary>
internal sealed class RunningSearch(IActorRef asker, StartSearch search)
{
    private readonly bool _isByHashAlone = !search.Terms.Hashes.IsEmpty && string.IsNullOrWhiteSpace(search.Terms.Words);
    private readonly HashSet<(ServentId Peer, FileIndex Index, string Name)> _told = [];

    /// <summary>Who is told.</summary>
    public IActorRef Asker { get; } = asker;

    /// <summary>Hits told so far.</summary>
    public int Count => _told.Count;

    /// <summary>True when there are as many hits as were wanted.</summary>
    public bool HasEnough => _told.Count >= search.Wanted;

    /// <summary>True for a file that was not told before. The same answer may come by several ways. Of a search by hash alone only files
    /// that state one of its hashes are told: anything else would be somebody's advertisement.</summary>
    public bool IsNew(ServentId peer, HitFile file) => !HasEnough && IsAskedFor(file) && _told.Add((peer, file.Index, file.Name));

    private bool IsAskedFor(HitFile file) => !_isByHashAlone || (file.Sha1 is { } sha1 && search.Terms.Hashes.Contains(sha1));
}
