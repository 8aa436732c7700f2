using PeerActors.Messages.Identity;
using PeerActors.Messages.Links;
using PeerActors.Messages.Router;
using PeerActors.Messages.Wire.Gnutella;
using PeerActors.TestKit;
using static PeerActors.Actors.Tests.Router.RouterScene;

namespace PeerActors.Actors.Tests.Router.DynamicQueries;

/// <summary>A leaf tells its ultrapeers how many hits it has, asked or when it wants no more: as the leaf, and as the ultrapeer.</summary>
public sealed class LeafGuidanceTests
{
    private const QueryFlags Guided = Query.OurFlags | QueryFlags.LeafGuided;

    private static readonly NeighbourTraits TalkingLeaf = Leaf with { VendorMessages = true };
    private static readonly NeighbourTraits TalkingShield = Shield with { VendorMessages = true };

    [Fact]
    public async Task Our_ultrapeer_is_told_how_many_hits_a_search_has_and_when_it_is_over()
    {
        await using var scene = new RouterScene(static s => s with { Mode = PeerMode.Leaf });
        await scene.Open(1, TalkingShield);
        scene.Search("blue");
        var query = await scene.SentOne<Query>(1);
        Assert.Equal(Guided, query.Flags & Guided);
        await scene.From(1, Hit(query.Id, files: 3), Hit(query.Id, files: 2), Ask(query.Id));
        Assert.Equal((query.Id, new QueryStatus(5)), await Status(scene, 1));

        scene.User.Send(scene.Router, new ForgetQuery(new(7)));
        Assert.Equal((query.Id, QueryStatus.Done), await Status(scene, 1));
        await scene.From(1, Ask(query.Id));
        Assert.Equal((query.Id, QueryStatus.Done), await Status(scene, 1));
    }

    [Fact]
    public async Task A_leaf_that_wants_no_more_ends_its_query_and_nobody_elses()
    {
        await using var scene = Unhurried();
        await scene.Open(1, TalkingLeaf);
        await scene.Open(2, TalkingLeaf);
        for (var link = 3; link < 9; link++) await scene.Open(link, Ultrapeer with { DynamicQuerying = true });
        await scene.From(1, RouterScene.Ask(1, "blue", flags: Guided));
        await scene.From(2, VendorMessage.Create(Id(1), QueryStatus.Done), VendorMessage.Create(Id(9), new QueryStatus(3)));
        await scene.From(3, VendorMessage.Create(Id(1), QueryStatus.Done));
        Assert.Equal((3, 1), (await scene.Dropped(DropReason.UnwantedStatus), (await scene.Queries()).DynamicRunning));
        await scene.From(1, VendorMessage.Create(Id(1), QueryStatus.Done));
        Assert.Equal(0, (await scene.Queries()).DynamicRunning);
    }

    [Theory]
    [InlineData(Guided, true)]
    [InlineData(Query.OurFlags, false)]
    public async Task A_leaf_is_asked_if_it_said_that_it_tells_and_with_enough_hits_nobody_is_asked_further(QueryFlags flags, bool asked)
    {
        await using var scene = new RouterScene(static s => s with { Dynamic = s.Dynamic with { WantedForLeaf = 50, Lifetime = TimeSpan.FromHours(1) } });
        await scene.Open(1, TalkingLeaf);
        for (var link = 2; link < 12; link++) await scene.Open(link, Ultrapeer);
        await scene.From(1, RouterScene.Ask(1, "blue", flags: flags));
        if (!asked)
        {
            while ((await scene.Queries()).DynamicRunning > 0) { }
            scene.Link(1).ExpectNoMsg();
            return;
        }

        Assert.IsType<QueryStatusRequest>((await scene.SentOne<VendorMessage>(1)).ReadContent());
        await scene.From(1, VendorMessage.Create(Id(1), new QueryStatus(150)));
        while ((await scene.Queries()).DynamicRunning > 0) { }
        Assert.Equal(1, (await scene.Queries()).DynamicSatisfied);
    }

    [Fact]
    public async Task Who_is_no_ultrapeer_of_ours_is_not_told()
    {
        await using var scene = new RouterScene();
        await scene.Open(1, TalkingLeaf);
        await scene.From(1, Ask(Id(1)));
        Assert.Equal(1, await scene.Dropped(DropReason.UnwantedStatus));
        scene.Link(1).ExpectNoMsg();
    }

    /// <summary>Steps come so late that none comes within the test.</summary>
    private static RouterScene Unhurried() => new(static s => s with { Dynamic = s.Dynamic with { Pace = TimeSpan.FromMinutes(10), Lifetime = TimeSpan.FromHours(1) } });

    private static VendorMessage Ask(DescriptorId query) => VendorMessage.Create(query, new QueryStatusRequest());

    private static async Task<(DescriptorId, VendorContent)> Status(RouterScene scene, int link) =>
        await scene.SentOne<VendorMessage>(link) is var told ? (told.Id, told.ReadContent()) : default;
}
