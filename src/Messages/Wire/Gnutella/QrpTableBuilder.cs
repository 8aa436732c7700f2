using PeerActors.Messages.Identity;

namespace PeerActors.Messages.Wire.Gnutella;

/// <summary>Gathers what is shared and makes the smallest table that is not too full for it.</summary>
/// <param name="withBeginnings">Adds the beginnings of words too, for servents that search by them; costs shielding.</param>
/// <param name="withPairs">Adds the pairs of each name's words, for neighbours that know them: see <see cref="QrpPairs"/>.</param>
public sealed class QrpTableBuilder(bool withBeginnings = true, bool withPairs = false)
{
    /// <summary>The smallest table made: 16,384 slots.</summary>
    public const int LeastBits = 14;

    /// <summary>The largest table made: 1,048,576 slots.</summary>
    public const int MostBits = 20;

    /// <summary>A table fuller than this gets twice the slots: a query of two words then passes by chance once in 400 times.</summary>
    public const double FullestWanted = 0.05;

    private readonly HashSet<uint> _products = [];

    /// <summary>How many words, beginnings and hashes there are.</summary>
    public int Count => _products.Count;

    /// <summary>Adds the words of a name.</summary>
    public QrpTableBuilder AddName(ReadOnlySpan<char> name)
    {
        QrpWords.ProductsOfName(name, withBeginnings, _products);
        if (withPairs) QrpPairs.ProductsOfName(name, _products);
        return this;
    }

    /// <summary>Adds a hash, spelled in both ways in which servents look it up.</summary>
    public QrpTableBuilder AddHash(Sha1Hash hash)
    {
        var urn = hash.Urn;
        _products.Add(QrpHash.Of(urn));
        _products.Add(QrpHash.OfExact(urn));
        return this;
    }

    /// <summary>Makes the table.</summary>
    public QrpTable Build() => BuildWithin(MostBits);

    /// <summary>Makes the table, with no more slots than 2 to the power of <paramref name="mostBits"/>.</summary>
    public QrpTable BuildWithin(int mostBits)
    {
        if (withPairs) QrpPairs.AddMark(_products);
        var bits = Math.Min(LeastBits, mostBits);
        while (bits < mostBits && _products.Count > FullestWanted * (1 << bits)) bits++;
        return Build(bits);
    }

    /// <summary>Makes a table of so many slots.</summary>
    public QrpTable Build(int bits) => QrpTable.Of(_products, bits);
}
