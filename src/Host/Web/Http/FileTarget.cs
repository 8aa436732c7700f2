using System.Globalization;
using System.Text;
using PeerActors.Messages.Identity;

namespace PeerActors.Host.Web.Http;

/// <summary>What a request line asks for. Read from the raw target, because a server's own tidying of paths would hide what was meant.</summary>
internal abstract record FileTarget
{
    private const string GetOpening = "/get/";
    private const string ByHashOpening = "/uri-res/N2R?";

    /// <summary>Reads a request target (RFC 9112 section 3.2, origin form or absolute form). Pure.</summary>
    public static FileTarget Read(string rawTarget)
    {
        var target = OriginForm(rawTarget);
        if (target.Contains('\0') || target.Contains("%00", StringComparison.Ordinal)) return new Malformed("The request target holds a NUL, which no name may hold.");
        if (target.StartsWith(ByHashOpening, StringComparison.OrdinalIgnoreCase)) return ReadHash(target[ByHashOpening.Length..]);
        if (target is "/" || target.StartsWith("/?", StringComparison.Ordinal)) return new FrontPage();
        return target.StartsWith(GetOpening, StringComparison.OrdinalIgnoreCase) ? ReadName(target[GetOpening.Length..]) : new Elsewhere();
    }

    private static string OriginForm(string rawTarget)
    {
        if (rawTarget.StartsWith('/')) return rawTarget;
        var authority = rawTarget.IndexOf("://", StringComparison.Ordinal);
        if (authority < 0) return "";
        var path = rawTarget.IndexOf('/', authority + 3);
        return path < 0 ? "/" : rawTarget[path..];
    }

    private static FileTarget ReadHash(string query) =>
        TryDecode(query, out var urn) && urn.StartsWith(Sha1Hash.UrnPrefix, StringComparison.OrdinalIgnoreCase) && Sha1Hash.TryParse(urn, out var sha1)
            ? new ByHash(sha1)
            : new Elsewhere();

    /// <summary>INDEX/NAME, perhaps with a trailing slash (as Gnutella 0.4 writes it). A name is one segment: it holds no separator,
    /// encoded or not, and is neither of the two dots.</summary>
    private static FileTarget ReadName(string rest)
    {
        var query = rest.IndexOf('?', StringComparison.Ordinal);
        var path = query < 0 ? rest : rest[..query];
        var slash = path.IndexOf('/', StringComparison.Ordinal);
        if (slash < 0 || !uint.TryParse(path.AsSpan(0, slash), NumberStyles.None, CultureInfo.InvariantCulture, out var index)) return new Elsewhere();
        var segment = path[(slash + 1)..];
        if (segment.EndsWith('/')) segment = segment[..^1];
        if (segment.Contains('/') || !TryDecode(segment, out var name)) return new Elsewhere();
        return name is "" or "." or ".." || name.Contains('/') ? new Elsewhere() : new ByName(new FileIndex(index), name);
    }

    /// <summary>Percent-decodes once, to strict UTF-8; false when that makes no text.</summary>
    private static bool TryDecode(string text, out string decoded)
    {
        decoded = "";
        var bytes = new byte[Encoding.UTF8.GetMaxByteCount(text.Length)];
        var length = 0;
        for (var at = 0; at < text.Length; at++)
        {
            if (text[at] != '%')
            {
                length += Encoding.UTF8.GetBytes(text.AsSpan(at, 1), bytes.AsSpan(length));
                continue;
            }

            if (at + 2 >= text.Length || !byte.TryParse(text.AsSpan(at + 1, 2), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out bytes[length]))
                return false;
            length++;
            at += 2;
        }

        try
        {
            decoded = StrictUtf8.GetString(bytes, 0, length);
            return true;
        }
        catch (DecoderFallbackException)
        {
            return false;
        }
    }

    private static readonly UTF8Encoding StrictUtf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);
}

/// <summary><c>/get/INDEX/NAME</c>.</summary>
internal sealed record ByName(FileIndex Index, string Name) : FileTarget;

/// <summary><c>/uri-res/N2R?urn:sha1:…</c> (RFC 2169, as HUGE uses it).</summary>
internal sealed record ByHash(Sha1Hash Sha1) : FileTarget;

/// <summary><c>/</c>: the list of what is offered.</summary>
internal sealed record FrontPage : FileTarget;

/// <summary>Nothing that is served here.</summary>
internal sealed record Elsewhere : FileTarget;

/// <summary>Nothing that can be served anywhere.</summary>
internal sealed record Malformed(string Why) : FileTarget;
