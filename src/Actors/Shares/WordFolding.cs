using System.Globalization;
using System.Text;

namespace PeerActors.Actors.Shares;

/// <summary>
/// How a letter is searched for: lowercase and without its accent, so that "Beyonce" finds "BEYONCÉ" whether the name was
/// written composed or decomposed. The base library's normalisation does nothing under invariant globalisation, which every
/// program of ours uses, so the table is our own.
/// </summary>
internal static class WordFolding
{
    /// <summary>Characters that one letter becomes at most.</summary>
    public const int MaxFoldedChars = 3;

    private const int FirstHangul = 0xAC00;
    private const int LastHangul = 0xD7A3;
    private const int FullWidthShift = 0xFEE0;

    private static readonly string?[]?[] Pages = BuildPages();

    /// <summary>True when the character is part of a word. An accent that stands by itself is, though folding drops it.</summary>
    public static bool IsInWord(Rune rune) => rune.IsAscii
        ? char.IsAsciiLetterOrDigit((char)rune.Value)
        : Rune.IsLetterOrDigit(rune) || IsJoiner(rune.Value) || Rune.GetUnicodeCategory(rune) is
            UnicodeCategory.NonSpacingMark or UnicodeCategory.SpacingCombiningMark or UnicodeCategory.EnclosingMark;

    /// <summary>A name followed by its folded words where they differ: accents make no difference to the index, so they must make none to a table.</summary>
    public static string WithFolded(string name)
    {
        if (Ascii.IsValid(name)) return name;
        var folded = new StringBuilder(name);
        var words = new WordReader(Encoding.UTF8.GetBytes(name), stackalloc char[WordReader.BufferChars]);
        while (words.TryRead(out var word)) folded.Append(' ').Append(word);
        return folded.ToString();
    }

    /// <summary>Writes what the character is searched as and returns how many characters that is, 0 for an accent by itself.</summary>
    /// <param name="rune">A character for which <see cref="IsInWord"/> is true.</param>
    /// <param name="folded">Room for <see cref="MaxFoldedChars"/>.</param>
    public static int Fold(Rune rune, Span<char> folded)
    {
        if (rune.IsAscii)
        {
            folded[0] = (char)(char.IsAsciiLetterUpper((char)rune.Value) ? rune.Value | 0x20 : rune.Value);
            return 1;
        }

        var code = rune.Value is >= 0xFF01 and <= 0xFF5E ? rune.Value - FullWidthShift : rune.Value;
        if (IsAccent(code) || IsJoiner(code)) return 0;
        if (code is >= FirstHangul and <= LastHangul) return CutHangul(code - FirstHangul, folded);
        var lower = Rune.ToLowerInvariant(new Rune(code));
        if (!lower.IsBmp || Pages[lower.Value >> 8]?[lower.Value & 0xFF] is not { } plain) return lower.EncodeToUtf16(folded);
        plain.CopyTo(folded);
        return plain.Length;
    }

    /// <summary>Marks that people leave out when they type. The vowel signs of Indic scripts are marks too, but are no accents: they stay.</summary>
    private static bool IsAccent(int code) => code is
        (>= 0x300 and <= 0x36F) or (>= 0x483 and <= 0x489) or (>= 0x591 and <= 0x5BD) or 0x5BF or 0x5C1 or 0x5C2 or 0x5C4 or 0x5C5 or 0x5C7
        or (>= 0x64B and <= 0x65F) or 0x670 or (>= 0x1AB0 and <= 0x1AFF) or (>= 0x1DC0 and <= 0x1DFF) or (>= 0x20D0 and <= 0x20FF)
        or 0x3099 or 0x309A or (>= 0xFE20 and <= 0xFE2F);

    /// <summary>Soft hyphen, zero-width joiner and non-joiner: inside a word, and not seen.</summary>
    private static bool IsJoiner(int code) => code is 0xAD or 0x200C or 0x200D;

    /// <summary>A Hangul syllable as its two or three jamo, which is how a decomposed name holds it (Unicode, section 3.12).</summary>
    private static int CutHangul(int syllable, Span<char> folded)
    {
        var (lead, rest) = Math.DivRem(syllable, 588);
        var (vowel, tail) = Math.DivRem(rest, 28);
        folded[0] = (char)(0x1100 + lead);
        folded[1] = (char)(0x1161 + vowel);
        folded[2] = (char)(0x11A7 + tail);
        return tail == 0 ? 2 : 3;
    }

    private static string?[]?[] BuildPages()
    {
        var pages = new string?[]?[256];
        foreach (var entry in FoldingTable.Lines.SelectMany(static line => line.Split("; ")))
        {
            var (plain, letters) = (entry[..entry.IndexOf(' ', StringComparison.Ordinal)], entry[(entry.IndexOf(' ', StringComparison.Ordinal) + 1)..]);
            foreach (var letter in letters) (pages[letter >> 8] ??= new string?[256])[letter & 0xFF] = plain;
        }

        return pages;
    }
}
