using PeerActors.Messages.Links;
using PeerActors.Messages.Router;
using PeerActors.Messages.Shares;
using PeerActors.Messages.Wire.Gnutella;
using PeerActors.TestKit;
using static PeerActors.Actors.Tests.Router.RouterScene;

namespace PeerActors.Actors.Tests.Router.QueryRouting;

/// <summary>Which tables are sent to whom, and which are refused.</summary>
public sealed class TableExchangeTests : IAsyncDisposable
{
    private readonly RouterScene _scene = new(static s => s with { Tables = s.Tables with { MaxSlots = 1 << 16, MaxUpdates = 4, Delay = TimeSpan.FromMilliseconds(10) } });

    public ValueTask DisposeAsync() => _scene.DisposeAsync();

    [Fact]
    public async Task A_leaf_tells_each_of_its_ultrapeers_what_it_shares_and_later_only_what_has_changed()
    {
        await _scene.Open(1, Shield);
        await Share("blue");
        var far = new QrpReceiver();
        Assert.Equal((true, false), await Take(1, far) is var table ? (table.HasWord("blue"), table.HasWord("red")) : default);

        _scene.Library.Send(Router, new ShareSize(2, 2048));
        await Share("blue", "red");
        var update = await _scene.Sent(1);
        Assert.IsType<QrpPatch>(Assert.Single(update));
        Assert.Null(far.Accept((QrpPatch)update[0]));
        Assert.True(far.Table!.HasWord("red") && far.Table.HasWord("blue"));
        Assert.Equal(2, (await _scene.Queries()).TablesSent);
    }

    [Fact]
    public async Task Nobody_is_told_a_table_who_does_not_route_by_it()
    {
        await _scene.Open(1, Shield with { RoutesQueries = false });
        await _scene.Open(2, Ultrapeer with { RoutesUltrapeerQueries = false });
        await _scene.Open(3, NeighbourTraits.Legacy);
        await _scene.Open(4, Leaf);
        await _scene.Open(5, Shield);
        await Share("blue");
        await Take(5, new());
        Assert.Equal(1, (await _scene.Queries()).TablesSent);
        foreach (var link in new[] { 1, 2, 3, 4 }) _scene.Link(link).ExpectNoMsg();
    }

    [Fact]
    public async Task An_ultrapeer_tells_its_like_what_it_and_its_leaves_have_and_takes_back_what_left()
    {
        await _scene.Open(1, Ultrapeer);
        await Share("green");
        var far = new QrpReceiver();
        await Take(1, far);
        await _scene.Open(2, Leaf, "blue");
        var merged = await Take(1, far);
        Assert.Equal((true, true, false), (merged.HasWord("green"), merged.HasWord("blue"), merged.HasWord("red")));

        _scene.Close(2);
        merged = await Take(1, far);
        Assert.Equal((true, false), (merged.HasWord("green"), merged.HasWord("blue")));
        Assert.Equal(0, (await _scene.Queries()).TablesHeld);
    }

    [Fact]
    public async Task A_table_larger_than_allowed_closes_the_link_and_names_the_setting()
    {
        await _scene.Open(1, Leaf);
        await _scene.From(1, QrpReset.Create(Id(1), 1 << 17, 7));
        var close = await _scene.Link(1).ExpectMsg<CloseLink>();
        Assert.Equal(LinkCloseReason.BadTable, close.Reason);
        Assert.Contains("131,072 slots was announced, the limit is 65,536 (router.tables.max-slots)", close.Detail, StringComparison.Ordinal);
        Assert.Equal(1, await _scene.Dropped(DropReason.BadTable));
    }

    [Fact]
    public async Task A_malformed_patch_closes_its_link_and_no_other()
    {
        await _scene.Open(1, Leaf);
        await _scene.Open(2, Leaf, "blue");
        await _scene.From(1, QrpPatch.Create(Id(1), 1, 1, 0, 8, [1, 2, 3]));
        Assert.Equal(LinkCloseReason.BadTable, (await _scene.Link(1).ExpectMsg<CloseLink>()).Reason);
        await _scene.Status();
        _scene.Link(2).ExpectNoMsg();
    }

    [Fact]
    public async Task A_table_that_changes_too_often_closes_the_link_and_a_minute_later_it_may_change_again()
    {
        await _scene.Open(1, Leaf, "blue");
        await _scene.From(1, QrpReset.Create(Id(2), 1 << 14, 7), QrpReset.Create(Id(3), 1 << 14, 7));
        await _scene.Status();
        _scene.Link(1).ExpectNoMsg();
        _scene.Clock.Advance(TimeSpan.FromSeconds(59));
        await _scene.From(1, QrpReset.Create(Id(4), 1 << 14, 7));
        Assert.Contains("(router.tables.max-updates)", (await _scene.Link(1).ExpectMsg<CloseLink>()).Detail, StringComparison.Ordinal);

        _scene.Clock.Advance(TimeSpan.FromSeconds(2));
        await _scene.From(1, QrpReset.Create(Id(5), 1 << 14, 7));
        await _scene.Status();
        _scene.Link(1).ExpectNoMsg();
    }

    [Fact]
    public async Task A_table_that_means_nothing_here_is_counted_and_left_aside()
    {
        await _scene.Open(1, NeighbourTraits.Legacy);
        await _scene.Open(2, Shield);
        foreach (var link in new[] { 1, 2 }) await _scene.From(link, QrpReset.Create(Id(link), 1 << 14, 7));
        Assert.Equal(2, await _scene.Dropped(DropReason.UnwantedTable));
    }

    [Fact]
    public async Task A_neighbour_that_takes_vendor_messages_is_told_once_which_ones_we_understand()
    {
        await using var scene = new RouterScene();
        var told = await scene.OpenAndHear(1, Ultrapeer with { VendorMessages = true });
        Assert.Contains(HopsFlow.Its, told.OfType<VendorMessage>().Select(static v => v.ReadContent()).OfType<MessagesSupported>().Single().Messages);
        Assert.Single(told.OfType<VendorMessage>(), static v => v.Type == FeaturesSupported.Its);
        Assert.Empty(await scene.OpenAndHear(2, Ultrapeer));
    }

    [Fact]
    public async Task An_ultrapeer_that_knows_pairs_of_words_is_told_them()
    {
        await _scene.Open(1, Shield with { VendorMessages = true });
        await _scene.From(1, VendorMessage.Create(Id(1), new FeaturesSupported([QrpPairs.Feature])));
        await _scene.Open(2, Shield);
        await Share("blue", "red");
        Assert.True((await Take(1, new())).HasPairs);
        Assert.False((await Take(2, new())).HasPairs);
    }

    private static QrpTable Paired(string[] words)
    {
        var builder = new QrpTableBuilder(withPairs: true);
        foreach (var word in words) builder.AddName(word);
        return builder.Build();
    }

    private Akka.Actor.IActorRef Router => _scene.Router;

    private async Task Share(params string[] words)
    {
        await _scene.Library.FishForMessage<MakeShareTable>();
        _scene.Library.Reply(new ShareTable(Table(words), Paired(words)));
    }

    private async Task<QrpTable> Take(long link, QrpReceiver far)
    {
        foreach (var descriptor in await _scene.Sent(link))
            Assert.Null(descriptor is QrpReset reset ? far.Accept(reset) : far.Accept(Assert.IsType<QrpPatch>(descriptor)));
        return far.Table!;
    }
}
