using System.Buffers;

namespace PeerActors.Messages.Identity;

/// <summary>
/// 32 bytes as text that people read to each other: base32, a check character (Luhn modulo 32) behind each 13 characters, in groups of seven.
/// One wrong character in a block never passes, nor do two neighbours that changed places, but for one pair of values.
/// </summary>
internal static class CheckedText
{
    /// <summary>Characters between two hyphens.</summary>
    public const int Group = 7;

    private const int Data = 52;
    private const int Block = 13;
    private const int Blocks = Data / Block;
    private const int Whole = Data + Blocks;
    private const string Alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
    private static readonly SearchValues<char> Letters = SearchValues.Create(Alphabet);

    public static string Encode(ReadOnlySpan<byte> bytes)
    {
        var data = Base32.Encode(bytes).AsSpan();
        Span<char> text = stackalloc char[Whole + Whole / Group - 1];
        var (at, inGroup) = (0, 0);
        for (var block = 0; block < Blocks; block++)
        {
            var part = data.Slice(block * Block, Block);
            for (var i = 0; i <= Block; i++)
            {
                if (inGroup == Group) (text[at++], inGroup) = ('-', 0);
                text[at++] = i < Block ? part[i] : Check(part);
                inGroup++;
            }
        }

        return new(text);
    }

    public static bool TryDecode(ReadOnlySpan<char> text, Span<byte> bytes)
    {
        Span<char> data = stackalloc char[Data];
        Span<char> block = stackalloc char[Block + 1];
        var (filled, blocks) = (0, 0);
        foreach (var c in text)
        {
            if (c is ' ' or '-') continue;
            if (blocks == Blocks) return false;
            block[filled++] = Plain(c);
            if (filled <= Block) continue;
            if (block.ContainsAnyExcept(Letters) || Check(block[..Block]) != block[Block]) return false;
            block[..Block].CopyTo(data[(blocks * Block)..]);
            (filled, blocks) = (0, blocks + 1);
        }

        return blocks == Blocks && filled == 0 && Base32.TryDecode(data, bytes);
    }

    /// <summary>Digits that the alphabet lacks, for the letters that people take them for.</summary>
    private static char Plain(char c) => c switch
    {
        '0' => 'O',
        '1' => 'I',
        '8' => 'B',
        _ => char.ToUpperInvariant(c),
    };

    private static char Check(ReadOnlySpan<char> block)
    {
        var (sum, factor) = (0, 2);
        for (var i = block.Length - 1; i >= 0; i--)
        {
            var weighed = factor * Alphabet.IndexOf(block[i], StringComparison.Ordinal);
            sum += weighed / Alphabet.Length + weighed % Alphabet.Length;
            factor = 3 - factor;
        }

        return Alphabet[(Alphabet.Length - sum % Alphabet.Length) % Alphabet.Length];
    }
}
