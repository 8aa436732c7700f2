using PeerActors.Messages.Identity;

namespace PeerActors.Messages.Tests.Identity;

public class AddressReachTests
{
    [Theory]
    [InlineData("127.0.0.1", AddressReach.ThisMachine)]
    [InlineData("127.255.0.1", AddressReach.ThisMachine)]
    [InlineData("10.0.0.1", AddressReach.ThisNetwork)]
    [InlineData("172.16.0.1", AddressReach.ThisNetwork)]
    [InlineData("172.31.255.255", AddressReach.ThisNetwork)]
    [InlineData("172.32.0.0", AddressReach.Everywhere)]
    [InlineData("192.168.1.1", AddressReach.ThisNetwork)]
    [InlineData("169.254.1.1", AddressReach.ThisNetwork)]
    [InlineData("100.64.0.1", AddressReach.ThisNetwork)]
    [InlineData("100.127.255.255", AddressReach.ThisNetwork)]
    [InlineData("100.128.0.0", AddressReach.Everywhere)]
    [InlineData("8.8.8.8", AddressReach.Everywhere)]
    public void An_address_reaches_as_far_as_its_range_is_known(string host, AddressReach reach)
    {
        Assert.True(PeerAddress.TryParse($"{host}:1", out var address));
        Assert.Equal(reach, address.Reach());
    }
}
