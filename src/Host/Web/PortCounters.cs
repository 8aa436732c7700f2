using System.Text.Json;

namespace PeerActors.Host.Web;

/// <summary>What is counted at the public port.</summary>
internal enum PortCount
{
    /// <summary>Connections that spoke HTTP.</summary>
    Http,

    /// <summary>Connections that spoke Gnutella.</summary>
    Gnutella,

    /// <summary>Connections of sharers that dialled because we had pushed them.</summary>
    Giv,

    /// <summary>Of those, connections closed because what they said is no GIV, or the peer was not up.</summary>
    GivsRefused,

    /// <summary>Connections that this peer dialled because it was pushed, and on which it was asked.</summary>
    Pushed,

    /// <summary>Pushes that this peer could not answer: nobody took its connection.</summary>
    PushesNotDialled,

    /// <summary>Pushes passed on for others, as their push proxy.</summary>
    PushesPassed,

    /// <summary>Requests to pass one on that were refused, or led nowhere.</summary>
    PushesNotPassed,

    /// <summary>Connections that began with a TLS handshake.</summary>
    Tls,

    /// <summary>Of those, connections that spoke HTTP behind it.</summary>
    SecureHttp,

    /// <summary>Connections closed because their first bytes are no greeting.</summary>
    ClosedUnknown,

    /// <summary>Connections closed because those bytes did not come within <c>http.first-bytes-timeout</c>.</summary>
    ClosedSilent,

    /// <summary>Connections that ended before it was clear what they are.</summary>
    LeftEarly,

    /// <summary>Connections closed because <c>http.max-connections</c> were open.</summary>
    ClosedFull,

    /// <summary>Connections closed because <c>http.max-per-address</c> were open from their IP address.</summary>
    ClosedTooManyFromAddress,

    /// <summary>Links that ended with a failure of ours.</summary>
    GnutellaFailed,

    /// <summary>Answers with content that were sent to their end.</summary>
    FilesServed,

    /// <summary>Answers that the client did not take to their end, or too slowly (<c>http.min-rate</c>).</summary>
    FilesNotTaken,

    /// <summary>Bytes of content sent, unfinished answers included.</summary>
    BytesServed,

    /// <summary>Files asked for that were gone, changed or unreadable on disk.</summary>
    FilesVanished,

    /// <summary>Requests that the library did not answer in time.</summary>
    LookupsFailed,

    /// <summary>Askers that got a place in the queue instead of a file, or kept one.</summary>
    UploadsQueued,

    /// <summary>Askers that got neither.</summary>
    UploadsRefused,

    /// <summary>Lists of all files that were sent to their end.</summary>
    Browses,

    /// <summary>Lists refused because the last one to that address was sent less than <c>browse.interval</c> ago.</summary>
    BrowsesRefused,

    /// <summary>Answers broken off because the file became shorter or unreadable on the way.</summary>
    BrokenOff,
}

/// <summary>What has come to the public port; counted from any thread.</summary>
internal sealed class PortCounters
{
    private readonly long[] _counts = new long[Enum.GetValues<PortCount>().Length];

    public long this[PortCount what] => Interlocked.Read(ref _counts[(int)what]);

    public void Add(PortCount what, long howMany = 1) => Interlocked.Add(ref _counts[(int)what], howMany);

    /// <summary>All as they stand, by name as JSON has it; each is right by itself.</summary>
    public IReadOnlyDictionary<string, long> Now() =>
        Enum.GetValues<PortCount>().ToDictionary(static what => JsonNamingPolicy.CamelCase.ConvertName(what.ToString()), what => this[what], StringComparer.Ordinal);
}
