using System.Collections.Immutable;
using Akka.Actor;
using PeerActors.Actors.Peer;
using PeerActors.Actors.Shares;
using PeerActors.Actors.Shares.Pushes;
using PeerActors.Actors.Tests.Shares.Pushes;
using PeerActors.Messages.Identity;
using PeerActors.Messages.Shares;
using PeerActors.TestKit;

namespace PeerActors.Actors.Tests.Shares.Downloads;

public sealed class DownloadsActorTests : IAsyncLifetime
{
    private static readonly Uri First = new("http://127.0.0.1:1/get/1/a");
    private static readonly Uri Second = new("http://127.0.0.1:2/get/1/a");
    private static readonly ServentId Sharer = new(7, 8);
    private static readonly Fetched Done = new("/tmp/a", 10, 4, new Sha1Hash(1, 2, 3), new Sha256Hash(1, 2, 3, 4), VerifiedHashes.Sha1);

    private readonly ActorSystem _system = ActorSystem.Create("downloads", "akka { loglevel = OFF\n stdout-loglevel = OFF }");
    private readonly FakeFetcher _fetcher = new();
    private readonly TestProbe _asker;
    private readonly TestProbe _pushes;
    private readonly TestProbe _library;

    public DownloadsActorTests() => (_asker, _pushes, _library) = (TestProbe.In(_system), TestProbe.In(_system), TestProbe.In(_system));

    public Task InitializeAsync() => Task.CompletedTask;

    public async Task DisposeAsync() => await _system.Terminate();

    [Fact]
    public async Task A_finished_fetch_is_told_to_the_asker_after_its_progress()
    {
        _asker.Send(Room(), Order(7, First));
        var fetch = await _fetcher.Begun();
        fetch.Report(4, 10);
        fetch.End(Done);

        Assert.Equal(new DownloadProgressed(new TransferId(7), 4, 10, First), await _asker.ExpectMsg<DownloadProgressed>());
        Assert.Equal(
            new DownloadFinished(new TransferId(7), Done.Path, 10, 4, Done.Sha1, Done.Sha256, VerifiedHashes.Sha1),
            await _asker.ExpectMsg<DownloadFinished>());
    }

    [Fact]
    public async Task The_next_source_is_tried_when_it_may_help()
    {
        _asker.Send(Room(), Order(1, First, Second));
        (await _fetcher.Begun()).End(new FetchFailed(DownloadFailure.NotThere, "gone", OtherSourceMayHelp: true));
        var second = await _fetcher.Begun();
        Assert.Equal(Second, second.Order.Source.Url);
        second.End(Done);
        await Last<DownloadFinished>(_asker);
    }

    [Fact]
    public async Task The_next_source_is_not_tried_when_our_own_disk_is_the_cause()
    {
        _asker.Send(Room(), Order(1, First, Second));
        (await _fetcher.Begun()).End(new FetchFailed(DownloadFailure.DiskFull, "full", OtherSourceMayHelp: false));
        Assert.Equal(new DownloadFailed(new TransferId(1), DownloadFailure.DiskFull, "full"), await _asker.ExpectMsg<DownloadFailed>());
        Assert.True(_fetcher.NothingElseBegun);
    }

    [Fact]
    public async Task Progress_of_an_attempt_that_is_over_is_dropped()
    {
        _asker.Send(Room(), Order(1, First, Second));
        var first = await _fetcher.Begun();
        first.End(new FetchFailed(DownloadFailure.Stalled, "silent", OtherSourceMayHelp: true));
        var second = await _fetcher.Begun();
        first.Report(99, 100);
        second.Report(1, 100);
        second.End(Done);

        Assert.Equal(new DownloadProgressed(new TransferId(1), 1, 100, Second), await _asker.ExpectMsg<DownloadProgressed>());
        await _asker.ExpectMsg<DownloadFinished>();
    }

    [Fact]
    public async Task More_downloads_than_allowed_are_refused_naming_the_setting_until_one_ends()
    {
        var room = Room(max: 1);
        _asker.Send(room, Order(1, First));
        var running = await _fetcher.Begun();
        _asker.Send(room, Order(2, First));
        var refused = await _asker.ExpectMsg<DownloadFailed>();
        Assert.Equal((new TransferId(2), DownloadFailure.NotStarted), (refused.Transfer, refused.Failure));
        Assert.Contains("downloads.max", refused.Detail, StringComparison.Ordinal);

        running.End(Done);
        await _asker.ExpectMsg<DownloadFinished>();
        _asker.Send(room, Order(3, First));
        (await _fetcher.Begun()).End(Done);
        Assert.Equal(new TransferId(3), (await _asker.ExpectMsg<DownloadFinished>()).Transfer);
    }

