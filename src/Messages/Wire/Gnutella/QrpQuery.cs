using System.Buffers;
using System.Collections.Immutable;
using System.Text;
using PeerActors.Messages.Identity;
using PeerActors.Messages.Router;

namespace PeerActors.Messages.Wire.Gnutella;

/// <summary>What of a query is held against tables: computed once, held against many.</summary>
/// <remarks>Query routing has no answer for a query that names neither a word of three letters nor a hash; <see cref="IsEmpty"/> tells.</remarks>
public sealed class QrpQuery
{
    private QrpQuery(ImmutableArray<uint> words, ImmutableArray<uint> urns, bool asksWhatIsNew) => (Words, Urns, AsksWhatIsNew) = (words, urns, asksWhatIsNew);

    /// <summary>The products of its words; a table must have them all, or any of <see cref="Urns"/>.</summary>
    public ImmutableArray<uint> Words { get; }

    /// <summary>The products of its hashes, in both spellings; a table that has any one lets the query pass.</summary>
    public ImmutableArray<uint> Urns { get; }

    /// <summary>True when it asks what was shared last, which no table can answer.</summary>
    public bool AsksWhatIsNew { get; }

    /// <summary>True when there is nothing to hold against a table.</summary>
    public bool IsEmpty => Words.IsEmpty && Urns.IsEmpty;

    /// <summary>Takes from a query what counts.</summary>
    public static QrpQuery Of(Query query)
    {
        var utf8 = query.TextBytes;
        var chars = ArrayPool<char>.Shared.Rent(Math.Max(1, utf8.Length));
        try
        {
            var length = Encoding.UTF8.GetChars(utf8, chars);
            var extensions = query.ReadExtensions();
            return Of(chars.AsSpan(0, length), extensions.Hashes.AsSpan(), extensions.AsksWhatIsNew);
        }
        finally
        {
            ArrayPool<char>.Shared.Return(chars);
        }
    }

    /// <summary>Takes from words and hashes what counts.</summary>
    public static QrpQuery Of(ReadOnlySpan<char> text, ReadOnlySpan<Sha1Hash> hashes = default, bool asksWhatIsNew = false)
    {
        var words = ImmutableArray.CreateBuilder<uint>();
        if (!asksWhatIsNew) QrpWords.ProductsOfQuery(text, words);
        var urns = ImmutableArray.CreateBuilder<uint>(hashes.Length * 2);
        foreach (var hash in hashes)
        {
            var urn = hash.Urn;
            urns.Add(QrpHash.Of(urn));
            urns.Add(QrpHash.OfExact(urn));
        }

        return new(words.DrainToImmutable(), urns.DrainToImmutable(), asksWhatIsNew);
    }
}
