using PeerActors.Messages.Identity;

namespace PeerActors.Host.Web.Admin;

/// <summary>Whom a request names.</summary>
internal static class Named
{
    /// <summary>A peer, by its key.</summary>
    /// <exception cref="BadAdminRequest">It is no peer id.</exception>
    public static PeerId Peer(string field, string text) => PeerId.TryParse(text, out var id)
        ? id
        : throw new BadAdminRequest($"{field} is \"{text}\"; a peer id is expected, eight groups of seven characters as peer id shows them.");

    /// <summary>An address that can be dialled.</summary>
    /// <exception cref="BadAdminRequest">It is none.</exception>
    public static PeerAddress Address(string field, string text) => PeerAddress.TryParse(text, out var address) && address.IsDialable
        ? address
        : throw new BadAdminRequest($"{field} is \"{text}\"; an IPv4 address and a port to dial are expected, such as 127.0.0.1:6346.");
}
