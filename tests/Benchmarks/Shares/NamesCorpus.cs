namespace PeerActors.Benchmarks.Shares;

/// <summary>
/// File names of 3 to 6 words and an ending, the words drawn from a vocabulary of 50,000 by Zipf's law (the commonest is in a third of the names,
/// the rarest in hardly any), as people's names for music and films are. The same numbers give the same names.
/// </summary>
internal sealed class NamesCorpus
{
    private const int VocabularySize = 50_000;
    private const string Consonants = "bcdfghjklmnprstvwz";
    private const string Vowels = "aeiou";
    private static readonly string[] Endings = ["mp3", "ogg", "jpg", "png", "pdf", "txt", "avi", "mkv", "zip", "doc"];

    private readonly Random _dice = new(42);
    private readonly string[] _vocabulary;
    private readonly double[] _upTo = new double[VocabularySize];

    public NamesCorpus(int names)
    {
        _vocabulary = MakeVocabulary();
        var sum = 0.0;
        for (var i = 0; i < VocabularySize; i++) _upTo[i] = sum += 1.0 / (i + 1);
        Words = [.. Enumerable.Range(0, names).Select(_ => DrawName())];
        Names = [.. Words.Select(words => $"{string.Join(' ', words)}.{Endings[_dice.Next(Endings.Length)]}")];
    }

    /// <summary>The words of each name, without the ending.</summary>
    public string[][] Words { get; }

    /// <summary>The names.</summary>
    public string[] Names { get; }

    /// <summary>All words there are, the commonest first.</summary>
    public IReadOnlyList<string> Vocabulary => _vocabulary;

    private string[] MakeVocabulary()
    {
        var words = new HashSet<string>(VocabularySize, StringComparer.Ordinal);
        while (words.Count < VocabularySize)
        {
            var syllables = (int[])[2, 2, 3, 3, 3, 4];
            var word = string.Concat(Enumerable.Range(0, syllables[_dice.Next(syllables.Length)]).Select(_ => $"{Any(Consonants)}{Any(Vowels)}"));
            words.Add(_dice.NextDouble() < 0.3 ? word + Any("nrstlm") : word);
        }

        return [.. words];
    }

    private string[] DrawName() => [.. Enumerable.Range(0, _dice.Next(3, 7)).Select(_ => DrawWord())];

    private string DrawWord()
    {
        var at = Array.BinarySearch(_upTo, _dice.NextDouble() * _upTo[^1]);
        return _vocabulary[Math.Min(at < 0 ? ~at : at, VocabularySize - 1)];
    }

    private char Any(string letters) => letters[_dice.Next(letters.Length)];
}
