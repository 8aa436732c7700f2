using System.Collections.Immutable;
using PeerActors.Messages.Identity;

namespace PeerActors.Messages.Shares;

/// <summary>What a search looks for: words that a name must hold, hashes one of which a file must have, or both, where either is a match.</summary>
/// <param name="Words">May be empty when there is a hash.</param>
/// <param name="Hashes">May be empty when there is a word.</param>
public sealed record SearchTerms(string Words, ImmutableArray<Sha1Hash> Hashes)
{
    /// <summary>A search by words alone.</summary>
    public static SearchTerms OfWords(string words) => new(words, []);

    /// <summary>Reads what a user says: what begins with <c>urn:sha1:</c> is a hash, and the rest are words.</summary>
    /// <param name="text">As it came.</param>
    /// <param name="terms">What was said.</param>
    /// <param name="problem">What is wrong with a hash, for people; null when nothing is.</param>
    public static bool TryRead(string text, out SearchTerms terms, out string? problem)
    {
        var (words, hashes) = (new List<string>(), ImmutableArray.CreateBuilder<Sha1Hash>());
        problem = null;
        foreach (var part in text.Split(' ', StringSplitOptions.RemoveEmptyEntries))
        {
            if (!part.StartsWith(Sha1Hash.UrnPrefix, StringComparison.OrdinalIgnoreCase)) words.Add(part);
            else if (!Sha1Hash.TryParse(part, out var hash))
                problem ??= $"\"{part}\" is no hash; {Sha1Hash.UrnPrefix} and 32 characters of base32 (or 40 hexadecimal digits) are expected.";
            else if (!hashes.Contains(hash)) hashes.Add(hash);
        }

        terms = new(string.Join(' ', words), hashes.DrainToImmutable());
        return problem is null;
    }
}
