using System.Collections.Immutable;
using System.Text;
using PeerActors.Messages.HostCatcher;
using PeerActors.Messages.Identity;
using PeerActors.Messages.Router;

namespace PeerActors.Messages.Wire.WebCache;

/// <summary>
/// Reads what a web cache answered, in either version: lines of <c>ip:port</c>, or <c>H|ip:port|age</c> for hosts, <c>U|url|age</c> for other caches and
/// <c>I|…</c> for remarks. What has another letter is left aside, as the specification asks for.
/// </summary>
/// <remarks>Other caches that it names are not taken up: whom this peer asks is the user's to say.</remarks>
public static class CacheAnswerReader
{
    /// <summary>Reads the whole answer.</summary>
    /// <param name="body">Its text; lines end in LF, CR LF or CR.</param>
    /// <param name="maxHosts">Further hosts are left aside.</param>
    public static CacheAnswer Read(ReadOnlySpan<byte> body, int maxHosts)
    {
        var (hosts, seen) = (ImmutableArray.CreateBuilder<PeerAddress>(), new HashSet<PeerAddress>());
        string? problem = null, remark = null, senseless = null;
        var understood = false;
        foreach (var range in body.SplitAny((byte)'\r', (byte)'\n'))
        {
            var line = Encoding.UTF8.GetString(body[range]).Trim();
            if (line.Length == 0) continue;
            switch (Kind(line))
            {
                case 'H':
                    if (TryHost(line, out var host) && hosts.Count < maxHosts && seen.Add(host)) hosts.Add(host);
                    understood = true;
                    break;
                case 'I' when line.StartsWith("I|net-not-supported", StringComparison.OrdinalIgnoreCase):
                    problem ??= "it does not serve Gnutella";
                    understood = true;
                    break;
                case 'I':
                    if (line.Contains("WARNING", StringComparison.OrdinalIgnoreCase)) remark ??= WireText.Clean(line);
                    understood = true;
                    break;
                case 'E':
                    problem ??= $"it answered \"{WireText.Clean(line)}\"";
                    break;
                case '?':
                    senseless ??= line;
                    break;
                default:
                    understood = true;
                    break;
            }
        }

        if (!understood && senseless is not null) problem ??= $"its answer is not one of a web cache: \"{WireText.Clean(senseless)}\"";
        return problem is null ? new(hosts.DrainToImmutable(), null, remark) : CacheAnswer.Failed(problem);
    }

    /// <summary>The letter of version 2, the same for what means it in version 1, E for an error, and ? for what is neither.</summary>
    private static char Kind(string line)
    {
        if (line.Length > 1 && line[1] == '|' && char.IsAsciiLetterOrDigit(line[0])) return char.ToUpperInvariant(line[0]);
        if (line.StartsWith("ERROR", StringComparison.OrdinalIgnoreCase)) return 'E';
        if (line.StartsWith("OK", StringComparison.Ordinal) || line.StartsWith("PONG", StringComparison.Ordinal) || line.StartsWith("WARNING", StringComparison.Ordinal)) return 'I';
        if (line.StartsWith("http://", StringComparison.OrdinalIgnoreCase)) return 'U';
        return PeerAddress.TryParse(line, out _) ? 'H' : '?';
    }

    private static bool TryHost(string line, out PeerAddress host)
    {
        var text = line.Length > 1 && line[1] == '|' ? line[2..].Split('|', 2)[0].Trim() : line;
        return PeerAddress.TryParse(text, out host) && host.IsDialable;
    }
}