    [Fact]
    public async Task A_number_in_use_is_refused_and_the_running_download_goes_on()
    {
        var room = Room();
        var other = TestProbe.In(_system);
        _asker.Send(room, Order(1, First));
        var running = await _fetcher.Begun();
        other.Send(room, Order(1, Second));
        Assert.Equal(DownloadFailure.NotStarted, (await other.ExpectMsg<DownloadFailed>()).Failure);
        running.End(Done);
        await _asker.ExpectMsg<DownloadFinished>();
    }

    [Fact]
    public async Task Without_a_source_or_with_a_relative_path_nothing_starts()
    {
        var room = Room();
        _asker.Send(room, Order(1));
        Assert.Equal(DownloadFailure.NotStarted, (await _asker.ExpectMsg<DownloadFailed>()).Failure);
        _asker.Send(room, Order(2, First) with { Path = "here/a" });
        Assert.Equal(DownloadFailure.NotStarted, (await _asker.ExpectMsg<DownloadFailed>()).Failure);
        Assert.True(_fetcher.NothingElseBegun);
    }

    [Fact]
    public async Task A_cancelled_download_stops_its_fetch_and_says_cancelled_once_that_has_ended()
    {
        var room = Room();
        _asker.Send(room, Order(1, First, Second));
        var fetch = await _fetcher.Begun();
        _asker.Send(room, new CancelDownload(new TransferId(1)));
        await fetch.GivenUp();
        fetch.End(new FetchFailed(DownloadFailure.Cancelled, "kept", OtherSourceMayHelp: true));
        var failed = await _asker.ExpectMsg<DownloadFailed>();
        Assert.Equal(DownloadFailure.Cancelled, failed.Failure);
        Assert.True(_fetcher.NothingElseBegun);
    }

    [Fact]
    public async Task A_download_whose_asker_dies_is_given_up_and_its_place_is_free_again()
    {
        var room = Room(max: 1);
        var mortal = TestProbe.In(_system);
        mortal.Send(room, Order(1, First));
        var fetch = await _fetcher.Begun();
        _system.Stop(mortal.Ref);
        await fetch.GivenUp();
        fetch.End(new FetchFailed(DownloadFailure.Cancelled, "kept", OtherSourceMayHelp: true));

        _fetcher.EndAtOnce = Done;
        IDownloadEvent answer;
        var number = 2;
        do
        {
            _asker.Send(room, Order(number++, First));
            answer = await _asker.ExpectMsg<IDownloadEvent>();
        }
        while (answer is DownloadFailed { Failure: DownloadFailure.NotStarted });
        Assert.IsType<DownloadFinished>(answer);
    }

    [Theory, InlineData(true), InlineData(false)]
    public async Task A_fetcher_that_throws_fails_its_download_and_no_other(bool atOnce)
    {
        var room = Room();
        _asker.Send(room, Order(1, First));
        var healthy = await _fetcher.Begun();

        var other = TestProbe.In(_system);
        _fetcher.ThrowAtOnce = atOnce ? new InvalidOperationException("bug") : null;
        other.Send(room, Order(2, First));
        if (!atOnce) (await _fetcher.Begun()).Fault(new InvalidOperationException("bug"));
        Assert.Equal(DownloadFailure.OurFault, (await other.ExpectMsg<DownloadFailed>()).Failure);

        healthy.End(Done);
        Assert.Equal(new TransferId(1), (await _asker.ExpectMsg<DownloadFinished>()).Transfer);
    }

    [Fact]
    public async Task A_sharer_that_must_be_pushed_is_asked_to_dial_and_fetched_from_on_its_connection()
    {
        _asker.Send(Room(), Pushed(1));
        Assert.True((await _asker.ExpectMsg<DownloadProgressed>()).AwaitsPush);
        var want = await _pushes.ExpectMsg<WantConnection>();
        Assert.Equal(Sharer, want.Route.Sharer);
        Assert.True(_fetcher.NothingElseBegun);

        var connection = new FakeConnection();
        _pushes.Reply(new ConnectionGiven(want.Request, connection));
        var fetch = await _fetcher.Begun();
        Assert.Same(connection, fetch.Order.Connection);
        fetch.End(Done);
        await Last<DownloadFinished>(_asker);
    }

