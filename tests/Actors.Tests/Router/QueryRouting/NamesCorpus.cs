using System.Globalization;
using System.Text;

namespace PeerActors.Actors.Tests.Router.QueryRouting;

/// <summary>
/// File names of 3 to 6 words out of a vocabulary of 50,000, each as common as the inverse of its rank, and queries of 1 to 3 words that are words of
/// one name: what people share and ask for, as far as word counts go.
/// </summary>
internal sealed class NamesCorpus
{
    private const int Words = 50_000;
    private const string Consonants = "bcdfghjklmnprstvwz";
    private const string Vowels = "aeiou";
    private readonly Random _dice;
    private readonly string[] _vocabulary;
    private readonly double[] _cumulated = new double[Words];

    public NamesCorpus(int seed)
    {
        _dice = new(seed);
        var seen = new HashSet<string>(Words, StringComparer.Ordinal);
        while (seen.Count < Words) seen.Add(Word());
        _vocabulary = [.. seen];
        var sum = 0.0;
        for (var i = 0; i < Words; i++) _cumulated[i] = sum += 1.0 / (i + 1);
    }

    /// <summary>The different words of a new name.</summary>
    public string[] Name() => [.. Enumerable.Range(0, _dice.Next(3, 7)).Select(_ => Pick()).Distinct(StringComparer.Ordinal)];

    /// <summary>So many words of a new name.</summary>
    public string[] Query(int words)
    {
        while (true)
        {
            var name = Name();
            if (name.Length < words) continue;
            _dice.Shuffle(name);
            return name[..words];
        }
    }

    public static string File(string[] words, int number) => string.Create(CultureInfo.InvariantCulture, $"{string.Join(' ', words)}.{(number % 2 == 0 ? "mp3" : "jpg")}");

    private string Pick()
    {
        var at = Array.BinarySearch(_cumulated, _dice.NextDouble() * _cumulated[^1]);
        return _vocabulary[Math.Min(at < 0 ? ~at : at, Words - 1)];
    }

    private string Word()
    {
        var word = new StringBuilder();
        for (var syllables = 2 + _dice.Next(6) switch { < 2 => 0, < 5 => 1, _ => 2 }; syllables > 0; syllables--)
            word.Append(Consonants[_dice.Next(Consonants.Length)]).Append(Vowels[_dice.Next(Vowels.Length)]);
        if (_dice.NextDouble() < 0.3) word.Append("nrstlm"[_dice.Next(6)]);
        return word.ToString();
    }
}
