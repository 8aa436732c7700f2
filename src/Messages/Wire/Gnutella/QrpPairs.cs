using System.Numerics;

namespace PeerActors.Messages.Wire.Gnutella;

/// <summary>
/// Pairs of words in query routing tables, an addition of our own. A plain table lets a query pass when each of its words is in some name, though no
/// name has them all; with the pairs of each name's words in the table as well, two words pass only when one name has both. A table that has
/// pairs takes four slots as a mark; because a fuller table of another servent could have those by chance, the mark counts only for a neighbour
/// that names the feature <see cref="Feature"/>, and only such a neighbour is sent such a table.
/// </summary>
public static class QrpPairs
{
    /// <summary>Pairs are made of so many words of a query at most, the first ones.</summary>
    public const int MostWordsOfQuery = 8;

    private const uint FirstFactor = 0x9E3779B1;
    private const uint SecondFactor = 0x85EBCA6B;

    /// <summary>What FeaturesSupported names.</summary>
    public static SupportedFeature Feature { get; } = new(Identity.VendorCode.Of("PAIR"u8), 1);

    private static ReadOnlySpan<uint> Mark => [0x0B5A7E31, 0x4D92C6F5, 0x93E1580B, 0xD7346AC9];

    /// <summary>The product of two words' products, whichever comes first.</summary>
    public static uint Of(uint one, uint other)
    {
        var (low, high) = one < other ? (one, other) : (other, one);
        var mixed = unchecked((low * FirstFactor) ^ BitOperations.RotateLeft(high, 13)) * SecondFactor;
        return (mixed ^ (mixed >> 15)) * FirstFactor;
    }

    /// <summary>Adds the pairs of the words of a name, of those that are long enough to be looked up.</summary>
    internal static void ProductsOfName(ReadOnlySpan<char> name, ICollection<uint> products)
    {
        var words = new List<uint>();
        QrpWords.ProductsOfQuery(name, words);
        for (var i = 1; i < words.Count; i++)
            for (var j = 0; j < i; j++) products.Add(Of(words[i], words[j]));
    }

    internal static void AddMark(ICollection<uint> products)
    {
        foreach (var product in Mark) products.Add(product);
    }

    /// <summary>True when a table has the mark.</summary>
    internal static bool AreIn(QrpTable table)
    {
        foreach (var product in Mark)
            if (!table.Has(product)) return false;
        return true;
    }

    /// <summary>True when a table with pairs has those of the query's words.</summary>
    internal static bool Passes(QrpTable table, QrpQuery query)
    {
        var words = Math.Min(query.Words.Length, MostWordsOfQuery);
        for (var i = 1; i < words; i++)
            for (var j = 0; j < i; j++)
                if (!table.Has(Of(query.Words[i], query.Words[j]))) return false;
        return true;
    }
}
