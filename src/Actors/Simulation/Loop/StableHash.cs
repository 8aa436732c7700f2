namespace PeerActors.Actors.Simulation.Loop;

/// <summary>Hashes that are the same in every process; those of .NET change with every start.</summary>
internal static class StableHash
{
    /// <summary>2^64 divided by the golden ratio, the step of SplitMix64.</summary>
    public const ulong Golden = 0x9E37_79B9_7F4A_7C15;

    private const ulong Offset = 14695981039346656037;
    private const ulong Prime = 1099511628211;

    /// <summary>FNV-1a over the characters, stirred.</summary>
    public static ulong Of(string text)
    {
        var hash = Offset;
        foreach (var c in text) hash = (hash ^ c) * Prime;
        return Stir(hash);
    }

    /// <summary>Two numbers to one; the order counts.</summary>
    public static ulong Mix(ulong one, ulong other) => Stir((one * Prime) ^ Stir(other + Golden));

    /// <summary>The output function of SplitMix64: every bit of the number decides about every bit of the result.</summary>
    public static ulong Stir(ulong number)
    {
        number = (number ^ (number >> 30)) * 0xBF58_476D_1CE4_E5B9;
        number = (number ^ (number >> 27)) * 0x94D0_49BB_1331_11EB;
        return number ^ (number >> 31);
    }
}
