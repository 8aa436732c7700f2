using PeerActors.Messages.Links;
using PeerActors.Messages.Router;
using PeerActors.Messages.Wire.Gnutella;

namespace PeerActors.Actors.Links.Greeting;

/// <summary>What a 0.6 greeting tells of the far side.</summary>
internal static class GreetingReading
{
    private const int LongestAgent = 64;

    /// <summary>The traits that headers name; what was agreed on deflating is for <see cref="GreetingTalk"/> to add.</summary>
    public static Introduction Read(HeaderFields headers, PeerMode own)
    {
        var agent = WireText.Clean(headers.UserAgent() ?? "");
        var traits = new NeighbourTraits
        {
            Mode = headers.IsUltrapeer() switch { true => PeerMode.Ultrapeer, false => PeerMode.Leaf, null => PeerMode.Plain },
            OwnMode = own,
            Servent = headers.Guid(),
            Agent = agent.Length > LongestAgent ? agent[..LongestAgent] : agent,
            MaxTtl = headers.MaxTtl() is > 0 and <= byte.MaxValue and var ttl ? (byte)ttl : null,
            Degree = headers.Degree(),
            NeedsUltrapeers = headers.IsUltrapeerNeeded(),
            RoutesQueries = headers.Supports("X-Query-Routing"),
            RoutesUltrapeerQueries = headers.Supports("X-Ultrapeer-Query-Routing"),
            DynamicQuerying = headers.Supports("X-Dynamic-Querying"),
            PongCaching = headers.Supports("Pong-Caching"),
            VendorMessages = headers.Supports("Vendor-Message"),
            Ggep = headers.Supports("GGEP"),
            Bye = headers.Supports("Bye-Packet"),
        };
        return new(traits, traits.Servent, headers.ListenIp());
    }
}
