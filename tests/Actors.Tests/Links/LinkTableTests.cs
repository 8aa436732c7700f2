using PeerActors.Actors.Links;
using PeerActors.Actors.Links.Greeting;
using PeerActors.Actors.Peer;
using PeerActors.Messages.Identity;
using PeerActors.Messages.Links;

namespace PeerActors.Actors.Tests.Links;

public class LinkTableTests
{
    private static readonly LinkSettings Settings = PeerSettings.Reference().Links with { Desired = 3, Max = 4, MaxLeaves = 0, MaxPerAddress = 2 };
    private static readonly PeerAddress Own = At(10);
    private static readonly TimeSpan Start = TimeSpan.FromHours(1);

    [Fact]
    public void Somebody_beyond_the_bound_is_refused_with_the_bound()
    {
        var table = Fill(4);
        var refusal = table.JudgeInbound(At(99));
        Assert.Equal((LinkCloseReason.TooManyLinks, 503), (refusal!.Reason, refusal.Code));
        Assert.Equal(LinkCloseReason.TooManyLinks, table.JudgeDial(At(99))!.Value.Reason);
        Assert.Null(table.Remove(new(1)).JudgeInbound(At(99)));
    }

    [Fact]
    public void One_address_gets_only_its_share_of_the_places()
    {
        var table = Empty().Add(Inbound(1, new(At(5).Ip, 1001))).Add(Inbound(2, new(At(5).Ip, 1002))).Open(new(1), Start).Open(new(2), Start);
        Assert.Equal(LinkCloseReason.TooManyFromAddress, table.JudgeInbound(new(At(5).Ip, 1003))!.Reason);
        Assert.Equal(LinkCloseReason.TooManyFromAddress, table.JudgeDial(At(5))!.Value.Reason);
        Assert.Null(table.JudgeInbound(At(6)));
    }

    [Fact]
    public void On_loopback_where_all_peers_of_a_machine_live_one_address_is_no_host()
    {
        var table = Empty();
        for (var i = 1; i <= 3; i++) table = table.Add(Inbound(i, new(PeerAddress.Loopback, (ushort)(1000 + i)))).Open(new(i), Start);
        Assert.Null(table.JudgeInbound(new(PeerAddress.Loopback, 1004)));
        Assert.Null(table.JudgeDial(new(PeerAddress.Loopback, 1005)));
        table = table.Add(Inbound(4, new(PeerAddress.Loopback, 1004))).Open(new(4), Start);
        Assert.Equal(LinkCloseReason.TooManyLinks, table.JudgeInbound(new(PeerAddress.Loopback, 1006))!.Reason);
    }

    [Fact]
    public void A_refusal_under_way_takes_nobodys_place()
    {
        var table = Fill(3).Add(Inbound(9, At(50)) with { Refusal = new(LinkCloseReason.TooManyLinks, 503, "full") });
        Assert.Null(table.JudgeInbound(At(60)));
    }

    [Fact]
    public void Greetings_that_are_not_ended_keep_nobody_out()
    {
        var table = Empty();
        for (var i = 1; i <= 4; i++) table = table.Add(Inbound(i, At(100 + i)));
        table = table.Add(Inbound(5, new(At(5).Ip, 1001))).Add(Inbound(6, new(At(5).Ip, 1002)));
        Assert.Equal(0, table.PlacesTaken);
        Assert.Null(table.JudgeInbound(At(5)));
        Assert.Null(table.JudgeDial(At(5)));
    }

    [Fact]
    public void What_one_address_may_hold_is_looked_at_again_when_the_greeting_has_told_who_it_is()
    {
        var table = Empty();
        for (var i = 1; i <= 3; i++) table = table.Add(Inbound(i, new(At(5).Ip, (ushort)(1000 + i))));
        (table, var first, _) = table.Place(new(1), Introduction.Legacy, Start);
        (table, var second, _) = table.Place(new(2), Introduction.Legacy, Start);
        Assert.Equal((null, null, 429), (first, second, (int?)table.Place(new(3), Introduction.Legacy, Start).Refusal?.Code));
    }

    [Fact]
    public void When_one_more_begins_to_greet_the_oldest_goes_that_of_its_address_first()
    {
        var table = LinkTable.Empty(Settings with { MaxGreetings = 3, MaxGreetingsPerAddress = 2 }, new(Own, default, PeerMode.Plain)).Add(Inbound(1, At(1))).Add(Inbound(2, At(2)));
        Assert.Null(table.MakeRoomToGreet(At(2)).GivesWay);
        table = table.Add(Inbound(3, At(2)));
        Assert.Equal(new LinkId(2), table.MakeRoomToGreet(At(2)).GivesWay);
        (table, var oldest) = table.MakeRoomToGreet(At(9));
        Assert.Equal((new LinkId(1), 1), (oldest, table.Refusals));
        Assert.Null(table.MakeRoomToGreet(At(9)).GivesWay);
    }

    [Fact]
    public void On_loopback_greetings_have_only_the_common_bound()
    {
        var table = LinkTable.Empty(Settings with { MaxGreetings = 3, MaxGreetingsPerAddress = 1 }, new(Own, default, PeerMode.Plain));
        for (ushort i = 1; i <= 3; i++)
        {
            Assert.Null(table.MakeRoomToGreet(new(PeerAddress.Loopback, i)).GivesWay);
            table = table.Add(Inbound(i, new(PeerAddress.Loopback, i)));
        }

        Assert.Equal(new LinkId(1), table.MakeRoomToGreet(new(PeerAddress.Loopback, 4)).GivesWay);
    }

