namespace PeerActors.Actors.Shares;

/// <summary>
/// The numbers of the files whose names hold one word, ascending. Most words occur once, so one number takes no array.
/// A word that many files have is kept as a set of bits as well, in which a number is found at once.
/// A value inside the index's table; never copied while it grows.
/// </summary>
internal struct PostingList
{
    private const int FewestWithBits = 256;

    /// <summary>A word is common when one file in so many has it, until it is one in <see cref="LeastShare"/>. The bits of such a word take 8 times, and at
    /// most 16 times, the room of its numbers; only some hundred words can be common at once, so the room is small.</summary>
    private const int CommonShare = 256;
    private const int LeastShare = 2 * CommonShare;

    private int[]? _items;
    private int _only;

    /// <summary>How many numbers.</summary>
    public int Count { get; private set; }

    /// <summary>The same numbers as bits, where the word is common; else null.</summary>
    public NumberSet? Bits { get; private set; }

    /// <summary>The number at a position.</summary>
    public readonly int this[int position] => _items is null ? _only : _items[position];

    /// <summary>Appends a number that is larger than all others; the last one again is ignored (a name may hold a word twice).</summary>
    public void Append(int number)
    {
        if (Count > 0 && this[Count - 1] == number) return;
        if (Count == 0)
        {
            _only = number;
        }
        else
        {
            _items ??= [_only, 0];
            if (Count == _items.Length) Array.Resize(ref _items, checked(Count + Count / 2 + 1));
            _items[Count] = number;
        }

        Count++;
        KeepBits(number);
    }

    /// <summary>Keeps only the numbers that pass, and gives back the room of the others.</summary>
    public void Compact(NumberSet keep)
    {
        var kept = 0;
        for (var i = 0; i < Count; i++)
        {
            var number = this[i];
            if (!keep.Contains(number)) continue;
            if (_items is not null) _items[kept] = number;
            kept++;
        }

        if (kept == Count) return;
        if (_items is not null && kept == 1) (_only, _items) = (_items[0], null);
        else if (kept == 0) _items = null;
        else if (_items is not null) Array.Resize(ref _items, kept);
        Count = kept;
        Bits = null;
        if (kept > 0) KeepBits(this[kept - 1]);
    }

    /// <summary>Has the numbers as bits while they are dense; <paramref name="last"/> is the largest, and may be new.</summary>
    private void KeepBits(int last)
    {
        if (Bits is not null && (long)Count * LeastShare >= last)
        {
            Bits.Add(last);
        }
        else if (Count >= FewestWithBits && (long)Count * CommonShare >= last)
        {
            Bits = new();
            for (var i = 0; i < Count; i++) Bits.Add(this[i]);
        }
        else
        {
            Bits = null;
        }
    }

    /// <summary>
    /// The first position at or after <paramref name="from"/> whose number is not below <paramref name="number"/>, or
    /// <see cref="Count"/>. Steps double until they pass the target, so what is near is found quickly and what is far in
    /// logarithmic time.
    /// </summary>
    public readonly int Seek(int from, int number)
    {
        if (_items is null) return from < Count && _only < number ? Count : from;
        if (from >= Count || _items[from] >= number) return from;
        var (step, low) = (1, from);
        while (step < Count - low && _items[low + step] < number)
        {
            low += step;
            step *= 2;
        }

        var high = low + Math.Min(step, Count - low);
        while (low + 1 < high)
        {
            var middle = low + (high - low) / 2;
            if (_items[middle] < number) low = middle;
            else high = middle;
        }

        return high;
    }
}
