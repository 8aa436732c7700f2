using System.Collections.Immutable;
using System.Threading.Channels;
using Akka.Actor;
using Akka.Configuration;
using PeerActors.Actors.HostCatcher;
using PeerActors.Actors.Peer;
using PeerActors.Messages.HostCatcher;
using PeerActors.Messages.Identity;
using PeerActors.TestKit;

namespace PeerActors.Actors.Tests.HostCatcher;

public sealed class WebCacheAskingTests : IAsyncDisposable
{
    private static readonly PeerAddress Own = new(0xC0000201, 6346);
    private static readonly PeerAddress Named = new(0xC0000202, 6346);
    private static readonly Uri Cache = new("http://cache.example/gwc");

    private readonly ActorSystem _system = ActorSystem.Create("caches", ConfigurationFactory.ParseString("akka { loggers = [], stdout-loglevel = OFF }"));
    private readonly ManualClock _clock = new();
    private readonly FakeCaches _caches = new();
    private readonly MemoryHostStore _store = new();
    private readonly TestProbe _asker;

    public WebCacheAskingTests() => _asker = TestProbe.In(_system);

    public async ValueTask DisposeAsync() => await _system.Terminate();

    [Fact]
    public async Task When_nobody_is_left_to_offer_a_cache_is_asked_once_and_what_it_names_is_offered()
    {
        var hosts = Hosts();
        Assert.Empty(await Offered(hosts));
        _clock.Advance(TimeSpan.FromSeconds(20));
        Assert.Empty(await Offered(hosts));
        Assert.Empty(await Offered(hosts));
        Assert.Equal(new(Cache, null, null), await _caches.Asked());
        _caches.Answer(new([Named, Own], null, null));
        var known = await Listed(hosts, static m => m.Caches[0].Words.Length > 0);
        Assert.Equal((Named, HostSource.WebCache), (Assert.Single(known.Hosts).Address, known.Hosts[0].Source));
        Assert.Equal([Named], await Offered(hosts));
        Assert.Equal(1, _caches.Count);
    }

    [Fact]
    public async Task A_cache_that_fails_is_told_in_words_and_asked_again_later_only()
    {
        var hosts = Hosts();
        await Offered(hosts);
        _clock.Advance(TimeSpan.FromSeconds(20));
        await Offered(hosts);
        await _caches.Asked();
        _caches.Fail(new InvalidOperationException("a fault of ours"));
        Assert.Equal("a fault of ours", (await Listed(hosts, static m => m.Caches[0].Failures == 1)).Caches[0].Words);
        _clock.Advance(TimeSpan.FromMinutes(119));
        await Offered(hosts);
        await Offered(hosts);
        Assert.Equal(1, _caches.Count);
        _clock.Advance(TimeSpan.FromMinutes(2));
        await Offered(hosts);
        await _caches.Asked();
    }

    [Fact]
    public async Task A_peer_that_is_started_again_knows_when_it_asked()
    {
        for (var run = 0; run < 3; run++)
        {
            var hosts = Hosts();
            await Offered(hosts);
            _clock.Advance(TimeSpan.FromSeconds(20));
            await Offered(hosts);
            await Listed(hosts, static m => m.Caches[0].Asked is not null);
            _system.Stop(hosts);
        }

        Assert.Equal(1, _caches.Count);
    }

    [Fact]
    public async Task With_hosts_of_a_file_no_cache_is_asked()
    {
        var hosts = Hosts(fromFile: [Named, Own]);
        await Offered(hosts);
        _clock.Advance(TimeSpan.FromMinutes(1));
        Assert.Equal([Named], await Offered(hosts));
        Assert.Equal(HostSource.File, Assert.Single((await Listed(hosts, static _ => true)).Hosts).Source);
        Assert.Equal(0, _caches.Count);
    }

    [Fact]
    public async Task Who_wants_only_named_hosts_causes_no_question()
    {
        var hosts = Hosts();
        for (var i = 0; i < 3; i++)
        {
            _asker.Send(hosts, new WantHosts(new(1), 5, [], OnlyJoined: true));
            await _asker.ExpectMsg<HostsOffered>();
            _clock.Advance(TimeSpan.FromMinutes(1));
        }

        Assert.Equal(0, _caches.Count);
    }

    [Fact]
    public async Task A_peer_that_may_be_named_and_was_dialled_is_named_in_each_interval()
    {
        var hosts = Hosts(mayBeNamed: true, interval: TimeSpan.FromMilliseconds(20));
        _asker.Send(hosts, DialledByOthers.Instance);
        Assert.Equal(new(Cache, Own, null), await _caches.Asked());
    }

    [Fact]
    public async Task A_peer_that_nobody_has_dialled_is_not_named()
    {
        var hosts = Hosts(mayBeNamed: true, interval: TimeSpan.FromMilliseconds(1));
        await Listed(hosts, static _ => true);
        for (var i = 0; i < 50; i++) await Listed(hosts, static _ => true);
        Assert.Equal(0, _caches.Count);
    }

    private IActorRef Hosts(ImmutableArray<PeerAddress> fromFile = default, bool mayBeNamed = false, TimeSpan? interval = null)
    {
        var settings = PeerSettings.Reference().Hosts with { WebCaches = [Cache] };
        if (interval is { } shorter) settings = settings with { WebCacheInterval = shorter };
        return _system.ActorOf(HostCatcherActor.For(
            settings, _store, _clock, new Random(1), [Own], new(fromFile.IsDefault ? [] : fromFile, _caches, mayBeNamed)));
    }

    private async Task<IEnumerable<PeerAddress>> Offered(IActorRef hosts)
    {
        _asker.Send(hosts, new WantHosts(new(1), 5, [], OnlyJoined: false));
        return (await _asker.ExpectMsg<HostsOffered>()).Hosts.Select(static offer => offer.Address);
    }

    private async Task<HostsListed> Listed(IActorRef hosts, Func<HostsListed, bool> that)
    {
        using var patience = new CancellationTokenSource(TestProbe.Patience);
        while (true)
        {
            patience.Token.ThrowIfCancellationRequested();
            _asker.Send(hosts, new ListHosts(new(2)));
            if (await _asker.ExpectMsg<HostsListed>() is var listed && that(listed)) return listed;
        }
    }

    private sealed class FakeCaches : IHostCache
    {
        private readonly Channel<CacheRequest> _asked = Channel.CreateUnbounded<CacheRequest>();
        private TaskCompletionSource<CacheAnswer> _answer = new();
        private int _count;

        public int Count => Volatile.Read(ref _count);

        public Task<CacheAnswer> AskAsync(CacheRequest request, CancellationToken stopping)
        {
            Interlocked.Increment(ref _count);
            _answer = new(TaskCreationOptions.RunContinuationsAsynchronously);
            _asked.Writer.TryWrite(request);
            return _answer.Task;
        }

        public async Task<CacheRequest> Asked() => await _asked.Reader.ReadAsync().AsTask().WaitAsync(TestProbe.Patience);

        public void Answer(CacheAnswer answer) => _answer.SetResult(answer);

        public void Fail(Exception cause) => _answer.SetException(cause);
    }
}
