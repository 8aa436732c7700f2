namespace PeerActors.Messages.Wire.Gnutella;

/// <summary>
/// The hash of query routing (QRP 0.1, section 3): the low bytes of a word's lowercase UTF-16 units, laid in turn over the four lanes of 32
/// bits and XORed, times a constant; the upper bits of the product are the slot, so that a table of any size takes the same product.
/// </summary>
public static class QrpHash
{
    private const uint Factor = 0x4F1BBCDC;

    /// <summary>The product for a word, lowercased here.</summary>
    public static uint Of(ReadOnlySpan<char> word)
    {
        var (lanes, shift) = (0u, 0);
        foreach (var c in word) Add(ref lanes, ref shift, char.ToLowerInvariant(c));
        return Finish(lanes);
    }

    /// <summary>The product for a word as it is: newer servents hash URNs without lowercasing them.</summary>
    public static uint OfExact(ReadOnlySpan<char> word)
    {
        var (lanes, shift) = (0u, 0);
        foreach (var c in word) Add(ref lanes, ref shift, c);
        return Finish(lanes);
    }

    /// <summary>The slot of a product in a table of 2 to the power of <paramref name="bits"/> slots.</summary>
    public static int Slot(uint product, int bits) => (int)(product >> (32 - bits));

    internal static void Add(ref uint lanes, ref int shift, char lowercase)
    {
        lanes ^= (uint)(lowercase & 0xFF) << shift;
        shift = (shift + 8) & 24;
    }

    internal static uint Finish(uint lanes) => unchecked(lanes * Factor);
}
