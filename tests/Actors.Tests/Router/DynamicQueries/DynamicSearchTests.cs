using PeerActors.Messages.Links;
using PeerActors.Messages.Router;
using PeerActors.TestKit;
using static PeerActors.Actors.Tests.Router.RouterScene;

namespace PeerActors.Actors.Tests.Router.DynamicQueries;

/// <summary>Searches of this peer's user and of its leaves, as the router carries them out.</summary>
public sealed class DynamicSearchTests : IAsyncDisposable
{
    private readonly RouterScene _scene = new(static s => s with { Dynamic = s.Dynamic with { Wanted = 5, WantedForLeaf = 3, MaxPerLeaf = 1 } });

    public ValueTask DisposeAsync() => _scene.DisposeAsync();

    [Fact]
    public async Task A_users_search_probes_who_may_have_it_and_asks_the_next_when_its_time_is_up()
    {
        await _scene.Open(1, Ultrapeer, "blue");
        await _scene.Open(2, Ultrapeer, "red");
        _scene.Search("blue");
        Assert.Equal(2, (await _scene.User.ExpectMsg<QuerySent>()).Links);
        Assert.Equal((1, 0), await _scene.SentOne<Query>(1) is var probe ? (probe.Ttl, probe.Hops) : default);
        Assert.InRange((await _scene.SentOne<Query>(2)).Ttl, 2, 4);
        var queries = await _scene.Queries();
        Assert.Equal((1, 1), (queries.DynamicStarted, queries.Probes));
    }

    [Fact]
    public async Task With_enough_hits_nobody_is_asked_further()
    {
        await using var scene = Unhurried();
        await scene.Open(1, Ultrapeer, "blue");
        await scene.Open(2, Ultrapeer);
        scene.Search("blue");
        var id = (await scene.SentOne<Query>(1)).Id;
        await scene.From(1, Hit(id, files: 5));
        await Until(scene, static q => q.DynamicRunning == 0);
        Assert.Equal((1, 1), await scene.Queries() is var done ? (done.DynamicSatisfied, done.DynamicSent) : default);
        scene.Link(2).ExpectNoMsg();
        await scene.User.FishForMessage<HitReturned>();
    }

    [Fact]
    public async Task A_search_that_wants_fewer_is_satisfied_with_fewer()
    {
        await using var scene = Unhurried();
        await scene.Open(1, Ultrapeer, "blue");
        await scene.Open(2, Ultrapeer);
        scene.Search("blue", wanted: 1);
        await scene.From(1, Hit((await scene.SentOne<Query>(1)).Id));
        await Until(scene, static q => q.DynamicRunning == 0);
        Assert.Equal(1, (await scene.Queries()).DynamicSatisfied);
        scene.Link(2).ExpectNoMsg();
    }

    [Fact]
    public async Task When_the_user_has_ended_the_search_nobody_is_asked_further()
    {
        await _scene.Open(1, Ultrapeer, "blue");
        await _scene.Open(2, Ultrapeer);
        _scene.Search("blue");
        await _scene.SentOne<Query>(1);
        _scene.User.Send(_scene.Router, new ForgetQuery(new(7)));
        Assert.Equal(0, (await _scene.Queries()).DynamicRunning);
        _scene.Link(2).ExpectNoMsg();
    }

    [Fact]
    public async Task A_leafs_search_goes_to_other_leaves_at_once_to_plain_neighbours_at_once_and_to_ultrapeers_in_turn()
    {
        await _scene.Open(1, Leaf);
        await _scene.Open(2, Leaf, "blue");
        await _scene.Open(3, NeighbourTraits.Legacy);
        await _scene.Open(4, Ultrapeer, "blue");
        await _scene.Open(5, Ultrapeer, "red");
        await _scene.From(1, Ask(1, "blue", ttl: 4));
        Assert.Equal((1, 1), await _scene.SentOne<Query>(2) is var leaf ? (leaf.Ttl, leaf.Hops) : default);
        Assert.Equal((3, 1), await _scene.SentOne<Query>(3) is var plain ? (plain.Ttl, plain.Hops) : default);
        Assert.Equal((1, 1), await _scene.SentOne<Query>(4) is var probed ? (probed.Ttl, probed.Hops) : default);
        Assert.Equal(1, await _scene.SentOne<Query>(5) is var next ? next.Hops : default);
        Assert.InRange(next.Ttl, 2, 3);

        await _scene.From(5, Hit(Id(1)));
        Assert.Equal(Id(1), (await _scene.SentOne<QueryHit>(1)).Id);
    }

    [Fact]
    public async Task A_leaf_that_is_gone_takes_its_search_along_and_one_that_searches_too_much_is_not_asked_for_further()
    {
        await _scene.Open(1, Leaf);
        await _scene.Open(2, Ultrapeer, "blue", "green");
        await _scene.From(1, Ask(1, "blue"), Ask(2, "green"));
        Assert.Equal(Id(1), (await _scene.SentOne<Query>(2)).Id);
        Assert.Equal(1, await _scene.Dropped(DropReason.TooManySearches));
        _scene.Close(1);
        Assert.Equal(0, (await _scene.Queries()).DynamicRunning);
    }

    [Fact]
    public async Task What_our_own_library_has_counts_for_a_leafs_search()
    {
        await _scene.Open(1, Leaf);
        await _scene.Open(2, Ultrapeer, "blue");
        await _scene.Open(3, Ultrapeer);
        await _scene.From(1, Ask(1, "blue"));
        await _scene.Library.FishForMessage<LookUpQueries>();
        _scene.Library.Reply(new QueriesLookedUp(1, [Hit(Id(1), files: 3)]));
        await Until(static q => q.DynamicRunning == 0);
        Assert.Equal(1, (await _scene.Queries()).DynamicSatisfied);
    }

    [Fact]
    public async Task A_probe_that_comes_again_with_a_higher_ttl_is_handed_on_and_not_looked_up_nor_sent_to_leaves_again()
    {
        await _scene.Open(1, Ultrapeer);
        await _scene.Open(2, Ultrapeer);
        await _scene.Open(3, Leaf, "blue");
        await _scene.From(1, Ask(1, "blue", ttl: 1));
        await _scene.SentOne<Query>(3);
        await _scene.Library.FishForMessage<LookUpQueries>();
        await _scene.From(1, Ask(1, "blue", ttl: 3));
        Assert.Equal(2, (await _scene.SentOne<Query>(2)).Ttl);
        await _scene.From(1, Ask(1, "blue", ttl: 3));
        await _scene.From(2, Ask(1, "blue", ttl: 4));
        Assert.Equal((1, 1), (await _scene.Dropped(DropReason.Repeated), await _scene.Dropped(DropReason.Duplicate)));
        foreach (var link in new[] { 1, 2, 3 }) _scene.Link(link).ExpectNoMsg();
        _scene.Library.ExpectNoMsg();
    }

    /// <summary>Each question goes through the router's mailbox, as its timers do; no time is waited for.</summary>
    /// <summary>A router that gives hits time to come home before it asks on, however busy the machine is.</summary>
    private static RouterScene Unhurried() => new(static s => s with { Dynamic = s.Dynamic with { Wanted = 5, Pace = TimeSpan.FromSeconds(2) } });

    private Task Until(Func<QueryRoutingStatus, bool> reached) => Until(_scene, reached);

    private static async Task Until(RouterScene scene, Func<QueryRoutingStatus, bool> reached)
    {
        using var patience = new CancellationTokenSource(TestProbe.Patience);
        while (!reached(await scene.Queries())) patience.Token.ThrowIfCancellationRequested();
    }
}
