using System.Collections.Immutable;
using Akka.Actor;
using PeerActors.Messages.Identity;
using PeerActors.Messages.Router;
using PeerActors.Messages.Shares;

namespace PeerActors.Actors.Shares;

/// <summary>One search under way: who asked, and which files were told already. Bounded by the number of hits wanted.</summary>
internal sealed class RunningSearch
{
    private readonly int _wanted;
    private readonly ImmutableArray<Sha1Hash> _hashesAlone;
    private readonly PeerAddress? _host;
    private readonly HashSet<(ServentId Peer, FileIndex Index, string Name)> _told = [];

    /// <summary>A search of the network.</summary>
    public RunningSearch(IActorRef asker, StartSearch search) =>
        (Asker, _wanted, _hashesAlone) = (asker, search.Wanted, string.IsNullOrWhiteSpace(search.Terms.Words) ? search.Terms.Hashes : []);

    /// <summary>A host that is browsed.</summary>
    public RunningSearch(IActorRef asker, StartBrowse browse) => (Asker, _wanted, _hashesAlone, _host) = (asker, browse.Wanted, [], browse.Host);

    /// <summary>Who is told.</summary>
    public IActorRef Asker { get; }

    /// <summary>Hits told so far.</summary>
    public int Count => _told.Count;

    /// <summary>True when there are as many hits as were wanted.</summary>
    public bool HasEnough => _told.Count >= _wanted;

    /// <summary>True for a file that was not told before. The same answer may come by several ways. Of a search by hash alone only files
    /// that state one of its hashes are told: anything else would be somebody's advertisement.</summary>
    public bool IsNew(ServentId peer, HitFile file) => !HasEnough && IsAskedFor(file) && _told.Add((peer, file.Index, file.Name));

    /// <summary>A hit as it is told. A host that is browsed has just been dialled, so its files are fetched where it answered, whatever address it
    /// names: it may not know its own, and must not send us to others.</summary>
    public SearchHit AsTold(SearchHit hit) => _host is { } host ? hit with { Address = host, MustPush = false } : hit;

    private bool IsAskedFor(HitFile file) => _hashesAlone.IsEmpty || (file.Sha1 is { } sha1 && _hashesAlone.Contains(sha1));
}
