namespace PeerActors.Messages.Identity;

/// <summary>From how far away an address means the same host; a further one is greater.</summary>
public enum AddressReach
{
    /// <summary>127.0.0.0/8: on this machine only.</summary>
    ThisMachine,

    /// <summary>RFC 1918, link-local (RFC 3927) and carrier-grade NAT (RFC 6598): within one network only.</summary>
    ThisNetwork,

    /// <summary>Everywhere.</summary>
    Everywhere,
}

/// <summary>Tells how far an address reaches.</summary>
public static class AddressReaches
{
    /// <summary>How far this address reaches.</summary>
    public static AddressReach Reach(this PeerAddress address) => ReachOf(address.Ip);

    /// <summary>How far an IPv4 address reaches.</summary>
    /// <param name="ip">The four bytes, most significant first.</param>
    public static AddressReach ReachOf(uint ip) => ip switch
    {
        _ when ip >> 24 == 127 => AddressReach.ThisMachine,
        _ when ip >> 24 == 10 || ip >> 20 == 0xAC1 || ip >> 16 == 0xC0A8 || ip >> 16 == 0xA9FE || ip >> 22 == 0x191 => AddressReach.ThisNetwork,
        _ => AddressReach.Everywhere,
    };
}
