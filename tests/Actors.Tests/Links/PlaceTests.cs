using PeerActors.Actors.Links;
using PeerActors.Actors.Links.Greeting;
using PeerActors.Actors.Peer;
using PeerActors.Messages.HostCatcher;
using PeerActors.Messages.Identity;
using PeerActors.Messages.Links;

namespace PeerActors.Actors.Tests.Links;

/// <summary>Who is given a place once it has said who it is.</summary>
public class PlaceTests
{
    private static readonly LinkSettings Settings = PeerSettings.Reference().Links with { Max = 2, MaxLeaves = 2, LeafUltrapeers = 1, MaxPerAddress = 9 };
    private static readonly PeerAddress OwnAddress = At(10);
    private static readonly ServentId Own = new(5, 5);
    private static readonly ServentId Claimed = new(3, 0);
    private static readonly TimeSpan Now = TimeSpan.FromHours(1);
    private static readonly TimeSpan Later = Now + Settings.DialTimeout + TimeSpan.FromTicks(1);

    [Theory]
    [InlineData(PeerMode.Ultrapeer, PeerMode.Ultrapeer, null)]
    [InlineData(PeerMode.Ultrapeer, PeerMode.Leaf, null)]
    [InlineData(PeerMode.Ultrapeer, PeerMode.Plain, null)]
    [InlineData(PeerMode.Plain, PeerMode.Plain, null)]
    [InlineData(PeerMode.Plain, PeerMode.Ultrapeer, null)]
    [InlineData(PeerMode.Plain, PeerMode.Leaf, 403)]
    [InlineData(PeerMode.Leaf, PeerMode.Ultrapeer, null)]
    [InlineData(PeerMode.Leaf, PeerMode.Plain, 403)]
    [InlineData(PeerMode.Leaf, PeerMode.Leaf, 403)]
    public void Leaves_hang_on_ultrapeers_only(PeerMode own, PeerMode theirs, int? refused)
    {
        var refusal = Empty(own).Add(Inbound(1)).Place(new(1), Who(theirs), Now).Refusal;
        Assert.Equal(refused, refusal?.Code);
        Assert.Equal(refused is null ? null : LinkCloseReason.ModeMismatch, refusal?.Reason);
    }

    [Fact]
    public void Leaves_and_others_have_places_of_their_own()
    {
        var table = Empty(PeerMode.Ultrapeer);
        foreach (var (link, mode) in new[] { (1, PeerMode.Leaf), (2, PeerMode.Leaf), (3, PeerMode.Ultrapeer), (4, PeerMode.Plain) })
            table = Accept(table.Add(Inbound(link)), link, Who(mode));
        Assert.Equal("Too many leaves, at most 2", table.Remove(new(3)).Add(Inbound(9)).Place(new(9), Who(PeerMode.Leaf), Now).Refusal!.Text);
        Assert.Equal("Too many links, at most 2", table.Remove(new(1)).Add(Inbound(9)).Place(new(9), Who(PeerMode.Plain), Now).Refusal!.Text);
        Assert.Equal("Too many links, at most 4", table.JudgeInbound(At(99))!.Text);
        Accept(table.Remove(new(1)).Add(Inbound(9)), 9, Who(PeerMode.Leaf));
    }

    [Fact]
    public void A_leaf_dials_as_many_ultrapeers_as_it_wants_and_no_more()
    {
        var table = Empty(PeerMode.Leaf);
        Assert.Equal((1, false), (table with { Settings = Settings with { DialDiscovered = true } }).Wanted);
        table = table.Add(new(new(1), At(20), At(20), LinkDirection.Outbound, null, null));
        Assert.Equal((0, true), table.Wanted);
        Assert.Contains("links.leaf-ultrapeers", table.JudgeDial(At(21))!.Value.Detail, StringComparison.Ordinal);
    }

    [Fact]
    public void Our_own_GUID_is_ourselves()
    {
        var (table, refusal, _) = Empty().Add(Inbound(1)).Place(new(1), Who(PeerMode.Ultrapeer, Own), Now);
        Assert.Equal((LinkCloseReason.Self, 409), (refusal!.Reason, refusal.Code));
        Assert.Equal(0, table.PlacesTaken);
    }

    [Theory]
    [InlineData(3, false)]
    [InlineData(7, true)]
    public void Of_two_dials_at_once_the_one_from_the_smaller_GUID_stays(ulong theirs, bool oursStays)
    {
        // We dialled first, and they had dialled us before they heard of it.
        var servent = new ServentId(theirs, 0);
        var table = Accept(Empty().Add(Outbound(1)), 1, Who(PeerMode.Ultrapeer, servent)).Add(Inbound(2));
        var (next, refusal, givesWay) = table.Place(new(2), Who(PeerMode.Ultrapeer, servent), Now);
        Assert.Equal(oursStays ? (409, null) : (null, new LinkId(1)), ((int?)refusal?.Code, givesWay));
        Assert.Equal(oursStays, next.Links[2].IsRefusal);
    }

