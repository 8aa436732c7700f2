using PeerActors.Actors.Links;
using PeerActors.Actors.Peer;
using PeerActors.Messages.Identity;
using PeerActors.Messages.Links;

namespace PeerActors.Actors.Tests.Links;

public class BanTableTests
{
    private static readonly DateTimeOffset Start = new(2000, 3, 14, 12, 0, 0, TimeSpan.Zero);
    private static readonly LinkSettings Settings = PeerSettings.Reference().Links with { BanTime = TimeSpan.FromSeconds(90), MaxBans = 2, NeverBan = [new(PeerAddress.Loopback, 0), At(50)] };

    [Fact]
    public void Whoever_is_barred_is_refused_with_the_reason_and_the_time_left_whatever_its_port()
    {
        var bans = BanTable.Empty(Settings).Add(At(1), "too many pings", Start);
        var refusal = bans.Judge(new(At(1).Ip, 9999), Start.AddSeconds(30.5));
        Assert.Equal((LinkCloseReason.Banned, 403, "Banned for 60 s: too many pings"), (refusal!.Reason, refusal.Code, refusal.Text));
        Assert.Null(bans.Judge(At(2), Start));
    }

    [Fact]
    public void A_ban_ends()
    {
        var bans = BanTable.Empty(Settings).Add(At(1), "spam", Start);
        Assert.NotNull(bans.Find(At(1), Start.AddSeconds(89)));
        Assert.Null(bans.Find(At(1), Start.AddSeconds(90)));
        Assert.Empty(bans.List(Start.AddSeconds(90)));
        Assert.Equal([At(2).Host], bans.Add(At(2), "spam", Start.AddSeconds(90)).Bans.Values.Select(static b => b.Host));
    }

    [Fact]
    public void Whoever_spams_again_is_barred_anew()
    {
        var bans = BanTable.Empty(Settings).Add(At(1), "first", Start).Add(At(1), "second", Start.AddSeconds(60));
        Assert.Equal(("second", Start.AddSeconds(150)), Assert.Single(bans.List(Start)) is var ban ? (ban.Why, ban.Until) : default);
    }

    [Fact]
    public void At_the_bound_the_ban_that_would_end_first_ends_early_and_is_counted()
    {
        var bans = BanTable.Empty(Settings).Add(At(9), "a", Start).Add(At(1), "b", Start.AddSeconds(1)).Add(At(2), "c", Start.AddSeconds(2));
        Assert.Equal([At(1).Host, At(2).Host], bans.List(Start).Select(static b => b.Host));
        Assert.Equal(1, bans.Forgotten);
    }

    [Fact]
    public void Who_is_never_barred_is_not_and_port_0_stands_for_every_port()
    {
        var bans = BanTable.Empty(Settings).Add(new(PeerAddress.Loopback, 4711), "spam", Start).Add(At(50), "spam", Start);
        Assert.Empty(bans.Bans);
        Assert.NotEmpty(bans.Add(new(At(50).Ip, 7), "spam", Start).Bans);
    }

    private static PeerAddress At(int n) => new(0x0A000000 + (uint)n, 6346);
}
