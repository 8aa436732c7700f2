using System.Collections.Frozen;
using PeerActors.Messages.Identity;
using PeerActors.Messages.Router;

namespace PeerActors.Messages.Wire.Gnutella;

/// <summary>The vendor messages that servents of today send over links, by the names that they have for them. Most are offers and questions that may be
/// left without an answer; a message that is not among these is one that nobody has told us of.</summary>
public static class VendorMessageNames
{
    private static readonly FrozenDictionary<VendorMessageType, string> Names = new (VendorCode Vendor, ushort Selector, ushort[] Versions, string Name)[]
    {
        (VendorCode.Everybody, 0, [0], "messages supported"),
        (VendorCode.Everybody, 10, [0], "features supported"),
        (VendorCode.Bear, 4, [1], "hops flow"),
        (VendorCode.Bear, 7, [1], "TCP connect back"),
        (VendorCode.Bear, 11, [1], "query status request"),
        (VendorCode.Bear, 12, [1], "query status response"),
        (VendorCode.Gtkg, 7, [1, 2], "UDP connect back"),
        (VendorCode.Gtkg, 9, [1], "time sync request"),
        (VendorCode.Gtkg, 10, [1], "time sync reply"),
        (VendorCode.Gtkg, 21, [1], "push-proxy cancel"),
        (VendorCode.Gtkg, 22, [1], "node info request"),
        (VendorCode.Gtkg, 23, [1], "node info reply"),
        (VendorCode.Gtkg, 24, [1], "release notify"),
        (VendorCode.Lime, 5, [1], "UDP crawler ping"),
        (VendorCode.Lime, 11, [2, 3], "out-of-band reply acknowledgement"),
        (VendorCode.Lime, 12, [1, 2, 3], "out-of-band reply indication"),
        (VendorCode.Lime, 13, [1], "out-of-band proxy veto"),
        (VendorCode.Lime, 21, [1, 2], "push-proxy request"),
        (VendorCode.Lime, 22, [1, 2], "push-proxy acknowledgement"),
        (VendorCode.Lime, 23, [1, 2], "HEAD ping"),
        (VendorCode.Lime, 24, [1, 2], "HEAD pong"),
    }.SelectMany(static m => m.Versions.Select(v => (Type: new VendorMessageType(m.Vendor, m.Selector, v), m.Name))).ToFrozenDictionary(static m => m.Type, static m => m.Name);

    /// <summary>What a message is called; null for one that nobody has told us of.</summary>
    public static string? Of(VendorMessageType type) => Names.GetValueOrDefault(type);
}
