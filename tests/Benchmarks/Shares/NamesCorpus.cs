namespace PeerActors.Benchmarks.Shares;

/// <summary>Names of one large share; the same count gives the same names.</summary>
internal sealed class NamesCorpus
{
    public NamesCorpus(int names)
    {
        var dice = new Random(42);
        var zipf = new ZipfNames(dice);
        Vocabulary = zipf.Vocabulary;
        Words = [.. Enumerable.Range(0, names).Select(_ => zipf.DrawWords(dice))];
        Names = [.. Words.Select(words => ZipfNames.Name(words, dice))];
    }

    /// <summary>The words of each name, without the ending.</summary>
    public string[][] Words { get; }

    /// <summary>The names.</summary>
    public string[] Names { get; }

    /// <summary>All words there are, the commonest first.</summary>
    public IReadOnlyList<string> Vocabulary { get; }
}
