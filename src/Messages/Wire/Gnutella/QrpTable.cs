using System.Numerics;

namespace PeerActors.Messages.Wire.Gnutella;

/// <summary>Which words a neighbour's files have, as far as their hashes tell: one bit for each slot. It cannot be changed.</summary>
public sealed class QrpTable
{
    private readonly ulong[] _slots;

    private QrpTable(ulong[] slots, int bits)
    {
        _slots = slots;
        Bits = bits;
        foreach (var word in slots) Count += BitOperations.PopCount(word);
    }

    /// <summary>The logarithm of <see cref="Slots"/>.</summary>
    public int Bits { get; }

    /// <summary>How many slots it has.</summary>
    public int Slots => 1 << Bits;

    /// <summary>How many of them are taken.</summary>
    public int Count { get; }

    /// <summary>The taken part; above a few hundredths a table lets everything pass and is of little use.</summary>
    public double Fill => (double)Count / Slots;

    /// <summary>A table in which no slot is taken.</summary>
    public static QrpTable Empty(int bits) => new(new ulong[WordsFor(bits)], bits);

    /// <summary>True when a slot is taken.</summary>
    public bool HasSlot(int slot) => (_slots[slot >> 6] >> (slot & 63) & 1) != 0;

    /// <summary>True when the slot of a product is taken.</summary>
    public bool Has(uint product) => HasSlot(QrpHash.Slot(product, Bits));

    /// <summary>True when the slot of a word is taken.</summary>
    public bool HasWord(string word) => Has(QrpHash.Of(word));

    /// <summary>True when whoever sent this table might have an answer.</summary>
    /// <remarks>Any of the hashes that a query names must be here, or all of its words: gtk-gnutella 1.2.3 puts no hashes into its table and searches
    /// by them all the same, so that the words say who may have it. A query that gives nothing to go by does not pass, but for "what is
    /// new", which passes always.</remarks>
    public bool Passes(QrpQuery query)
    {
        if (query.AsksWhatIsNew) return true;
        foreach (var urn in query.Urns)
            if (Has(urn)) return true;
        foreach (var word in query.Words)
            if (!Has(word)) return false;
        return !query.Words.IsEmpty;
    }

    /// <summary>True when it says that it has the pairs of words too (<see cref="QrpPairs"/>).</summary>
    public bool HasPairs => QrpPairs.AreIn(this);

    /// <summary>As <see cref="Passes"/>, and where the table has pairs, those of the query's words must be among them.</summary>
    public bool PassesWithPairs(QrpQuery query) =>
        Passes(query) && (!query.Urns.IsEmpty || query.AsksWhatIsNew || !HasPairs || QrpPairs.Passes(this, query));

    /// <summary>The table of all that these have, with so many slots: smaller ones are spread out, larger ones folded.</summary>
    public static QrpTable Merge(IEnumerable<QrpTable> tables, int bits)
    {
        var merged = new ulong[WordsFor(bits)];
        foreach (var table in tables) table.MergeInto(merged, bits);
        return new(merged, bits);
    }

    internal static QrpTable Of(IEnumerable<uint> products, int bits)
    {
        var slots = new ulong[WordsFor(bits)];
        foreach (var product in products) Take(slots, QrpHash.Slot(product, bits));
        return new(slots, bits);
    }

    /// <summary>Takes the slots whose value is below infinity.</summary>
    internal static QrpTable Of(ReadOnlySpan<byte> values, byte infinity)
    {
        var bits = BitOperations.Log2((uint)values.Length);
        var slots = new ulong[WordsFor(bits)];
        for (var i = 0; i < values.Length; i++)
            if (values[i] < infinity) Take(slots, i);
        return new(slots, bits);
    }

    private static int WordsFor(int bits) => Math.Max(1, (1 << bits) >> 6);

    private static void Take(ulong[] slots, int slot) => slots[slot >> 6] |= 1UL << (slot & 63);

    private void MergeInto(ulong[] merged, int bits)
    {
        if (bits == Bits)
        {
            for (var i = 0; i < merged.Length; i++) merged[i] |= _slots[i];
            return;
        }

        for (var i = 0; i < _slots.Length; i++)
        {
            for (var word = _slots[i]; word != 0; word &= word - 1)
            {
                var slot = (i << 6) + BitOperations.TrailingZeroCount(word);
                if (bits < Bits)
                {
                    Take(merged, slot >> (Bits - bits));
                    continue;
                }

                var first = slot << (bits - Bits);
                for (var j = 0; j < 1 << (bits - Bits); j++) Take(merged, first + j);
            }
        }
    }
}
