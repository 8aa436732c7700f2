using System.Text;

namespace PeerActors.Actors.Shares;

/// <summary>
/// Cuts text into the words by which files are found: runs of letters and digits, folded. Text is UTF-8, as it comes from the
/// wire; bytes that are not end a word like any other separator.
/// </summary>
/// <param name="text">The text.</param>
/// <param name="buffer">Room for one word, <see cref="BufferChars"/>; the word read is valid until the next one is.</param>
internal ref struct WordReader(ReadOnlySpan<byte> text, Span<char> buffer)
{
    /// <summary>A longer word is known by its first so many characters, in names and in queries alike.</summary>
    public const int MaxWordChars = 256;

    /// <summary>How large the buffer must be.</summary>
    public const int BufferChars = MaxWordChars + WordFolding.MaxFoldedChars;

    private readonly Span<char> _buffer = buffer;
    private ReadOnlySpan<byte> _rest = text;

    /// <summary>True when the text holds at least one word.</summary>
    public static bool HasWord(ReadOnlySpan<byte> text)
    {
        var words = new WordReader(text, stackalloc char[BufferChars]);
        return words.TryRead(out _);
    }

    /// <summary>Reads the next word; false at the end.</summary>
    public bool TryRead(out ReadOnlySpan<char> word)
    {
        var length = 0;
        while (!_rest.IsEmpty)
        {
            Rune.DecodeFromUtf8(_rest, out var rune, out var bytes);
            _rest = _rest[bytes..];
            if (WordFolding.IsInWord(rune))
            {
                if (length < MaxWordChars) length += WordFolding.Fold(rune, _buffer[length..]);
            }
            else if (length > 0)
            {
                break;
            }
        }

        word = _buffer[..Math.Min(length, MaxWordChars)];
        return length > 0;
    }
}
