using System.Collections.Concurrent;
using System.Collections.Immutable;
using System.Runtime.CompilerServices;
using System.Threading.Channels;
using PeerActors.Actors.Peer;
using PeerActors.Actors.Remoting;
using PeerActors.Host.Composition;
using PeerActors.Host.Tests.Composition;
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

namespace PeerActors.Host.Tests.Admin;

/// <summary>A peer that says what the test tells it to say.</summary>
internal sealed class FakeGateway : IPeerGateway
{
    public static readonly RequestId Request = new(1);
    public static readonly DateTimeOffset Started = new(2026, 1, 2, 3, 4, 5, TimeSpan.Zero);

    public LinksListed LinksToTell { get; set; } = new(Request, [], 0, ImmutableSortedDictionary<LinkCloseReason, long>.Empty);

    public HostsListed HostsToTell { get; set; } = new(Request, [], 0);

    public LibraryStatus LibraryToTell { get; set; } = new(Request, 3, 4096, 0, 0, 2, 1, 7, 5, []);

    public Exception? Failure { get; set; }

    public SearchHit? Remembered { get; set; }

    public ImmutableArray<SearchHit> OthersToTell { get; set; } = [];

    public Channel<ISearchEvent> SearchEvents { get; } = Channel.CreateUnbounded<ISearchEvent>();

    public Channel<IDownloadEvent> DownloadEvents { get; } = Channel.CreateUnbounded<IDownloadEvent>();

    public ConcurrentQueue<(SearchTerms Terms, TimeSpan Duration, int Wanted)> Searches { get; } = new();

    public ConcurrentQueue<(DownloadTarget Target, ImmutableArray<DownloadSource> Sources, string? Path)> Downloads { get; } = new();

    public ConcurrentQueue<PeerAddress> Opened { get; } = new();

