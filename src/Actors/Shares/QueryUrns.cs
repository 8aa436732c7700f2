using System.Collections.Immutable;
using System.Text;
using PeerActors.Messages.Identity;

namespace PeerActors.Actors.Shares;

/// <summary>Finds the hashes that a query asks for: <c>urn:sha1:</c> and 32 base32 characters, extensions separated by 1C (HUGE 0.94).</summary>
internal static class QueryUrns
{
    /// <summary>Hashes that count in one query; further ones are passed over. People ask for one, and a query of 64 KiB could name 1,500.</summary>
    public const int MaxHashes = 16;

    private const byte Separator = 0x1C;
    private static readonly int UrnBytes = Sha1Hash.UrnPrefix.Length + Base32.LengthOf(Sha1Hash.Bytes);

    /// <summary>The first <see cref="MaxHashes"/> different hashes in a query's extensions; a bare <c>urn:</c>, which asks for hashes in the answer, is none.</summary>
    public static ImmutableArray<Sha1Hash> Read(ReadOnlySpan<byte> extensions)
    {
        if (extensions.Length < UrnBytes) return [];
        var hashes = ImmutableArray.CreateBuilder<Sha1Hash>();
        Span<char> text = stackalloc char[UrnBytes];
        foreach (var range in extensions.Split(Separator))
        {
            if (hashes.Count == MaxHashes) break;
            var part = extensions[range].TrimEnd((byte)0);
            if (part.Length != UrnBytes || !Encoding.ASCII.TryGetChars(part, text, out _)) continue;
            if (!text.StartsWith(Sha1Hash.UrnPrefix, StringComparison.OrdinalIgnoreCase)) continue;
            if (Sha1Hash.TryParse(text, out var hash) && !hashes.Contains(hash)) hashes.Add(hash);
        }

        return hashes.DrainToImmutable();
    }
}
