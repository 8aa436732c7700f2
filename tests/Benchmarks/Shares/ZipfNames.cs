namespace PeerActors.Benchmarks.Shares;

/// <summary>
/// File names of 3 to 6 words and an ending, the words drawn from a vocabulary of 50,000 by Zipf's law (the commonest is in a third of the names,
/// the rarest in hardly any), as people's names for music and films are. The same dice give the same names.
/// </summary>
internal sealed class ZipfNames
{
    private const int VocabularySize = 50_000;
    private const string Consonants = "bcdfghjklmnprstvwz";
    private const string Vowels = "aeiou";
    private static readonly string[] Endings = ["mp3", "ogg", "jpg", "png", "pdf", "txt", "avi", "mkv", "zip", "doc"];

    private readonly string[] _vocabulary;
    private readonly double[] _upTo = new double[VocabularySize];

    /// <param name="dice">For the vocabulary.</param>
    public ZipfNames(Random dice)
    {
        _vocabulary = MakeVocabulary(dice);
        var sum = 0.0;
        for (var i = 0; i < VocabularySize; i++) _upTo[i] = sum += 1.0 / (i + 1);
    }

    /// <summary>All words there are, the commonest first.</summary>
    public IReadOnlyList<string> Vocabulary => _vocabulary;

    /// <summary>The words of one more name.</summary>
    public string[] DrawWords(Random dice) => [.. Enumerable.Range(0, dice.Next(3, 7)).Select(_ => DrawWord(dice))];

    /// <summary>A name of these words.</summary>
    public static string Name(string[] words, Random dice) => $"{string.Join(' ', words)}.{Endings[dice.Next(Endings.Length)]}";

    private static string[] MakeVocabulary(Random dice)
    {
        var words = new HashSet<string>(VocabularySize, StringComparer.Ordinal);
        while (words.Count < VocabularySize)
        {
            var syllables = (int[])[2, 2, 3, 3, 3, 4];
            var word = string.Concat(Enumerable.Range(0, syllables[dice.Next(syllables.Length)]).Select(_ => $"{Any(Consonants, dice)}{Any(Vowels, dice)}"));
            words.Add(dice.NextDouble() < 0.3 ? word + Any("nrstlm", dice) : word);
        }

        return [.. words];
    }

    private string DrawWord(Random dice)
    {
        var at = Array.BinarySearch(_upTo, dice.NextDouble() * _upTo[^1]);
        return _vocabulary[Math.Min(at < 0 ? ~at : at, VocabularySize - 1)];
    }

    private static char Any(string letters, Random dice) => letters[dice.Next(letters.Length)];
}
