using System.Globalization;
using System.Text;

namespace PeerActors.Interop.Gnutella;

/// <summary>An answer of HTTP, as it stands in a recording or came over a wire.</summary>
/// <param name="Status">The three digits.</param>
/// <param name="Headers">By name, without regard to case.</param>
/// <param name="Body">What follows.</param>
internal sealed record HttpAnswer(int Status, IReadOnlyDictionary<string, string> Headers, byte[] Body)
{
    /// <summary>True when as much of the body is there as the answer names.</summary>
    public bool IsWhole => Headers.TryGetValue("Content-Length", out var length) && Body.Length >= int.Parse(length, CultureInfo.InvariantCulture);

    /// <summary>Takes an answer apart; null when its head is not whole.</summary>
    public static HttpAnswer? Read(byte[] bytes)
    {
        var end = bytes.AsSpan().IndexOf("\r\n\r\n"u8);
        if (end < 0 || !bytes.AsSpan().StartsWith("HTTP/"u8)) return null;
        var lines = Encoding.Latin1.GetString(bytes, 0, end).Split("\r\n");
        var headers = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        foreach (var line in lines[1..])
            if (line.IndexOf(':', StringComparison.Ordinal) is > 0 and var colon) headers[line[..colon]] = line[(colon + 1)..].Trim();
        return new(int.Parse(lines[0].Split(' ')[1], CultureInfo.InvariantCulture), headers, bytes[(end + 4)..]);
    }
}
