using System.Collections.Immutable;
using PeerActors.Messages.Access;
using PeerActors.Messages.Buddies;
using PeerActors.Messages.HostCatcher;
using PeerActors.Messages.Identity;
using PeerActors.Messages.Links;
using PeerActors.Messages.Peer;
using PeerActors.Messages.PeerLinks;
using PeerActors.Messages.Router;
using PeerActors.Messages.Shares;
using PeerActors.Messages.Wire.Gnutella;

namespace PeerActors.Actors.Peer;

/// <summary>What code that is not an actor may ask of a peer; <see cref="PeerGateway"/> asks a real one.</summary>
public interface IPeerGateway
{
    /// <summary>Every link, and how links have ended.</summary>
    Task<LinksListed> Links(CancellationToken stopping = default);

    /// <summary>Every address that is barred.</summary>
    Task<BansListed> Bans(CancellationToken stopping = default);

    /// <summary>Every host known.</summary>
    Task<HostsListed> Hosts(CancellationToken stopping = default);

    /// <summary>How the library is doing.</summary>
    Task<LibraryStatus> Library(CancellationToken stopping = default);

    /// <summary>The router's counters.</summary>
    Task<RouterStatus> Router(CancellationToken stopping = default);

    /// <summary>A shared file by number and name; null when nothing of that name is offered to the asker, or to anyone where no key was shown.</summary>
    Task<SharedFile?> FindFile(FileIndex index, string name, PeerId? asker = null, CancellationToken stopping = default);

    /// <summary>A shared file by content; null when it is not offered to the asker.</summary>
    Task<SharedFile?> FindFile(Sha1Hash sha1, PeerId? asker = null, CancellationToken stopping = default);

    /// <summary>A page of the files offered to an asker, behind a number.</summary>
    Task<FilesBrowsed> Browse(FileIndex after, PeerId? asker = null, CancellationToken stopping = default);

    /// <summary>Tells who else has a content, as an asker said, and is told whom to name to it.</summary>
    Task<ImmutableArray<PeerAddress>> ExchangeAlternates(
        Sha1Hash content, TransferAsker asker, ImmutableArray<PeerAddress> heard, ImmutableArray<PeerAddress> gone, CancellationToken stopping = default);

    /// <summary>Asks for a slot to send a file. A granted one is given back with <see cref="EndUpload"/>, always.</summary>
    Task<IUploadAnswer> AskUpload(TransferAsker asker, QueueTicket? ticket, Sha1Hash content, long size, CancellationToken stopping = default);

    /// <summary>Gives a slot back.</summary>
    void EndUpload(RequestId upload, bool willWantMore);

    /// <summary>How uploads are doing.</summary>
    Task<UploadsStatus> Uploads(CancellationToken stopping = default);

    /// <summary>How pushes went.</summary>
    Task<PushStatus> Pushes(CancellationToken stopping = default);

    /// <summary>Passes a push on to a sharer, for somebody else (a push proxy's service).</summary>
    Task<PushSending> PassPush(ServentId sharer, FileIndex file, PeerAddress asker, CancellationToken stopping = default);

    /// <summary>A hit of an earlier search, and others of the same content; without a hit when it is not remembered.</summary>
    Task<HitRecalled> RecallHit(HitId hit, CancellationToken stopping = default);

    /// <summary>Hits of earlier searches that have a content, best first.</summary>
    Task<HitsOfContentRecalled> RecallHits(Sha1Hash content, CancellationToken stopping = default);

    /// <summary>Dials a peer and goes on dialling it.</summary>
    void OpenLink(PeerAddress remote);

    /// <summary>Closes a link with a Bye.</summary>
    void CloseLink(LinkId link, string why);

    /// <summary>Every peer that is linked by its key, or is to be.</summary>
    Task<PeerLinksListed> PeerLinks(CancellationToken stopping = default);

    /// <summary>Dials a peer that must show its key, and goes on dialling it.</summary>
    void OpenPeerLink(PeerId peer, PeerAddress remote);

    /// <summary>Asks who may do what, or changes it.</summary>
    Task<IAccessAnswer> Access(Func<RequestId, IAccessRequest> request, CancellationToken stopping = default);

    /// <summary>Asks for buddies, or changes something about them.</summary>
    Task<IBuddyAnswer> Buddies(Func<RequestId, IBuddyRequest> request, CancellationToken stopping = default);

    /// <summary>Every entry of the roster as it is now, and then each that changes, without an end. Leaving it is enough.</summary>
    IAsyncEnumerable<IBuddyEvent> FollowBuddies(CancellationToken stopping = default);

    /// <summary>Looks at the shared folders again, now.</summary>
    void Rescan();

    /// <summary>Searches the network; the sequence ends with <see cref="SearchFinished"/>. Leaving it early ends the search.</summary>
    IAsyncEnumerable<ISearchEvent> Search(SearchTerms terms, TimeSpan duration, int wanted, CancellationToken stopping = default);

    /// <summary>Lists the files of one host; the sequence ends with <see cref="SearchFinished"/>. Leaving it early ends it.</summary>
    IAsyncEnumerable<ISearchEvent> BrowseHost(PeerAddress host, int wanted, CancellationToken stopping = default);

    /// <summary>Fetches a file; the sequence ends with <see cref="DownloadFinished"/> or <see cref="DownloadFailed"/>.
    /// Leaving it early gives the download up.</summary>
    IAsyncEnumerable<IDownloadEvent> Download(
        DownloadTarget target, ImmutableArray<DownloadSource> sources, string? path, CancellationToken stopping = default);

    /// <summary>Leaves in order: Bye to neighbours, state saved.</summary>
    Task<PeerLeft> Leave(TimeSpan limit);
}