    [Fact]
    public void Ourselves_and_neighbours_are_not_dialled()
    {
        var table = Empty().Add(Outbound(1, At(20)));
        Assert.Equal(LinkCloseReason.Self, table.JudgeDial(Own)!.Value.Reason);
        Assert.Equal(LinkCloseReason.Duplicate, table.JudgeDial(At(20))!.Value.Reason);
        Assert.Null(table.JudgeDial(At(21)));
    }

    [Theory]
    [InlineData(0, 3, false)]
    [InlineData(2, 1, false)]
    [InlineData(3, 1, true)]
    [InlineData(4, 0, true)]
    public void As_many_are_wanted_as_are_missing_and_beyond_that_only_those_that_the_user_named(int held, int wanted, bool onlyJoined) =>
        Assert.Equal((wanted, onlyJoined), Fill(held).Wanted);

    [Fact]
    public void Of_two_links_that_both_sides_dialled_at_once_both_sides_close_the_same()
    {
        // We are 10, they are 20: the link that we dialled stays. As seen from us:
        var ours = Empty().Add(Outbound(1, At(20))).Open(new(1), Start).Add(Inbound(2, new(At(20).Ip, 4000))).Open(new(2), Start);
        Assert.Equal((new LinkId(2), LinkCloseReason.Duplicate), Closing(ours.Introduce(new(2), At(20))));

        // As seen from them: what we dialled is their inbound link, and theirs is the outbound one.
        var theirs = LinkTable.Empty(Settings, new(At(20), default, PeerMode.Plain)).Add(Outbound(1, Own)).Open(new(1), Start).Add(Inbound(2, new(Own.Ip, 4000))).Open(new(2), Start);
        Assert.Equal((new LinkId(1), LinkCloseReason.Duplicate), Closing(theirs.Introduce(new(2), Own)));
    }

    [Fact]
    public void A_link_that_has_long_been_there_is_not_closed_for_one_that_claims_to_be_the_same_peer()
    {
        // They are 5, smaller than us, so that of two dials at once theirs would stay.
        var table = Empty().Add(Outbound(1, At(5))).Open(new(1), Start).Add(Inbound(2, new(At(5).Ip, 4000))).Open(new(2), Start + Settings.DialTimeout);
        Assert.Equal((new LinkId(1), LinkCloseReason.Duplicate), Closing(table.Introduce(new(2), At(5))));
        table = table.Open(new(2), Start + Settings.DialTimeout + TimeSpan.FromTicks(1));
        Assert.Equal((new LinkId(2), LinkCloseReason.Duplicate), Closing(table.Introduce(new(2), At(5))));
    }

    [Fact]
    public void Of_two_links_that_they_dialled_the_older_stays()
    {
        var table = Empty().Add(Inbound(1, new(At(20).Ip, 4000))).Open(new(1), Start).Add(Inbound(2, new(At(20).Ip, 4001))).Open(new(2), Start);
        (table, var none, _) = table.Introduce(new(1), At(20));
        Assert.Null(none);
        Assert.Equal((new LinkId(2), LinkCloseReason.Duplicate), Closing(table.Introduce(new(2), At(20))));
        Assert.Equal((new LinkId(1), LinkCloseReason.Duplicate), Closing(table.Hush(new(new(1), IsQuiet: true)).Introduce(new(2), At(20))));
    }

    [Fact]
    public void A_stranger_that_claims_another_neighbours_address_is_not_believed()
    {
        var table = Empty().Add(Outbound(1, At(20))).Open(new(1), Start).Add(Inbound(2, new(At(66).Ip, 4000))).Open(new(2), Start);
        var (next, toClose, _) = table.Introduce(new(2), At(20));
        Assert.Null(toClose);
        Assert.Null(next.Links[2].Listening);
    }

    [Fact]
    public void Somebody_who_says_that_it_listens_where_we_do_is_ourselves()
    {
        var table = Empty().Add(Inbound(1, new(Own.Ip, 4000))).Open(new(1), Start);
        Assert.Equal((new LinkId(1), LinkCloseReason.Self), Closing(table.Introduce(new(1), Own)));
    }

    private static (LinkId?, LinkCloseReason) Closing((LinkTable, LinkId?, LinkCloseReason) result) => (result.Item2, result.Item3);

    private static LinkTable Empty() => LinkTable.Empty(Settings, new(Own, default, PeerMode.Plain));

    private static LinkTable Fill(int count)
    {
        var table = Empty();
        for (var i = 1; i <= count; i++) table = table.Add(Outbound(i, At(100 + i))).Open(new(i), Start);
        return table;
    }

    private static LinkEntry Outbound(int link, PeerAddress remote) => new(new(link), remote, remote, LinkDirection.Outbound, Opened: null, Refusal: null);

    private static LinkEntry Inbound(int link, PeerAddress remote) => new(new(link), remote, null, LinkDirection.Inbound, Opened: null, Refusal: null);

    private static PeerAddress At(int host) => new(0x0A00_0000 + (uint)host, 6346);
}
