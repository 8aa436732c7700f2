namespace PeerActors.Host.Web.Http;

/// <summary>Header fields that both ends of a file transfer know.</summary>
internal static class SharingHeaders
{
    /// <summary>The content's name, as servents state it (HUGE 0.94, section "HTTP"): <c>urn:sha1:</c> and base32.</summary>
    public const string ContentUrn = "X-Gnutella-Content-URN";

    /// <summary>The digest of the whole, whatever range is sent (RFC 9530): <c>sha-256=:base64:</c>.</summary>
    public const string ReprDigest = "Repr-Digest";

    /// <summary>What a servent can do; an answer to a servent says it.</summary>
    public const string Features = "X-Features";

    /// <summary>Ours: it can be browsed, and queues as PARQ has it.</summary>
    public const string OurFeatures = "browse/1.0, queue/1.0";
}
