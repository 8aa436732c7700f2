using System.Collections.Immutable;
using PeerActors.Actors.HostCatcher;
using PeerActors.Actors.Peer;
using PeerActors.Actors.Shares;
using PeerActors.Actors.Transports.InProcess;
using PeerActors.Messages.HostCatcher;
using PeerActors.Messages.Shares;
using PeerActors.TestKit;

namespace PeerActors.Actors.Tests.Peer;

/// <summary>Whose fault a failure is: storage of ours is tried again, what nothing mends ends the peer in the open.</summary>
public class PeerSupervisionTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    public async Task Storage_that_fails_and_comes_back_costs_nothing_but_a_restart_of_its_room(int failures)
    {
        var store = new FailingHostStore(failures);
        await using var peer = await Start(store);
        Assert.Empty((await peer.Gateway.Hosts()).Hosts);
        Assert.Equal(failures + 1, store.Loads);
        Assert.False(peer.Completion.IsCompleted);
    }

    [Fact]
    public async Task Storage_that_never_comes_back_ends_the_peer_and_says_which_room_it_was()
    {
        await using var peer = await Start(new FailingHostStore(int.MaxValue));
        var stopped = await Assert.ThrowsAsync<PeerStoppedException>(() => peer.Completion.WaitAsync(TestProbe.Patience));
        Assert.Contains("hosts", stopped.Message, StringComparison.Ordinal);
        Assert.Contains("the disk is away", stopped.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_listener_that_throws_misses_what_it_was_told_and_the_peer_goes_on_and_still_ends_in_the_open()
    {
        var told = new Recorder<string>();
        var store = new FailingHostStore(int.MaxValue);
        await using var peer = await Start(store, listener: new()
        {
            OnLog = e =>
            {
                told.Add(e.Message.ToString()!);
                throw new IOException("the log's disk is full");
            },
        });
        await told.WaitFor(static _ => true);
        var stopped = await Assert.ThrowsAsync<PeerStoppedException>(() => peer.Completion.WaitAsync(TestProbe.Patience));
        Assert.Contains("hosts", stopped.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_search_of_a_peer_that_is_leaving_is_refused_and_one_of_a_peer_that_has_stopped_ends()
    {
        await using var leaving = await Start(new MemoryHostStore());
        await leaving.LeaveAsync(TestProbe.Patience);
        var told = new List<ISearchEvent>();
        await foreach (var e in leaving.Gateway.Search("blue", TimeSpan.FromMinutes(1), 1)) told.Add(e);
        Assert.Equal(SearchEnd.Refused, Assert.IsType<SearchFinished>(Assert.Single(told)).End);

        await using var stopped = await Start(new FailingHostStore(int.MaxValue));
        await Assert.ThrowsAsync<PeerStoppedException>(() => stopped.Completion.WaitAsync(TestProbe.Patience));
        await foreach (var e in stopped.Gateway.Search("blue", TimeSpan.FromMinutes(1), 1)) Assert.Fail($"{e} from a peer that has stopped");
    }

    [Fact]
    public async Task A_peer_whose_port_is_taken_does_not_come_up_and_names_the_setting()
    {
        var network = new InProcessNetwork();
        var host = network.Host();
        await using var first = await Start(new MemoryHostStore(), host);
        var refused = await Assert.ThrowsAsync<PeerStoppedException>(() => Start(new MemoryHostStore(), host));
        Assert.Contains("peer.listen", refused.Message, StringComparison.Ordinal);
        Assert.Contains(host.Address.ToString(), refused.Message, StringComparison.Ordinal);
    }

    private static Task<PeerSystem> Start(IHostStore hosts, InProcessTransport? transport = null, PeerListener? listener = null) => PeerSystem.StartAsync(
        ScenarioOptions.Quick(PeerSettings.Reference()),
        new()
        {
            Servent = new(1, 2),
            Name = "alice",
            Clock = TimeProvider.System,
            Dice = static _ => new Random(1),
            Transport = transport ?? new InProcessNetwork().Host(),
            HostStore = hosts,
            HashStore = new MemoryHashStore(),
            ShareDisk = new VirtualShareDisk(TimeProvider.System),
            Fetcher = new NoFetcher(),
        },
        listener);

    private sealed class FailingHostStore(int failures) : IHostStore
    {
        private int _loads;

        public int Loads => _loads;

        public Task<ImmutableArray<KnownHost>> LoadAsync(CancellationToken stopping) => Interlocked.Increment(ref _loads) <= failures
            ? Task.FromException<ImmutableArray<KnownHost>>(new IOException("the disk is away"))
            : Task.FromResult(ImmutableArray<KnownHost>.Empty);

        public Task SaveAsync(ImmutableArray<KnownHost> hosts, CancellationToken stopping) => Task.CompletedTask;

        public Task<ImmutableArray<KnownCache>> LoadCachesAsync(CancellationToken stopping) => Task.FromResult(ImmutableArray<KnownCache>.Empty);

        public Task SaveCachesAsync(ImmutableArray<KnownCache> caches, CancellationToken stopping) => Task.CompletedTask;
    }
}