    [Fact]
    public async Task A_sharer_that_cannot_be_dialled_is_pushed()
    {
        _asker.Send(Room(), Order(1, First) with { Sources = [new(First) { Push = new(Sharer, new(1), []) }] });
        var dialled = await _fetcher.Begun();
        Assert.Null(dialled.Order.Connection);
        dialled.End(new FetchFailed(DownloadFailure.Unreachable, "nobody there", OtherSourceMayHelp: true));
        var want = await _pushes.ExpectMsg<WantConnection>();
        _pushes.Reply(new ConnectionRefused(want.Request, PushFailure.HostDown, "it did not dial"));
        var failed = await Last<DownloadFailed>(_asker);
        Assert.Equal(DownloadFailure.Unreachable, failed.Failure);
        Assert.Contains("it did not dial", failed.Detail, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_download_that_is_given_up_while_it_waits_for_a_push_says_so_and_lets_go_of_what_comes_late()
    {
        var room = Room();
        _asker.Send(room, Pushed(1));
        var want = await _pushes.ExpectMsg<WantConnection>();
        _asker.Send(room, new CancelDownload(new TransferId(1)));
        Assert.Equal(want.Request, (await _pushes.ExpectMsg<ForgetConnection>()).Request);
        Assert.Equal(DownloadFailure.Cancelled, (await Last<DownloadFailed>(_asker)).Failure);
        Assert.True(_fetcher.NothingElseBegun);
    }

    [Fact]
    public async Task A_busy_source_is_asked_again_when_no_other_is_left()
    {
        _asker.Send(Room(), Order(1, First, Second));
        var busy = await _fetcher.Begun();
        Assert.False(busy.Order.StaysInQueue);
        busy.End(new FetchFailed(DownloadFailure.Refused, "busy", OtherSourceMayHelp: true) { RetryAfter = TimeSpan.FromMilliseconds(1) });
        (await _fetcher.Begun()).End(new FetchFailed(DownloadFailure.NotThere, "gone", OtherSourceMayHelp: true));
        var again = await _fetcher.Begun();
        Assert.Equal((First, true), (again.Order.Source.Url, again.Order.StaysInQueue));
        again.End(Done);
        await Last<DownloadFinished>(_asker);
    }

    [Fact]
    public async Task The_library_is_told_which_sources_brought_the_file_and_which_were_of_no_use()
    {
        _asker.Send(Room(), Order(1, First, Second));
        (await _fetcher.Begun()).End(new FetchFailed(DownloadFailure.NotThere, "404", OtherSourceMayHelp: true));
        (await _fetcher.Begun()).End(Done);

        var tried = await _library.ExpectMsg<SourcesTried>();

        Assert.Equal(Done.Sha1, tried.Content);
        Assert.Equal("127.0.0.1:2", Assert.Single(tried.Good).ToString());
        Assert.Equal("127.0.0.1:1", Assert.Single(tried.Bad).ToString());
        await Last<DownloadFinished>(_asker);
    }

    [Fact]
    public async Task A_place_in_the_queue_is_told_to_the_asker()
    {
        _asker.Send(Room(), Order(1, First));
        var fetch = await _fetcher.Begun();
        fetch.Report(0, 10, queued: 3);
        Assert.Equal(3, (await _asker.ExpectMsg<DownloadProgressed>()).QueuePosition);
        fetch.End(Done);
    }

    private static StartDownload Pushed(long transfer) => Order(transfer, First) with { Sources = [new(First) { MustPush = true, Push = new(Sharer, new(1), []) }] };

    private static StartDownload Order(long transfer, params Uri[] sources) => new(
        new TransferId(transfer), new DownloadTarget("a", 10, null, null), [.. sources.Select(url => new DownloadSource(url))], Path: null);

    private IActorRef Room(int max = 8) => _system.ActorOf(DownloadsActor.For(Settings(max), _fetcher, _pushes.Ref, _library.Ref));

    private static DownloadSettings Settings(int max) => PeerSettings.Reference().Downloads with { Folder = "/nowhere", Max = max };

    /// <summary>The next message that is not progress, which must be of this type.</summary>
    private static async Task<T> Last<T>(TestProbe asker)
        where T : IDownloadEvent
    {
        IDownloadEvent message;
        do message = await asker.ExpectMsg<IDownloadEvent>();
        while (message is DownloadProgressed);
        return Assert.IsType<T>(message);
    }
}