    [Fact]
    public void A_link_that_has_been_there_stays_when_its_GUID_comes_again_from_its_address()
    {
        var table = Squatted(Outbound(1)).Add(Inbound(2));
        Assert.Equal(LinkCloseReason.Duplicate, table.Place(new(2), Who(PeerMode.Ultrapeer, Claimed), Later).Refusal!.Reason);
        Assert.Equal(LinkCloseReason.Duplicate, table.Place(new(2), Who(PeerMode.Ultrapeer, Claimed) with { Listening = At(20) }, Later).Refusal!.Reason);
    }

    [Fact]
    public void Whoever_claims_the_GUID_of_another_address_keeps_nobody_out_and_harms_nobody()
    {
        var squatted = Squatted(Inbound(1, At(66))).Add(Inbound(2)).Add(Outbound(3));
        foreach (var owner in (int[])[2, 3])
        {
            var (table, refusal, givesWay) = squatted.Place(new(owner), Who(PeerMode.Ultrapeer, Claimed), Later);
            Assert.Equal((null, null, Claimed), (refusal, givesWay, table.Links[owner].Servent));
        }
    }

    [Fact]
    public void Two_servents_of_one_address_that_listen_at_two_ports_are_two_whatever_they_claim()
    {
        var squatted = Accept(Empty().Add(Inbound(1)), 1, Who(PeerMode.Ultrapeer, Claimed) with { Listening = new(At(20).Ip, 666) });
        var (_, refusal, givesWay) = squatted.Add(Inbound(2)).Place(new(2), Who(PeerMode.Ultrapeer, Claimed) with { Listening = At(20) }, Later);
        Assert.Equal((null, null), (refusal, givesWay));
    }

    [Fact]
    public void A_link_whose_neighbour_left_a_ping_without_an_answer_gives_way()
    {
        var table = Squatted(Inbound(1)).Add(Inbound(2)).Hush(new(new(1), IsQuiet: true));
        Assert.Equal((null, new LinkId(1)), Outcome(table.Place(new(2), Who(PeerMode.Ultrapeer, Claimed), Later)));
        table = table.Hush(new(new(1), IsQuiet: false));
        Assert.Equal((409, null), Outcome(table.Place(new(2), Who(PeerMode.Ultrapeer, Claimed), Later)));

        static (int?, LinkId?) Outcome((LinkTable, LinkRefusal? Refusal, LinkId? GivesWay) placed) => (placed.Refusal?.Code, placed.GivesWay);
    }

    [Fact]
    public void Where_a_neighbour_listens_is_believed_as_far_as_its_address_bears_it_out()
    {
        var table = Empty().Add(Inbound(1)).Add(Inbound(2));
        Assert.Equal(new PeerAddress(At(20).Ip, 7000), Accept(table, 1, Who(PeerMode.Ultrapeer) with { Listening = new(At(20).Ip, 7000) }).Links[1].Listening);
        Assert.Null(Accept(table, 2, Who(PeerMode.Ultrapeer) with { Listening = At(77) }).Links[2].Listening);
    }

    [Fact]
    public void Whoever_is_asked_names_ultrapeer_neighbours_first_and_nobody_whom_the_asker_cannot_reach_or_who_is_barred()
    {
        var (loopback, known) = (new PeerAddress(PeerAddress.Loopback, 1), At(40));
        var table = Accept(Empty().Add(Outbound(1)), 1, Who(PeerMode.Ultrapeer)).Open(new(1), Now).Add(Inbound(2, At(30)));
        var ask = new AskForPlace(new(2), Who(PeerMode.Ultrapeer) with { Listening = At(41) });
        Assert.Equal($"{At(20)} {known}; {At(50)}", Named(new([loopback, known, At(20), At(41)], [loopback, At(20), At(50), At(41)]), 5));
        Assert.Equal($"{At(20)} {known}; ", Named(new([known], [At(50)]), 2));
        Assert.Equal("; ", Named(new([known], [At(50)]), 0));
        Assert.Equal($"{At(20)} {known}; {At(50)}", Named(new([At(60), known], [At(60), At(50)]), 5));

        string Named(NamedHosts hosts, int most) => TryList.For(ask, table, hosts, most, isBarred: static host => host == At(60)) is var (ultrapeers, others) ? $"{string.Join(' ', ultrapeers)}; {string.Join(' ', others)}" : "";
    }

    private static LinkTable Squatted(LinkEntry by) => Accept(Empty().Add(by), (int)by.Link.Value, Who(PeerMode.Ultrapeer, Claimed));

    private static LinkTable Accept(LinkTable table, int link, Introduction who)
    {
        var (next, refusal, _) = table.Place(new(link), who, Now);
        Assert.Null(refusal);
        return next;
    }

    private static LinkTable Empty(PeerMode own = PeerMode.Ultrapeer) => LinkTable.Empty(Settings, new(OwnAddress, Own, own));

    private static Introduction Who(PeerMode mode, ServentId? servent = null) => new(new NeighbourTraits { Mode = mode }, servent, null);

    private static LinkEntry Inbound(int link, PeerAddress? from = null) => new(new(link), from ?? new(At(20).Ip, (ushort)(4000 + link)), null, LinkDirection.Inbound, null, null);

    private static LinkEntry Outbound(int link) => new(new(link), At(20), At(20), LinkDirection.Outbound, null, null);

    private static PeerAddress At(int host) => new(0x0A00_0000 + (uint)host, 6346);
}
