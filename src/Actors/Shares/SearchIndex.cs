using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Text;
using PeerActors.Messages.Identity;

namespace PeerActors.Actors.Shares;

/// <summary>
/// Finds files by the words of their names: all words of the query, whole, in any order. In memory, for one owner (an actor);
/// a look-up allocates nothing.
/// </summary>
/// <remarks>
/// A removed file is only struck from the set of live ones; the postings are rebuilt without it once the struck files outnumber
/// the live ones, so a removal costs the same on average however many files there are.
/// </remarks>
internal sealed class SearchIndex
{
    /// <summary>No file name has more words: a name takes at most 255 bytes, or 255 UTF-16 units, on the file systems there are.</summary>
    internal const int MaxWords = 128;

    private const int FewStruck = 1024;

    private const int SmallNameBytes = 1024;

    /// <summary>Hardly a query has more words.</summary>
    private const int FewWords = 8;

    private readonly Dictionary<string, PostingList> _words = new(StringComparer.Ordinal);
    private readonly NumberSet _live = new();
    private PostingList[] _wanted = new PostingList[FewWords];
    private int _last;
    private int _struck;

    /// <summary>Files that can be found.</summary>
    public int Count => _live.Count;

    /// <summary>Different words held, those of struck files included until they are cleared away.</summary>
    public int WordCount => _words.Count;

    /// <summary>Adds a file.</summary>
    /// <param name="index">Larger than any added before.</param>
    /// <param name="name">Its name.</param>
    /// <exception cref="ArgumentOutOfRangeException">The index is not larger: the postings would not be ascending.</exception>
    public void Add(FileIndex index, string name)
    {
        var number = checked((int)index.Value);
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(number, _last, nameof(index));
        _last = number;
        _live.Add(number);
        var bytes = Encoding.UTF8.GetMaxByteCount(name.Length) <= SmallNameBytes ? stackalloc byte[SmallNameBytes] : new byte[Encoding.UTF8.GetByteCount(name)];
        var words = new WordReader(bytes[..Encoding.UTF8.GetBytes(name, bytes)], stackalloc char[WordReader.BufferChars]);
        var lookup = _words.GetAlternateLookup<ReadOnlySpan<char>>();
        while (words.TryRead(out var word)) CollectionsMarshal.GetValueRefOrAddDefault(lookup, word, out _).Append(number);
    }

    /// <summary>Removes a file; false when it is not there.</summary>
    public bool Remove(FileIndex index)
    {
        if (index.Value > int.MaxValue || !_live.Remove((int)index.Value)) return false;
        if (++_struck > Math.Max(FewStruck, _live.Count)) Compact();
        return true;
    }

    /// <summary>Finds files whose names hold every word, lowest index first.</summary>
    /// <param name="text">The query in UTF-8. A text without a word finds nothing.</param>
    /// <param name="found">Filled from the front; its length bounds the search.</param>
    /// <param name="among">Of these only, none of which was removed; null for all.</param>
    /// <returns>How many were found.</returns>
    public int Find(ReadOnlySpan<byte> text, Span<FileIndex> found, NumberSet? among = null)
    {
        var live = among ?? _live;
        var wanted = Gather(text);
        if (wanted == 0 || found.IsEmpty) return 0;
        var postings = _wanted.AsSpan(0, wanted);
        return AllAreCommon(postings) ? FindAmongCommon(postings, live, found) : FindFromRarest(postings, live, found);
    }

    private static bool AllAreCommon(ReadOnlySpan<PostingList> postings)
    {
        foreach (ref readonly var one in postings)
            if (one.Bits is null) return false;
        return true;
    }

    /// <summary>Many files have each word: their bits are held against each other, a vector at a time.</summary>
    private static int FindAmongCommon(ReadOnlySpan<PostingList> postings, NumberSet live, Span<FileIndex> found)
    {
        var length = live.Bits.Length;
        foreach (ref readonly var one in postings) length = Math.Min(length, one.Bits!.Bits.Length);
        var count = 0;
        for (var at = 0; at < length; at += Vector<ulong>.Count)
        {
            var common = new Vector<ulong>(live.Bits[at..]);
            foreach (ref readonly var one in postings) common &= new Vector<ulong>(one.Bits!.Bits[at..]);
            if (common == Vector<ulong>.Zero) continue;
            for (var word = 0; word < Vector<ulong>.Count; word++)
            {
                for (var bits = common[word]; bits != 0; bits &= bits - 1)
                {
                    found[count++] = new((uint)((at + word) * 64 + BitOperations.TrailingZeroCount(bits)));
                    if (count == found.Length) return count;
                }
            }
        }

        return count;
    }

    /// <summary>Few files have the rarest word: each of them is looked up under the others.</summary>
    private static int FindFromRarest(ReadOnlySpan<PostingList> postings, NumberSet live, Span<FileIndex> found)
    {
        Span<int> cursors = stackalloc int[postings.Length];
        cursors.Clear();
        var count = 0;
        ref readonly var rarest = ref postings[0];
        for (var i = 0; i < rarest.Count && count < found.Length;)
        {
            var candidate = rarest[i];
            var next = Meet(candidate, postings[1..], cursors[1..]);
            if (next == int.MaxValue) break;
            if (next == candidate)
            {
                if (live.Contains(candidate)) found[count++] = new((uint)candidate);
                i++;
            }
            else
            {
                i = next == candidate + 1 ? i + 1 : rarest.Seek(i, next);
            }
        }

        return count;
    }

    /// <summary>The candidate when every other word has it; else the next number that could be common; or none.</summary>
    private static int Meet(int candidate, ReadOnlySpan<PostingList> others, Span<int> cursors)
    {
        for (var i = 0; i < others.Length; i++)
        {
            if (others[i].Bits is { } bits)
            {
                if (!bits.Contains(candidate)) return candidate + 1;
                continue;
            }

            cursors[i] = others[i].Seek(cursors[i], candidate);
            if (cursors[i] == others[i].Count) return int.MaxValue;
            if (others[i][cursors[i]] is var next && next != candidate) return next;
        }

        return candidate;
    }

    /// <summary>Puts the postings of the words into <see cref="_wanted"/>, rarest first; 0 when nothing can match.</summary>
    private int Gather(ReadOnlySpan<byte> text)
    {
        var words = new WordReader(text, stackalloc char[WordReader.BufferChars]);
        var lookup = _words.GetAlternateLookup<ReadOnlySpan<char>>();
        var count = 0;
        while (words.TryRead(out var word))
        {
            ref var postings = ref CollectionsMarshal.GetValueRefOrNullRef(lookup, word);
            if (Unsafe.IsNullRef(ref postings) || count == MaxWords) return 0;
            if (count == _wanted.Length) Array.Resize(ref _wanted, Math.Min(MaxWords, 2 * count));
            var at = count++;
            for (; at > 0 && _wanted[at - 1].Count > postings.Count; at--) _wanted[at] = _wanted[at - 1];
            _wanted[at] = postings;
        }

        return count;
    }

    private void Compact()
    {
        foreach (var word in _words.Keys)
        {
            ref var postings = ref CollectionsMarshal.GetValueRefOrNullRef(_words, word);
            postings.Compact(_live);
            if (postings.Count == 0) _words.Remove(word);
        }

        _struck = 0;
    }
}
