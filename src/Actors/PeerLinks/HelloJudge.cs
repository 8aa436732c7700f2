using PeerActors.Messages.Identity;
using PeerActors.Messages.Links;
using PeerActors.Messages.PeerLinks;
using PeerActors.Messages.Wire.Statements;

namespace PeerActors.Actors.PeerLinks;

/// <summary>What comes of a peer's hello.</summary>
/// <param name="Version">What the link speaks; 0 when it is refused.</param>
/// <param name="Endpoint">Where the peer listens.</param>
/// <param name="Reason">Why it is refused.</param>
/// <param name="Detail">Why, for people; null when it is not refused.</param>
internal sealed record HelloVerdict(int Version, EndpointRecord? Endpoint, LinkCloseReason Reason, string? Detail);

/// <summary>Holds a hello to what TLS has shown of its sender, and finds the version that both speak.</summary>
internal static class HelloJudge
{
    /// <param name="hello">As it came.</param>
    /// <param name="peer">Whose key the connection showed.</param>
    /// <param name="smallest">The least window that a peer can live with.</param>
    public static HelloVerdict Judge(HelloFrame hello, PeerId peer, int smallest)
    {
        var version = Math.Min(hello.Version, HelloFrame.CurrentVersion);
        if (version < Math.Max(hello.OldestVersion, HelloFrame.SpokenSince))
            return Refused(LinkCloseReason.NoCommonVersion, $"it speaks versions {hello.OldestVersion} to {hello.Version} of the peer link, we speak {HelloFrame.SpokenSince} to {HelloFrame.CurrentVersion}");
        if (Math.Min(hello.Windows.Urgent, Math.Min(hello.Windows.Normal, hello.Windows.Bulk)) < smallest || hello.MaxFrame < smallest)
            return Refused(LinkCloseReason.BadBytes, $"its hello offers a window or a frame of less than {smallest:N0} bytes, in which nothing fits");
        if (hello.Endpoint is not { } signed) return new(version, Endpoint: null, default, Detail: null);
        if (!StatementCodec.TryReadEndpoint(signed, out var endpoint) || endpoint.Peer != peer)
            return Refused(LinkCloseReason.BadBytes, "what it says of where it listens is not signed with its own key");
        return new(version, endpoint, default, Detail: null);
    }

    private static HelloVerdict Refused(LinkCloseReason reason, string detail) => new(0, Endpoint: null, reason, detail);
}
