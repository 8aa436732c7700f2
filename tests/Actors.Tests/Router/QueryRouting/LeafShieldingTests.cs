using PeerActors.Messages.Identity;
using PeerActors.Messages.Links;
using PeerActors.Messages.Router;
using PeerActors.Messages.Shares;
using PeerActors.Messages.Wire.Gnutella;
using static PeerActors.Actors.Tests.Router.RouterScene;

namespace PeerActors.Actors.Tests.Router.QueryRouting;

/// <summary>Ultrapeers, leaves and plain neighbours, and who of them is sent which query.</summary>
public sealed class LeafShieldingTests : IAsyncDisposable
{
    private readonly RouterScene _scene = new();

    public ValueTask DisposeAsync() => _scene.DisposeAsync();

    [Theory]
    [InlineData(4)]
    [InlineData(1)]
    [InlineData(0)]
    public async Task A_leaf_is_sent_what_its_table_lets_pass_whatever_ttl_is_left_and_nothing_else(byte ttl)
    {
        await _scene.Open(1, Ultrapeer);
        await _scene.Open(2, Leaf, "blue", "train");
        await _scene.Open(3, Leaf, "red");
        await _scene.Open(4, Leaf);
        await _scene.From(1, Ask(1, "blue train", ttl, 2), Ask(2, "blue red", ttl, 2), Ask(3, "green", ttl, 2));
        var sent = await _scene.SentOne<Query>(2);
        Assert.Equal((Id(1), 1, 3), (sent.Id, sent.Ttl, sent.Hops));
        var queries = await _scene.Queries();
        _scene.Link(3).ExpectNoMsg();
        _scene.Link(4).ExpectNoMsg();
        Assert.Equal((2, 1, 8), (queries.TablesHeld, queries.LeafSent, queries.LeafSpared));
    }

    [Fact]
    public async Task A_query_that_asks_for_a_hash_reaches_the_leaf_that_has_it()
    {
        Assert.True(Sha1Hash.TryParse("urn:sha1:PLSTHIPQGSSZTS5FJUPAKUZWUGYQYPFB", out var hash));
        await _scene.Open(1, Ultrapeer);
        await _scene.Open(2, Leaf);
        await _scene.From(2, [.. QrpSender.Update(null, new QrpTableBuilder().AddHash(hash).Build(), QrpStyle.Default, new Random(7))]);
        await _scene.From(1, Query.Create(Id(1), 4, "", extensions: new() { Hashes = [hash] }));
        Assert.Equal(Id(1), (await _scene.SentOne<Query>(2)).Id);
    }

    [Theory]
    [InlineData(2, "blue", true)]
    [InlineData(2, "green", false)]
    [InlineData(3, "green", true)]
    public async Task On_the_last_hop_an_ultrapeer_with_a_table_is_sent_what_it_lets_pass(byte ttl, string text, bool isSent)
    {
        await _scene.Open(1, Ultrapeer);
        await _scene.Open(2, Ultrapeer, "blue");
        await _scene.Open(3, Ultrapeer);
        await _scene.Open(4, NeighbourTraits.Legacy);
        await _scene.From(1, Ask(1, text, ttl, 1));
        foreach (var without in new[] { 3, 4 }) Assert.Equal(ttl - 1, (await _scene.SentOne<Query>(without)).Ttl);
        if (isSent) Assert.Equal((ttl - 1, 2), await _scene.SentOne<Query>(2) is var sent ? (sent.Ttl, sent.Hops) : default);
        var status = await _scene.Status();
        _scene.Link(2).ExpectNoMsg();
        Assert.Equal(isSent ? 3 : 2, status.Forwarded);
        Assert.Equal(isSent ? 0 : 1, status.Queries.LastHopSpared);
    }

