using System.Collections.Immutable;
using PeerActors.Messages.Identity;

namespace PeerActors.Messages.HostCatcher;

/// <summary>A text of hosts to try: <c>ip:port</c> on each line; empty lines and lines that begin with <c>#</c> say nothing.</summary>
public static class HostsFile
{
    /// <summary>Most bad lines that are told one by one.</summary>
    public const int MaxProblems = 20;

    /// <summary>Reads the whole text.</summary>
    /// <param name="text">With line ends of any kind.</param>
    /// <param name="problems">A sentence for each bad line, with its number and what is allowed.</param>
    public static ImmutableArray<PeerAddress> Read(string text, out ImmutableArray<string> problems)
    {
        var (hosts, bad, count, number) = (ImmutableArray.CreateBuilder<PeerAddress>(), ImmutableArray.CreateBuilder<string>(), 0, 0);
        foreach (var whole in text.TrimStart('\uFEFF').AsSpan().EnumerateLines())
        {
            number++;
            var line = whole.Trim();
            if (line.IsEmpty || line[0] == '#') continue;
            if (PeerAddress.TryParse(line.ToString(), out var address) && address.IsDialable) hosts.Add(address);
            else if (++count <= MaxProblems)
                bad.Add($"line {number}: \"{Router.WireText.Clean(line.ToString())}\"; an IPv4 address and a port to dial are allowed, such as 192.0.2.1:6346, and a comment after #.");
        }

        if (count > MaxProblems) bad.Add($"{count - MaxProblems:N0} more lines are bad.");
        problems = bad.DrainToImmutable();
        return hosts.DrainToImmutable();
    }
}
