using PeerActors.Actors.Peer;
using PeerActors.Actors.Shares.Pushes;
using PeerActors.Messages.Identity;
using PeerActors.Messages.Shares;

namespace PeerActors.Actors.Tests.Shares.Pushes;

public sealed class PushGateTests
{
    private const long Minute = 600;

    private static PushSettings Settings => PeerSettings.Reference().Pushes with { MaxPerMinute = 4, MaxPerAsker = 2, MaxDialling = 3 };

    [Theory]
    [InlineData("198.51.100.7:6346", "198.51.100.9:6346", true)]
    [InlineData("198.51.100.7:6346", "198.51.100.7:6346", false)]
    [InlineData("198.51.100.7:6346", "198.51.100.7:6347", true)]
    [InlineData("198.51.100.7:6346", "127.0.0.1:22", false)]
    [InlineData("198.51.100.7:6346", "192.168.0.1:80", false)]
    [InlineData("198.51.100.7:6346", "169.254.169.254:80", false)]
    [InlineData("0.0.0.0:6346", "10.0.0.1:6346", false)]
    [InlineData("192.168.0.7:6346", "192.168.0.1:6346", true)]
    [InlineData("192.168.0.7:6346", "127.0.0.1:6346", false)]
    [InlineData("127.0.0.1:6346", "127.0.0.1:6347", true)]
    [InlineData("198.51.100.7:6346", "0.0.0.0:6346", false)]
    [InlineData("198.51.100.7:6346", "224.0.0.1:6346", false)]
    [InlineData("198.51.100.7:6346", "198.51.100.9:0", false)]
    public void Only_an_address_that_a_stranger_may_name_is_dialled(string own, string asker, bool may) => Assert.Equal(may, PushGate.MayDial(At(own), At(asker)));

    [Fact]
    public void One_ip_address_is_dialled_a_bounded_number_of_times_per_minute_whatever_the_port()
    {
        var gate = new PushGate(Settings, At("198.51.100.7:6346"), Minute);
        Assert.Null(Pass(gate, "198.51.100.9:1", 0));
        Assert.Null(Pass(gate, "198.51.100.9:2", 1));
        Assert.Equal(PushCount.RefusedTooManyFromAsker, gate.Enter(At("198.51.100.9:3"), 2));
        Assert.Null(Pass(gate, "198.51.100.10:3", 3));
        Assert.Null(Pass(gate, "198.51.100.9:3", Minute));
    }

    [Fact]
    public void All_together_are_bounded_per_minute()
    {
        var gate = new PushGate(Settings, At("198.51.100.7:6346"), Minute);
        for (var i = 1; i <= 4; i++) Assert.Null(Pass(gate, $"198.51.100.{100 + i}:1", i));
        Assert.Equal(PushCount.RefusedTooMany, gate.Enter(At("198.51.100.200:1"), 5));
        Assert.Null(gate.Enter(At("198.51.100.200:1"), 1 + Minute));
    }

    [Fact]
    public void Those_being_dialled_are_bounded_until_one_is_over()
    {
        var gate = new PushGate(Settings, At("198.51.100.7:6346"), Minute);
        for (var i = 1; i <= 3; i++) Assert.Null(gate.Enter(At($"198.51.100.{100 + i}:1"), 0));
        Assert.Equal(PushCount.RefusedBusy, gate.Enter(At("198.51.100.200:1"), 0));
        gate.Over();
        Assert.Null(gate.Enter(At("198.51.100.200:1"), 0));
    }

    private static PushCount? Pass(PushGate gate, string asker, long now)
    {
        if (gate.Enter(At(asker), now) is { } refusal) return refusal;
        gate.Over();
        return null;
    }

    private static PeerAddress At(string text) => PeerAddress.TryParse(text, out var address) ? address : throw new FormatException(text);
}
