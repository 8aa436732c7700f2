namespace PeerActors.Actors.Shares;

/// <summary>A set of small numbers as one bit each.</summary>
internal sealed class NumberSet
{
    /// <summary>The room is a multiple of so many words, so that a vector never reaches past its end.</summary>
    private const int WordsAtOnce = 8;

    private ulong[] _bits = [];

    /// <summary>How many numbers.</summary>
    public int Count { get; private set; }

    /// <summary>The bits, 64 numbers in each word, in whole vectors.</summary>
    public ReadOnlySpan<ulong> Bits => _bits;

    /// <summary>True when the number is in the set.</summary>
    public bool Contains(int number) => (uint)number >> 6 is var word && word < (uint)_bits.Length && (_bits[word] >> (number & 63) & 1) != 0;

    /// <summary>Adds a number; false when it was there.</summary>
    public bool Add(int number)
    {
        if (Contains(number)) return false;
        var word = number >> 6;
        if (word >= _bits.Length) Array.Resize(ref _bits, (Math.Max(word + 1, _bits.Length + _bits.Length / 2) + WordsAtOnce - 1) / WordsAtOnce * WordsAtOnce);
        _bits[word] |= 1UL << (number & 63);
        Count++;
        return true;
    }

    /// <summary>Removes a number; false when it was not there.</summary>
    public bool Remove(int number)
    {
        if (!Contains(number)) return false;
        _bits[number >> 6] &= ~(1UL << (number & 63));
        Count--;
        return true;
    }
}
