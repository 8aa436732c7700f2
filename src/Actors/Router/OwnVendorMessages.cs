using PeerActors.Messages.Identity;
using PeerActors.Messages.Router;
using PeerActors.Messages.Wire.Gnutella;

namespace PeerActors.Actors.Router;

/// <summary>The vendor messages that the router says to neighbours that take such.</summary>
internal static class OwnVendorMessages
{
    private static readonly VendorMessageType[] Understood =
        [MessagesSupported.Its, FeaturesSupported.Its, HopsFlow.Its, QueryStatusRequest.Its, QueryStatus.Its, PushProxyRequest.Its, PushProxyAcknowledged.Its];

    /// <summary>What is said once, when a link is new: which vendor messages we understand, and that we know pairs in tables.</summary>
    public static Departure[] Greeting(Random dice) => [Of(dice, new MessagesSupported([.. Understood])), Of(dice, new FeaturesSupported([QrpPairs.Feature]))];

    /// <summary>Please send no queries, or all of them again.</summary>
    public static Departure Flow(Random dice, bool busy) => Of(dice, new HopsFlow(busy ? (byte)0 : byte.MaxValue));

    private static Departure Of(Random dice, VendorContent content) => Departure.Of(VendorMessage.Create(DescriptorId.Roll(dice), content));
}
