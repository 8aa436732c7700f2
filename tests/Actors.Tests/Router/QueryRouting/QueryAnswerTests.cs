using PeerActors.Messages.Links;
using PeerActors.Messages.Router;
using PeerActors.Messages.Wire.Gnutella;
using static PeerActors.Actors.Tests.Router.RouterScene;

namespace PeerActors.Actors.Tests.Router.QueryRouting;

/// <summary>Which queries this peer answers, and what its own say of themselves.</summary>
public sealed class QueryAnswerTests : IAsyncDisposable
{
    private readonly RouterScene _scene = new();

    public ValueTask DisposeAsync() => _scene.DisposeAsync();

    [Fact]
    public async Task The_same_text_over_one_link_is_looked_up_once_in_a_while_and_still_handed_on()
    {
        await _scene.Open(1, NeighbourTraits.Legacy);
        await _scene.Open(2, NeighbourTraits.Legacy);
        await _scene.From(1, Ask(1, "blue"), Ask(2, "blue"), Ask(3, "red"), Ask(4, "blue", hops: 2));
        Assert.Equal([Id(1), Id(3), Id(4)], (await _scene.Library.ExpectMsg<LookUpQueries>()).Queries.Select(static q => q.Id));
        Assert.Equal(4, (await _scene.Sent(2)).Length);
        await _scene.From(2, Ask(5, "blue"));
        Assert.Equal(Id(5), Assert.Single((await _scene.Library.ExpectMsg<LookUpQueries>()).Queries).Id);
        Assert.Equal(1, await _scene.Dropped(DropReason.RepeatedQuery));

        _scene.Clock.Advance(TimeSpan.FromSeconds(1));
        await _scene.From(1, Ask(6, "blue"));
        Assert.Equal(Id(6), Assert.Single((await _scene.Library.ExpectMsg<LookUpQueries>()).Queries).Id);
    }

    [Fact]
    public async Task A_leaf_that_repeats_itself_is_not_asked_for_again()
    {
        await _scene.Open(1, Leaf);
        await _scene.Open(2, NeighbourTraits.Legacy);
        await _scene.From(1, Ask(1, "blue"), Ask(2, "blue"));
        Assert.Equal(Id(1), (await _scene.SentOne<Query>(2)).Id);
    }

    [Fact]
    public async Task Flags_of_00_00_are_the_seeds_on_a_link_of_0_4_and_ancient_on_one_of_0_6()
    {
        await _scene.Open(1, NeighbourTraits.Legacy);
        await _scene.Open(2, Ultrapeer);
        await _scene.From(1, Ask(1, "blue", flags: QueryFlags.None));
        await _scene.From(2, Ask(2, "blue", flags: QueryFlags.None));
        Assert.Equal(Id(1), Assert.Single((await _scene.Library.ExpectMsg<LookUpQueries>()).Queries).Id);
        Assert.Equal(1, await _scene.Dropped(DropReason.AncientQuery));
        _scene.Library.ExpectNoMsg();
    }

    [Fact]
    public async Task A_query_that_is_too_large_costs_its_link_where_servents_of_today_would_close_it()
    {
        await _scene.Open(1, NeighbourTraits.Legacy);
        await _scene.Open(2, Ultrapeer);
        await _scene.From(1, Ask(1, new string('x', 2000)));
        await _scene.From(2, Ask(2, new string('x', 2000)));
        Assert.Equal(LinkCloseReason.TooLarge, (await _scene.Link(2).FishForMessage<CloseLink>()).Reason);
        Assert.Equal(2, await _scene.Dropped(DropReason.QueryTooLarge));
        _scene.Link(1).ExpectNoMsg();
    }

    [Theory]
    [InlineData(QueryFlags.Marked | QueryFlags.Firewalled, false)]
    [InlineData(QueryFlags.Marked, true)]
    [InlineData(QueryFlags.Firewalled, true)]
    public async Task A_firewalled_peer_does_not_answer_whom_it_could_not_serve(QueryFlags flags, bool isLookedUp)
    {
        await using var scene = new RouterScene(static s => s with { Firewalled = true });
        await scene.Open(1, NeighbourTraits.Legacy);
        await scene.From(1, Ask(1, "blue", flags: flags));
        Assert.Equal(isLookedUp ? 0 : 1, await scene.Dropped(DropReason.BothFirewalled));
        if (isLookedUp) await scene.Library.ExpectMsg<LookUpQueries>();
        else scene.Library.ExpectNoMsg();
    }

    [Theory]
    [InlineData(false, 0x8800)]
    [InlineData(true, 0xC800)]
    public async Task Our_own_queries_mark_their_flags_and_say_what_is_so(bool firewalled, int flags)
    {
        await using var scene = new RouterScene(s => s with { Firewalled = firewalled });
        await scene.Open(1, NeighbourTraits.Legacy);
        scene.Search("blue");
        Assert.Equal((QueryFlags)flags, (await scene.SentOne<Query>(1)).Flags);
    }

    [Fact]
    public async Task A_leaf_that_is_behind_asks_its_ultrapeers_for_a_rest_until_it_has_caught_up()
    {
        await using var scene = new RouterScene(static s => s with { MaxLookups = 2 });
        await scene.OpenAndHear(1, Shield with { VendorMessages = true });
        await scene.From(1, Ask(1, "a"), Ask(2, "b"), Ask(3, "c"), Ask(4, "d"));
        Assert.Equal(new HopsFlow(0), (await scene.SentOne<VendorMessage>(1)).ReadContent());
        await scene.Library.FishForMessage<LookUpQueries>();
        scene.Library.Reply(new QueriesLookedUp(2, []));
        Assert.Equal(new HopsFlow(255), (await scene.SentOne<VendorMessage>(1)).ReadContent());
    }
}