    /// <summary>Done when a search or a download was left, early or not.</summary>
    public TaskCompletionSource Over { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public RunningPeer AsPeer(string name = "alice") => new(
        PeerId.Of("alice"u8), new(0x0123456789abcdef, 0xff23456789abcd00), name, TestSettings.Loopback(6346), this,
        () => new Dictionary<string, long>(StringComparer.Ordinal) { ["connections"] = 9 }, Started)
    {
        Services = static () => ServicesStatus.None with { Exported = 2, Kept = 700, Counts = ServicesStatus.None.Counts.Add(RemotingCount.NotAllowed, 5) },
    };

    public static SearchHit Hit(long number, string name, Sha1Hash? sha1 = null, PeerAddress? address = null) => new(
        new(1), new(number), new(0xab, 0xcd), address ?? TestSettings.Loopback(7001), new(42), name, 31_457_280, sha1, null, 2, 1000);

    public Task<LinksListed> Links(CancellationToken stopping = default) => Tell(LinksToTell);

    public AccessPolicy PolicyToTell { get; set; } = AccessPolicy.OfNewPeer;

    /// <summary>What was asked of the access room.</summary>
    public ConcurrentQueue<IAccessRequest> AccessAsked { get; } = new();

    public Task<IAccessAnswer> Access(Func<RequestId, IAccessRequest> request, CancellationToken stopping = default)
    {
        var asked = request(Request);
        AccessAsked.Enqueue(asked);
        return Tell<IAccessAnswer>(Answer(asked));
    }

    private IAccessAnswer Answer(IAccessRequest asked)
    {
        if (asked is TryAccess ask) return new AccessJudged(Request, PolicyToTell.Judge(PolicyToTell.As(ask.Subject), ask.Verb, ask.Resource, Started));
        AccessChange? change = asked switch
        {
            AddAccessRule add => new RuleMade(add.Rule with { Number = PolicyToTell.Rules.LastNumber + 1 }),
            ChangeAccessGroup group => group.IsIn ? new MemberCame(group.Group, group.Member) : new MemberWent(group.Group, group.Member),
            RevokeAccessRule revoke when PolicyToTell.Rules.Own.Any(r => r.Number == revoke.Number) => new RulesEnded([revoke.Number]),
            _ => null,
        };
        if (asked is RevokeAccessRule gone && change is null) return new AccessNotChanged(Request, $"Nothing was changed: there is no rule {gone.Number}.");
        if (change is not null) PolicyToTell = new(Resources.StandingRules(lists: true), PolicyToTell.Rules.After(change), ImmutableDictionary<PeerId, Acquaintance>.Empty);
        return new AccessRulesTold(Request, PolicyToTell, ImmutableSortedDictionary<AccessVerbs, long>.Empty.Add(AccessVerbs.Read, 3), 1);
    }

    /// <summary>What was asked of the buddies room.</summary>
    public ConcurrentQueue<IBuddyRequest> BuddiesAsked { get; } = new();

    /// <summary>What the buddies room answers; by default it has nobody.</summary>
    public Func<IBuddyRequest, IBuddyAnswer> BuddyAnswers { get; set; } = static asked => new BuddiesListed(
        asked.Request, PeerId.Of("alice"u8), new(PresenceState.Online, "alice", "", []), [], 0, ImmutableSortedDictionary<string, long>.Empty);

    public Channel<IBuddyEvent> BuddyEvents { get; } = Channel.CreateUnbounded<IBuddyEvent>();

    public Task<IBuddyAnswer> Buddies(Func<RequestId, IBuddyRequest> request, CancellationToken stopping = default)
    {
        var asked = request(Request);
        BuddiesAsked.Enqueue(asked);
        return Tell(BuddyAnswers(asked));
    }

    public IAsyncEnumerable<IBuddyEvent> FollowBuddies(CancellationToken stopping = default) => Read(BuddyEvents.Reader, static _ => false, stopping);

    public BansListed BansToTell { get; set; } = new(Request, [], 0);

    public Task<BansListed> Bans(CancellationToken stopping = default) => Tell(BansToTell);

    public PeerLinksListed PeerLinksToTell { get; set; } = new(Request, [], ImmutableSortedDictionary<LinkCloseReason, long>.Empty, 0);

    public ConcurrentQueue<(PeerId Peer, PeerAddress Remote)> PeersDialled { get; } = new();

    public Task<PeerLinksListed> PeerLinks(CancellationToken stopping = default) => Tell(PeerLinksToTell);

    public void OpenPeerLink(PeerId peer, PeerAddress remote) => PeersDialled.Enqueue((peer, remote));

    public Task<HostsListed> Hosts(CancellationToken stopping = default) => Tell(HostsToTell);

    public Task<LibraryStatus> Library(CancellationToken stopping = default) => Tell(LibraryToTell);

    public Task<RouterStatus> Router(CancellationToken stopping = default) => Tell(new RouterStatus(
        Request, ImmutableSortedDictionary<string, long>.Empty.Add("QueryHit", 4), 8,
        ImmutableSortedDictionary<DropReason, long>.Empty.Add(DropReason.TooManyHops, 1), 5, 0));

    public Task<SharedFile?> FindFile(FileIndex index, string name, PeerId? asker = null, CancellationToken stopping = default) => Tell<SharedFile?>(null);

    public Task<SharedFile?> FindFile(Sha1Hash sha1, PeerId? asker = null, CancellationToken stopping = default) => Tell<SharedFile?>(null);

    public Task<FilesBrowsed> Browse(FileIndex after, PeerId? asker = null, CancellationToken stopping = default) => Tell(new FilesBrowsed(Request, [], [], null));

    public Task<ImmutableArray<PeerAddress>> ExchangeAlternates(
        Sha1Hash content, TransferAsker asker, ImmutableArray<PeerAddress> heard, ImmutableArray<PeerAddress> gone, CancellationToken stopping = default) =>
        Tell(ImmutableArray<PeerAddress>.Empty);

    public Task<IUploadAnswer> AskUpload(TransferAsker asker, QueueTicket? ticket, Sha1Hash content, long size, CancellationToken stopping = default) =>
        Tell<IUploadAnswer>(new UploadGranted(Request));

    public void EndUpload(RequestId upload, bool willWantMore) => throw new NotSupportedException();

    public Task<UploadsStatus> Uploads(CancellationToken stopping = default) => Tell(new UploadsStatus(
        Request, 32, 3, 2, 9, 4, 1, ImmutableSortedDictionary<UploadRefusal, long>.Empty.Add(UploadRefusal.QueueFull, 6)));

    public Task<PushStatus> Pushes(CancellationToken stopping = default) => Tell(new PushStatus(
        Request, ImmutableSortedDictionary<PushCount, long>.Empty.Add(PushCount.Answered, 2), 1, [TestSettings.Loopback(6350)]));

    public Task<PushSending> PassPush(ServentId sharer, FileIndex file, PeerAddress asker, CancellationToken stopping = default) => throw new NotSupportedException();

    public Task<HitRecalled> RecallHit(HitId hit, CancellationToken stopping = default) =>
        Tell(Remembered?.Hit == hit ? new HitRecalled(Request, Remembered) { Others = OthersToTell } : new HitRecalled(Request, null));

    public Task<HitsOfContentRecalled> RecallHits(Sha1Hash content, CancellationToken stopping = default) =>
        Tell(new HitsOfContentRecalled(Request, [.. new[] { Remembered }.OfType<SearchHit>().Where(hit => hit.Sha1 == content)]));

    public void OpenLink(PeerAddress remote) => Opened.Enqueue(remote);

    public void CloseLink(LinkId link, string why) => throw new NotSupportedException();

    public void Rescan() => throw new NotSupportedException();

    public IAsyncEnumerable<ISearchEvent> Search(SearchTerms terms, TimeSpan duration, int wanted, CancellationToken stopping = default)
    {
        Searches.Enqueue((terms, duration, wanted));
        return Read(SearchEvents.Reader, static told => told is SearchFinished, stopping);
    }

    public ConcurrentQueue<(PeerAddress Host, int Wanted)> Browses { get; } = new();

    public IAsyncEnumerable<ISearchEvent> BrowseHost(PeerAddress host, int wanted, CancellationToken stopping = default)
    {
        Browses.Enqueue((host, wanted));
        return Read(SearchEvents.Reader, static told => told is SearchFinished, stopping);
    }

    public IAsyncEnumerable<IDownloadEvent> Download(
        DownloadTarget target, ImmutableArray<DownloadSource> sources, string? path, CancellationToken stopping = default)
    {
        Downloads.Enqueue((target, sources, path));
        return Read(DownloadEvents.Reader, static told => told is DownloadFinished or DownloadFailed, stopping);
    }

    public Task<PeerLeft> Leave(TimeSpan limit) => throw new NotSupportedException();

    private async IAsyncEnumerable<T> Read<T>(ChannelReader<T> events, Func<T, bool> isLast, [EnumeratorCancellation] CancellationToken stopping)
    {
        try
        {
            await foreach (var told in events.ReadAllAsync(stopping))
            {
                yield return told;
                if (isLast(told)) yield break;
            }
        }
        finally
        {
            Over.TrySetResult();
        }
    }

    private Task<T> Tell<T>(T answer) => Failure is { } failure ? Task.FromException<T>(failure) : Task.FromResult(answer);
}
