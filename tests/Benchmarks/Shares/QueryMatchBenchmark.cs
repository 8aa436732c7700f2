using System.Collections.Immutable;
using PeerActors.Actors.Peer;
using PeerActors.Actors.Shares;
using PeerActors.Messages.Access;
using PeerActors.Messages.Identity;
using PeerActors.Messages.Router;
using PeerActors.Messages.Shares;

namespace PeerActors.Benchmarks.Shares;

/// <summary>
/// What a query costs the library: the query is held against every shared file and, where it matches, made into the hit that goes back. On one thread,
/// against the processor's time.
/// </summary>
internal static class QueryMatchBenchmark
{
    private const int Hits = 10;
    private const int Different = 1_000;
    private const long Queries = 200_000;

    /// <summary>Words of which pairs are tried; rarer ones have hardly ten files in common.</summary>
    private const int CommonWords = 1_500;

    private static readonly PeerAddress Address = new(0x0A00_0001, 6346);
    private static readonly ServentId Self = new(1, 2);

    public static async Task<int> RunAsync(int runs)
    {
        foreach (var files in (int[])[10_000, 100_000])
        {
            Console.WriteLine($"{files:N0} shared files");
            var (corpus, library) = (new NamesCorpus(files), Open(PeerSettings.Reference().Shares));
            Fill(library, corpus.Names);
            var index = CountWords(corpus);
            await Run("no match: a word that no name holds", runs, library, Unknown(), hits: 0);
            await Run("no match: two words, both held, never together", runs, library, Apart(corpus, library), hits: 0);
            await Run("no match: two of the 100 commonest words and one that is never with them", runs, library, CommonApart(corpus, library), hits: 0);
            await Run("10 hits: one word", runs, library, WithHits(library, index.Where(static w => w.Value == Hits).Select(static w => w.Key)), Hits);
            await Run("10 hits: two words", runs, library, WithHits(library, Pairs(corpus)), Hits);
        }

        return 0;
    }

    private static Library Open(ShareSettings settings)
    {
        var library = new Library(settings, new(settings, TimeProvider.System));
        library.Change(AccessPolicy.OfNewPeer);
        return library;
    }

    private static void Fill(Library library, string[] names)
    {
        var files = names.Select(static (name, i) => new FoundFile($"/shared/{i / 1000}/{i}/{name}", 1_000_000 + i, DateTimeOffset.UnixEpoch)).ToImmutableArray();
        library.Remember([.. files.Select(static (file, i) => new RememberedHash(file, new((ulong)i, 1, 2), new((ulong)i, 1, 2, 3)))]);
        library.Apply(new(files, [], 0));
        if (library.Size.Files != names.Length) throw new InvalidOperationException($"{library.Size.Files:N0} files are offered instead of {names.Length:N0}.");
    }

    private static Dictionary<string, int> CountWords(NamesCorpus corpus) =>
        corpus.Words.SelectMany(static words => words.Distinct(StringComparer.Ordinal)).CountBy(static word => word, StringComparer.Ordinal).ToDictionary(StringComparer.Ordinal);

    private static IEnumerable<string> Unknown() => Enumerable.Range(0, Different).Select(static i => $"qx{i}x");

    private static IEnumerable<string> Apart(NamesCorpus corpus, Library library)
    {
        var dice = new Random(7);
        while (true)
        {
            var text = $"{Word(corpus, dice)} {Word(corpus, dice)}";
            if (library.Find(Ask(text)).IsEmpty) yield return text;
        }
    }

    private static IEnumerable<string> CommonApart(NamesCorpus corpus, Library library)
    {
        var dice = new Random(8);
        while (true)
        {
            var text = $"{corpus.Vocabulary[dice.Next(100)]} {corpus.Vocabulary[dice.Next(100)]} {Word(corpus, dice)}";
            if (library.Find(Ask(text)).IsEmpty) yield return text;
        }
    }

    private static IEnumerable<string> Pairs(NamesCorpus corpus)
    {
        for (var first = 0; first < CommonWords; first++)
            for (var second = 0; second < first; second++) yield return $"{corpus.Vocabulary[second]} {corpus.Vocabulary[first]}";
    }

    private static IEnumerable<string> WithHits(Library library, IEnumerable<string> texts) => texts.Where(text => library.Find(Ask(text)).Length == Hits);

    private static string Word(NamesCorpus corpus, Random dice)
    {
        var words = corpus.Words[dice.Next(corpus.Words.Length)];
        return words[dice.Next(words.Length)];
    }

    private static async Task Run(string what, int runs, Library library, IEnumerable<string> texts, int hits)
    {
        var queries = texts.Take(Different).Select(Ask).ToArray();
        if (queries.Length == 0) throw new InvalidOperationException($"The corpus has no query of the kind \"{what}\".");
        Answer(library, queries, Queries / 10, hits);
        var median = await Measure.Repeat($"  {what} ({queries.Length} different)", runs, Queries, () =>
        {
            Answer(library, queries, Queries, hits);
            return Task.CompletedTask;
        });
        Console.WriteLine($"  = {median.NanosecondsOfCpu / 1e6:0.00000} ms of CPU per query");
    }

    private static void Answer(Library library, Query[] queries, long count, int hits)
    {
        for (var i = 0L; i < count; i++)
        {
            var query = queries[i % queries.Length];
            var files = library.Find(query);
            if (files.Length != hits) throw new InvalidOperationException($"\"{query.Text}\" found {files.Length} files instead of {hits}.");
            if (hits > 0) MakeHit(query, files);
        }
    }

    private static void MakeHit(Query query, ImmutableArray<SharedFile> files)
    {
        var records = new HitFile[files.Length];
        for (var i = 0; i < records.Length; i++) records[i] = new(files[i].Index, files[i].Size, files[i].Name, files[i].Sha1, files[i].Sha256);
        QueryHit.Create(query.Id, 3, Address, 1000, records, Self);
    }

    private static Query Ask(string text) => Query.Create(new(1, 1), 7, text);
}
