using System.Globalization;

namespace PeerActors.Messages.Wire.Gnutella;

/// <summary>What the first line of a greeting block is.</summary>
public enum GreetingKind
{
    /// <summary>GNUTELLA CONNECT/x.y: the dialler begins.</summary>
    Connect,

    /// <summary>GNUTELLA/x.y code reason: an answer of 0.6, of either side.</summary>
    Answer,

    /// <summary>GNUTELLA OK: the answer of 0.4.</summary>
    Ok04,

    /// <summary>Anything else; in 0.4, a refusal.</summary>
    Other,
}

/// <summary>The first line of a greeting block, taken apart.</summary>
/// <param name="Kind">What it is.</param>
/// <param name="Major">Of the version; 0 where none is named.</param>
/// <param name="Minor">Of the version; 4 where none is named.</param>
/// <param name="Code">Of an answer, in the manner of HTTP; 0 otherwise.</param>
/// <param name="Reason">Of an answer or of a refusal, for people.</param>
public readonly record struct GreetingLine(GreetingKind Kind, int Major, int Minor, int Code, string Reason)
{
    private const string Opening = "GNUTELLA";
    private const string ConnectPrefix = Opening + " CONNECT/";
    private const string AnswerPrefix = Opening + "/";

    /// <summary>True for 0.6 and what may come after it within that major version, which carry headers.</summary>
    public bool IsModern => Major == 0 && Minor >= 6;

    /// <summary>True for a major version that nobody has defined.</summary>
    public bool IsUndefined => Major > 0;

    /// <summary>True for a 200 and for a 0.4 OK.</summary>
    public bool IsAccepted => Kind == GreetingKind.Ok04 || (Kind == GreetingKind.Answer && Code == 200);

    /// <summary>Takes a line apart; there is no line that it cannot.</summary>
    public static GreetingLine Read(string line)
    {
        if (line == $"{Opening} OK") return new(GreetingKind.Ok04, 0, 4, 0, "OK");
        if (line.StartsWith(ConnectPrefix, StringComparison.Ordinal) && TryReadVersion(line.AsSpan(ConnectPrefix.Length), out var major, out var minor, out var rest) && rest.IsEmpty)
            return new(GreetingKind.Connect, major, minor, 0, "");
        if (line.StartsWith(AnswerPrefix, StringComparison.Ordinal) && TryReadVersion(line.AsSpan(AnswerPrefix.Length), out major, out minor, out rest) && rest.Length >= 3
            && int.TryParse(rest[..3], NumberStyles.None, CultureInfo.InvariantCulture, out var code) && (rest.Length == 3 || rest[3] == ' '))
            return new(GreetingKind.Answer, major, minor, code, rest[3..].Trim().ToString());
        return new(GreetingKind.Other, 0, 4, 0, line.StartsWith(Opening, StringComparison.Ordinal) ? line[Opening.Length..].Trim() : line);
    }

    /// <summary>Digits, a dot, digits, and what follows them without its blanks.</summary>
    private static bool TryReadVersion(ReadOnlySpan<char> text, out int major, out int minor, out ReadOnlySpan<char> rest)
    {
        (major, minor) = (0, 0);
        var blank = text.IndexOf(' ');
        var version = blank < 0 ? text : text[..blank];
        rest = blank < 0 ? default : text[blank..].Trim();
        var dot = version.IndexOf('.');
        return dot is > 0 and <= 3 && version.Length - dot <= 4
            && int.TryParse(version[..dot], NumberStyles.None, CultureInfo.InvariantCulture, out major)
            && int.TryParse(version[(dot + 1)..], NumberStyles.None, CultureInfo.InvariantCulture, out minor);
    }
}
