namespace PeerActors.Messages.Wire.Gnutella;

/// <summary>The ids of the GGEP blocks that mean something here; all others are skipped (seen in captures unless said otherwise).</summary>
public static class GgepNames
{
    /// <summary>Hit record, query: a hash; 01 and a SHA-1, or 02, a SHA-1 and a Tiger tree root.</summary>
    public const string Hash = "H";

    /// <summary>Hit record, query: a URN without its "urn:" (HUGE 0.94).</summary>
    public const string Urn = "u";

    /// <summary>Hit record: the root of the Tiger tree, 24 bytes.</summary>
    public const string TigerTree = "TT";

    /// <summary>Hit record: seconds since 1970, little-endian, trimmed.</summary>
    public const string CreationTime = "CT";

    /// <summary>Hit record: a size of more than 32 bits, little-endian, trimmed.</summary>
    public const string LargeFile = "LF";

    /// <summary>Hit record: others who have the file, packed addresses.</summary>
    public const string Alternates = "ALT";

    /// <summary>Hit trailer: the sharer lists all of its files to whoever asks.</summary>
    public const string BrowseHost = "BH";

    /// <summary>Hit trailer: who passes a push on, packed addresses.</summary>
    public const string PushProxies = "PUSH";

    /// <summary>Pong, push, hit trailer: it speaks TLS.</summary>
    public const string Tls = "TLS";

    /// <summary>Pong: vendor code and version byte.</summary>
    public const string Vendor = "VC";

    /// <summary>Pong: it is an ultrapeer; version, free leaf slots, free ultrapeer slots.</summary>
    public const string Ultrapeer = "UP";

    /// <summary>Pong: seconds that it is up, little-endian, trimmed.</summary>
    public const string Uptime = "DU";

    /// <summary>Pong: addresses to try, packed; the answer to <see cref="WantsHosts"/>.</summary>
    public const string Hosts = "IPP";

    /// <summary>Ping: it would like addresses; one byte of flags.</summary>
    public const string WantsHosts = "SCP";

    /// <summary>Query: what was shared last.</summary>
    public const string WhatIsNew = "WH";

    /// <summary>Query: hits of partial files are welcome.</summary>
    public const string PartialFiles = "PR";
}