    [Fact]
    public async Task A_leaf_that_passes_on_what_others_asked_is_told_so_and_its_query_goes_nowhere()
    {
        await _scene.Open(1, Leaf);
        await _scene.Open(2, Ultrapeer);
        await _scene.From(1, Ask(1, "blue", 3, hops: 1));
        var close = await _scene.Link(1).ExpectMsg<CloseLink>();
        Assert.Equal(LinkCloseReason.LeafRelayed, close.Reason);
        Assert.StartsWith("Leaf node relayed Query", close.Detail, StringComparison.Ordinal);
        Assert.Equal(1, await _scene.Dropped(DropReason.LeafRelayed));
        _scene.Link(2).ExpectNoMsg();
        _scene.Library.ExpectNoMsg();
    }

    [Fact]
    public async Task As_a_leaf_this_peer_answers_queries_and_hands_on_none_nor_pings()
    {
        await _scene.Open(1, Shield);
        await _scene.Open(2, Shield);
        await _scene.From(1, Ask(1, "blue", 3, 2), new Ping(Id(2), 3, 0));
        Assert.Equal(Id(1), Assert.Single((await _scene.Library.FishForMessage<LookUpQueries>()).Queries).Id);
        await _scene.SentOne<Pong>(1);
        var status = await _scene.Status();
        _scene.Link(2).ExpectNoMsg();
        Assert.Equal(0, status.Forwarded);
    }

    [Fact]
    public async Task As_a_leaf_this_peer_asks_all_its_ultrapeers_at_once_with_hops_0_and_the_lower_ttl()
    {
        await _scene.Open(1, Shield);
        await _scene.Open(2, Shield with { MaxTtl = 3 });
        _scene.Search("blue");
        Assert.Equal(2, (await _scene.User.ExpectMsg<QuerySent>()).Links);
        Assert.Equal((4, 0), await _scene.SentOne<Query>(1) is var one ? (one.Ttl, one.Hops) : default);
        Assert.Equal((3, 0), await _scene.SentOne<Query>(2) is var other ? (other.Ttl, other.Hops) : default);
    }

    [Fact]
    public async Task Pings_are_not_handed_on_to_leaves()
    {
        await _scene.Open(1, Ultrapeer);
        await _scene.Open(2, Leaf, "blue");
        await _scene.From(1, new Ping(Id(1), 4, 0));
        await _scene.SentOne<Pong>(1);
        await _scene.Status();
        _scene.Link(2).ExpectNoMsg();
    }

    [Fact]
    public async Task Towards_links_of_0_6_the_ttl_is_lowered_and_towards_0_4_it_is_the_seeds()
    {
        await _scene.Open(1, NeighbourTraits.Legacy);
        await _scene.Open(2, NeighbourTraits.Legacy);
        await _scene.Open(3, Ultrapeer);
        await _scene.Open(4, Ultrapeer with { MaxTtl = 2 });
        await _scene.From(1, Ask(1, "blue", ttl: 7));
        Assert.Equal([6, 4, 2], new[] { await _scene.SentOne<Query>(2), await _scene.SentOne<Query>(3), await _scene.SentOne<Query>(4) }.Select(static q => (int)q.Ttl));
        Assert.Equal(3, (await _scene.Status()).Forwarded);
    }

    [Fact]
    public async Task Hops_flow_keeps_queries_back_from_whoever_asked_for_it_until_it_is_lifted()
    {
        await _scene.Open(1, Ultrapeer);
        await _scene.Open(2, Leaf, "blue");
        await _scene.Open(3, Ultrapeer);
        foreach (var link in new[] { 2, 3 }) await _scene.From(link, VendorMessage.Create(Id(90 + link), new HopsFlow(2)));
        await _scene.From(1, Ask(1, "blue", 3, hops: 1));
        var status = await _scene.Status();
        _scene.Link(2).ExpectNoMsg();
        _scene.Link(3).ExpectNoMsg();
        Assert.Equal(2, status.Queries.HeldBack);

        await _scene.From(1, Ask(2, "blue", 3, hops: 0));
        foreach (var link in new[] { 2, 3 }) await _scene.SentOne<Query>(link);
        foreach (var link in new[] { 2, 3 }) await _scene.From(link, VendorMessage.Create(Id(80 + link), new HopsFlow(255)));
        await _scene.From(1, Ask(3, "blue", 3, hops: 3));
        foreach (var link in new[] { 2, 3 }) await _scene.SentOne<Query>(link);
    }
}
