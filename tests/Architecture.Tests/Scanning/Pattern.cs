using System.Text.RegularExpressions;

namespace PeerActors.Architecture.Tests.Scanning;

/// <summary>Patterns of the rules, all with the same bound on their running time.</summary>
internal static class Pattern
{
    private static readonly TimeSpan LongestMatch = TimeSpan.FromSeconds(10);

    public static Regex Of(string pattern, RegexOptions options = RegexOptions.None) => new(pattern, options | RegexOptions.ExplicitCapture, LongestMatch);
}
