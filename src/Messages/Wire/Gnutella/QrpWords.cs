using System.Globalization;
using System.Text;

namespace PeerActors.Messages.Wire.Gnutella;

/// <summary>Cuts text into the words that query routing hashes: runs of letters, digits and marks.</summary>
public static class QrpWords
{
    /// <summary>Shorter words of a query are not looked up.</summary>
    public const int LeastLength = 3;

    /// <summary>Most letters cut off a word's end to make its beginnings (gtk-gnutella and LimeWire cut five).</summary>
    public const int MostCut = 5;

    /// <summary>The products of the words of a query that are long enough, each once.</summary>
    /// <remarks>Names give words of any length, as gtk-gnutella has it, because servents disagree about what is long enough: so a table
    /// says more than it must, and a query asks for less than it could.</remarks>
    public static void ProductsOfQuery(ReadOnlySpan<char> text, ICollection<uint> products)
    {
        var (lanes, shift, length) = (0u, 0, 0);
        foreach (var c in text)
        {
            if (IsOfWord(c))
            {
                QrpHash.Add(ref lanes, ref shift, char.ToLowerInvariant(c));
                length++;
                continue;
            }

            End();
        }

        End();

        void End()
        {
            var product = QrpHash.Finish(lanes);
            if (length >= LeastLength && !products.Contains(product)) products.Add(product);
            (lanes, shift, length) = (0, 0, 0);
        }
    }

    /// <summary>The products of the words of a name, and of their beginnings of more than three letters.</summary>
    public static void ProductsOfName(ReadOnlySpan<char> name, bool withBeginnings, ICollection<uint> products)
    {
        while (!name.IsEmpty)
        {
            var start = 0;
            while (start < name.Length && !IsOfWord(name[start])) start++;
            var end = start;
            while (end < name.Length && IsOfWord(name[end])) end++;
            var word = name[start..end];
            name = name[end..];
            if (word.IsEmpty) continue;
            products.Add(QrpHash.Of(word));
            for (var cut = 1; withBeginnings && cut <= MostCut && cut < word.Length; cut++)
            {
                var beginning = word[..^cut];
                if (Encoding.UTF8.GetByteCount(beginning) <= LeastLength) break;
                products.Add(QrpHash.Of(beginning));
            }
        }
    }

    private static bool IsOfWord(char c) => char.IsAsciiLetterOrDigit(c) || (c >= 0x80 && (char.IsLetterOrDigit(c) || char.IsSurrogate(c)
        || char.GetUnicodeCategory(c) is UnicodeCategory.NonSpacingMark or UnicodeCategory.SpacingCombiningMark));
}
