using System.Collections.Immutable;
using Akka.Actor;
using PeerActors.Actors.HostCatcher;
using PeerActors.Actors.Peer;
using PeerActors.Messages.HostCatcher;
using PeerActors.Messages.Identity;
using PeerActors.TestKit;

namespace PeerActors.Actors.Tests.HostCatcher;

/// <summary>When known hosts are saved: once for all that changed within a time, again when it failed, and never while nothing changes.</summary>
public sealed class SavingHostsTests : IAsyncDisposable
{
    private static readonly TimeSpan Interval = PeerSettings.Reference().Hosts.SaveInterval;

    private readonly ActorKit _kit = ActorKit.Virtual();
    private readonly CountingStore _store = new();
    private readonly TestProbe _peer;
    private readonly IActorRef _hosts;

    public SavingHostsTests()
    {
        _peer = _kit.CreateTestProbe();
        _hosts = _kit.ActorOf(HostCatcherActor.For(PeerSettings.Reference().Hosts, _store, _kit.Clock, new Random(1), [new(0x0A00_0001, 6346)], HostSeeds.None), "hosts");
        _kit.Pass(TimeSpan.FromHours(5));
    }

    public ValueTask DisposeAsync() => _kit.DisposeAsync();

    [Fact]
    public void While_nothing_changes_nothing_is_saved() => Assert.Empty(_store.Saved);

    [Fact]
    public void All_that_changes_within_an_interval_is_saved_at_once_at_its_end()
    {
        Hear(2);
        _kit.Pass(Interval / 2);
        Hear(3);
        _kit.Pass(Interval / 2 - TimeSpan.FromMilliseconds(1));
        Assert.Empty(_store.Saved);
        _kit.Pass(TimeSpan.FromMilliseconds(2));
        Assert.Equal([2], _store.Saved);
        _kit.Pass(100 * Interval);
        Assert.Equal([2], _store.Saved);
        Hear(4);
        _kit.Pass(Interval + TimeSpan.FromMilliseconds(1));
        Assert.Equal([2, 3], _store.Saved);
    }

    [Fact]
    public async Task What_could_not_be_saved_is_tried_again_an_interval_later_until_it_is()
    {
        _store.Refuses = true;
        await _kit.EventFilter.Warning(contains: "1 known hosts could not be stored: the disk is full").Expect(3, () =>
        {
            Hear(2);
            _kit.Pass(3 * Interval + TimeSpan.FromMilliseconds(1));
            return Task.CompletedTask;
        });
        _store.Refuses = false;
        _kit.Pass(Interval);
        Assert.Equal([1], _store.Saved);
        _kit.Pass(100 * Interval);
        Assert.Equal([1], _store.Saved);
    }

    private void Hear(uint host) => _peer.Send(_hosts, new HostHeard(new(0x0A00_0000 + host, 6346), HostSource.Joined, 0, 0));

    private sealed class CountingStore : IHostStore
    {
        public List<int> Saved { get; } = [];

        public bool Refuses { get; set; }

        public Task<ImmutableArray<KnownHost>> LoadAsync(CancellationToken stopping) => Task.FromResult(ImmutableArray<KnownHost>.Empty);

        public Task SaveAsync(ImmutableArray<KnownHost> hosts, CancellationToken stopping)
        {
            if (Refuses) return Task.FromException(new IOException("the disk is full"));
            Saved.Add(hosts.Length);
            return Task.CompletedTask;
        }

        public Task<ImmutableArray<KnownCache>> LoadCachesAsync(CancellationToken stopping) => Task.FromResult(ImmutableArray<KnownCache>.Empty);

        public Task SaveCachesAsync(ImmutableArray<KnownCache> caches, CancellationToken stopping) => Task.CompletedTask;
    }
}
