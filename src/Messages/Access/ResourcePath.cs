using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Text;

namespace PeerActors.Messages.Access;

/// <summary>
/// What a rule is about, and what is asked for: the path of a URI. As a prefix it stands for itself and all that lies below it: <c>/shares/music</c> covers
/// <c>/shares/music/a</c>, and not <c>/shares/musical</c>.
/// </summary>
/// <remarks>
/// One resource has one text: escapes are decoded once, and a slash at the end is dropped. What could mean another place when somebody else reads it is no
/// resource: an empty part, <c>.</c>, <c>..</c>, a NUL, an encoded slash, bytes that are not UTF-8. Letters are those of the name on disk: a letter with
/// its mark is another text than the two one after the other.
/// </remarks>
public sealed record ResourcePath
{
    /// <summary>Longest text, in characters.</summary>
    public const int MaxLength = 8192;

    private static readonly UTF8Encoding StrictUtf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    private ResourcePath(string text) => Text = text;

    /// <summary>Everything.</summary>
    public static ResourcePath Root { get; } = new("/");

    /// <summary>Decoded: a slash before each part, and no escapes.</summary>
    public string Text { get; }

    /// <summary>Reads what a user writes, with or without escapes; a lone per cent sign is written <c>%25</c>.</summary>
    public static bool TryParse(string text, [NotNullWhen(true)] out ResourcePath? resource)
    {
        resource = null;
        if (text.Length is 0 or > MaxLength || text[0] != '/') return false;
        var path = text.EndsWith('/') ? text[..^1] : text;
        if (path.Length == 0)
        {
            resource = Root;
            return true;
        }

        var parts = path[1..].Split('/');
        for (var i = 0; i < parts.Length; i++)
            if (!TryDecode(parts[i], out parts[i])) return false;
        return TryOf(parts, out resource);
    }

    /// <summary>Puts parts together that are written as they are, such as the names of folders and of a file.</summary>
    public static bool TryOf(IEnumerable<string> parts, [NotNullWhen(true)] out ResourcePath? resource)
    {
        resource = null;
        var text = new StringBuilder();
        foreach (var part in parts)
        {
            if (part is "" or "." or ".." || part.AsSpan().ContainsAny('/', '\0')) return false;
            text.Append('/').Append(Whole(part));
            if (text.Length > MaxLength) return false;
        }

        resource = text.Length == 0 ? Root : new(text.ToString());
        return true;
    }

    /// <summary>The path of a resource that the program itself names.</summary>
    /// <exception cref="FormatException">It is none.</exception>
    public static ResourcePath Of(string text) => TryParse(text, out var resource) ? resource : throw new FormatException($"\"{text}\" is no path of a resource.");

    /// <summary>Whether a resource is this or lies below it.</summary>
    public bool Covers(ResourcePath resource, StringComparison comparison = StringComparison.Ordinal) =>
        Text.Length == 1 || (resource.Text.StartsWith(Text, comparison) && (resource.Text.Length == Text.Length || resource.Text[Text.Length] == '/'));

    /// <summary>As a user writes it: what cannot be seen, and the per cent sign, are escaped.</summary>
    public override string ToString()
    {
        var text = new StringBuilder(Text.Length);
        Span<byte> bytes = stackalloc byte[4];
        foreach (var rune in Text.EnumerateRunes())
        {
            if (rune.Value != '%' && !Rune.IsControl(rune) && Rune.GetUnicodeCategory(rune) is not (UnicodeCategory.Format or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator))
            {
                text.Append(rune);
                continue;
            }

            foreach (var one in bytes[..rune.EncodeToUtf8(bytes)]) text.Append(CultureInfo.InvariantCulture, $"%{one:X2}");
        }

        return text.ToString();
    }

    /// <summary>Half a surrogate pair is what no file system can name and no other text equals.</summary>
    private static string Whole(string part) => part.AsSpan().ContainsAnyInRange('\uD800', '\uDFFF') ? Encoding.UTF8.GetString(Encoding.UTF8.GetBytes(part)) : part;

    private static bool TryDecode(string part, out string decoded)
    {
        decoded = part;
        if (!part.Contains('%')) return true;
        var bytes = new List<byte>(part.Length);
        for (var at = 0; at < part.Length; at++)
        {
            if (part[at] != '%')
            {
                var end = part.IndexOf('%', at);
                bytes.AddRange(Encoding.UTF8.GetBytes(part[at..(end < 0 ? part.Length : end)]));
                at = (end < 0 ? part.Length : end) - 1;
            }
            else if (at + 2 < part.Length && byte.TryParse(part.AsSpan(at + 1, 2), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var one))
            {
                bytes.Add(one);
                at += 2;
            }
            else
            {
                return false;
            }
        }

        try
        {
            decoded = StrictUtf8.GetString([.. bytes]);
            return true;
        }
        catch (DecoderFallbackException)
        {
            return false;
        }
    }
}
