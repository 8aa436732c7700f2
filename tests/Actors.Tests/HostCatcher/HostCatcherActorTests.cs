using System.Collections.Immutable;
using Akka.Actor;
using Akka.Configuration;
using PeerActors.Actors.HostCatcher;
using PeerActors.Actors.Peer;
using PeerActors.Messages.HostCatcher;
using PeerActors.Messages.Identity;
using PeerActors.TestKit;

namespace PeerActors.Actors.Tests.HostCatcher;

public sealed class HostCatcherActorTests : IAsyncDisposable
{
    private static readonly PeerAddress Own = new(0x0A000001, 6346);
    private static readonly PeerAddress Other = new(0x0A000002, 6346);

    private readonly ActorSystem _system = ActorSystem.Create("hosts", ConfigurationFactory.ParseString("akka { loggers = [], stdout-loglevel = OFF }"));
    private readonly GatedHostStore _store = new();
    private readonly TestProbe _asker;
    private readonly IActorRef _hosts;

    public HostCatcherActorTests()
    {
        _asker = TestProbe.In(_system);
        _hosts = _system.ActorOf(HostCatcherActor.For(PeerSettings.Reference().Hosts, _store, new ManualClock(), new Random(1), [Own], HostSeeds.None));
    }

    public async ValueTask DisposeAsync() => await _system.Terminate();

    [Fact]
    public async Task What_is_asked_before_the_stored_hosts_are_there_is_answered_with_them()
    {
        _asker.Send(_hosts, new WantHosts(new(1), 5, [], OnlyJoined: false));
        _store.Loaded.SetResult([new(Other, HostSource.Pong, DateTimeOffset.UnixEpoch, 1, 2, 0, 0, DateTimeOffset.MinValue)]);
        Assert.Equal([Other], (await _asker.ExpectMsg<HostsOffered>()).Hosts.Select(static h => h.Address));
    }

    [Fact]
    public async Task Each_batch_of_pongs_is_acknowledged_once()
    {
        _store.Loaded.SetResult([]);
        _asker.Send(_hosts, new HostsHeard([new(Other, HostSource.Pong, 1, 2), new(Own, HostSource.Pong, 1, 2)]));
        await _asker.ExpectMsg<HostsNoted>();
        _asker.Send(_hosts, new ListHosts(new(1)));
        Assert.Equal(Other, Assert.Single((await _asker.ExpectMsg<HostsListed>()).Hosts).Address);
    }

    [Fact]
    public async Task What_could_not_be_stored_is_said_and_kept_in_memory()
    {
        _store.Loaded.SetResult([]);
        _store.Refuses = true;
        _asker.Send(_hosts, new HostHeard(Other, HostSource.Joined, 0, 0));
        _asker.Send(_hosts, new SaveHosts(new(3)));
        Assert.Equal(new HostsSaved(new(3), 1, "the disk is full"), await _asker.ExpectMsg<HostsSaved>());
        _asker.Send(_hosts, new ListHosts(new(4)));
        Assert.Single((await _asker.ExpectMsg<HostsListed>()).Hosts);
    }

    private sealed class GatedHostStore : IHostStore
    {
        public TaskCompletionSource<ImmutableArray<KnownHost>> Loaded { get; } = new();

        public bool Refuses { get; set; }

        public Task<ImmutableArray<KnownHost>> LoadAsync(CancellationToken stopping) => Loaded.Task;

        public Task SaveAsync(ImmutableArray<KnownHost> hosts, CancellationToken stopping) =>
            Refuses ? Task.FromException(new IOException("the disk is full")) : Task.CompletedTask;

        public Task<ImmutableArray<KnownCache>> LoadCachesAsync(CancellationToken stopping) => Task.FromResult(ImmutableArray<KnownCache>.Empty);

        public Task SaveCachesAsync(ImmutableArray<KnownCache> caches, CancellationToken stopping) => Task.CompletedTask;
    }
}
