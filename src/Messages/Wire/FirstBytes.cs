using System.Buffers;

namespace PeerActors.Messages.Wire;

/// <summary>What a connection to the one public port turns out to be.</summary>
public enum Dialect
{
    /// <summary>Too few bytes to tell.</summary>
    NeedMore,

    /// <summary>A Gnutella greeting.</summary>
    Gnutella,

    /// <summary>An HTTP/1.1 request.</summary>
    Http,

    /// <summary>A sharer that dials in answer to a push; the connection becomes one of HTTP on which we ask.</summary>
    Giv,

    /// <summary>A TLS handshake: a peer link.</summary>
    Tls,

    /// <summary>None of those; the connection is closed.</summary>
    Unknown,
}

/// <summary>Tells dialects apart by the first bytes, as servents have always done.</summary>
public static class FirstBytes
{
    /// <summary>Most bytes ever needed to tell.</summary>
    public const int MostNeeded = 17;

    private static ReadOnlySpan<byte> GnutellaOpening => "GNUTELLA"u8;

    private static ReadOnlySpan<byte> GivOpening => "GIV "u8;

    /// <summary>A handshake record, of a version that begins with 3 since SSL 3.0 (RFC 8446 section 5.1).</summary>
    private static ReadOnlySpan<byte> TlsOpening => [0x16, 0x03];

    /// <summary>Classifies the bytes so far; consumes nothing.</summary>
    /// <remarks>An HTTP method is one to sixteen capital letters and a space (RFC 9110 section 9.1 allows more, nobody uses it).</remarks>
    public static Dialect Tell(in ReadOnlySequence<byte> input)
    {
        Span<byte> bytes = stackalloc byte[MostNeeded];
        var length = (int)Math.Min(input.Length, MostNeeded);
        input.Slice(0, length).CopyTo(bytes);
        bytes = bytes[..length];
        var common = Math.Min(length, GnutellaOpening.Length);
        if (bytes[..common].SequenceEqual(GnutellaOpening[..common])) return common == GnutellaOpening.Length ? Dialect.Gnutella : Dialect.NeedMore;
        var ofTls = Math.Min(length, TlsOpening.Length);
        if (bytes[..ofTls].SequenceEqual(TlsOpening[..ofTls])) return ofTls == TlsOpening.Length ? Dialect.Tls : Dialect.NeedMore;
        var letters = bytes.IndexOfAnyExceptInRange((byte)'A', (byte)'Z');
        if (letters < 0) return length < MostNeeded ? Dialect.NeedMore : Dialect.Unknown;
        if (bytes.StartsWith(GivOpening)) return Dialect.Giv;
        return letters > 0 && bytes[letters] == (byte)' ' ? Dialect.Http : Dialect.Unknown;
    }
}
