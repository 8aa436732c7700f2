using System.Collections.Immutable;
using System.Text;
using PeerActors.Actors.Peer.Configuration;
using PeerActors.Actors.Peer.Configuration.Hocon;

namespace PeerActors.Actors.Tests.Peer.Configuration;

/// <summary>Breaks reference.conf in many ways: the reader may refuse, but never throw, and never run on.</summary>
public sealed class HoconFuzzTests : IDisposable
{
    private const int Seed = 20_260_101;
    private const int Texts = 1_500;
    private static readonly TimeSpan LongestRun = TimeSpan.FromMinutes(3);

    private static readonly ImmutableArray<string> Pieces =
    [
        "{", "}", "[", "]", "\"", "\"\"\"", "=", ":", "+=", ",", "\n", "\r\n", "\r", "\t", "#", "//", "\\", "\\u12", "${", "${?", "${peer}", "${peer.name}", "}",
        "include ", "include \"x\"", "null", "true", "10s", "10 seconds", "-1", "99999999999999999999", "\0", "\u0001", "é", "😀", "\uD83D", "\uDE00", ".", "..", "peer", "links",
        "$", "a += 1\n", "1e9", "&", "*",
    ];

    private readonly ConfigFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task A_mutated_reference_is_read_or_refused_and_what_is_read_can_be_written_and_read_again()
    {
        var reference = Reference();
        for (var i = 0; i < Texts; i++)
        {
            var seed = Seed + i;
            var text = Mutate(reference, new Random(seed));
            var run = Task.Run(() => ReadTwice(text));
            var (failure, said) = await run.WaitAsync(LongestRun).ContinueWith(
                static t => (t.Exception?.GetBaseException(), t.IsCompletedSuccessfully ? t.Result : null), TaskScheduler.Default);
            Assert.True(failure is null && said is null, $"seed {seed}: {failure}{said}");
        }
    }

    [Fact]
    public async Task A_mutated_file_is_loaded_or_refused_with_problems_that_name_what_was_seen()
    {
        var reference = Reference();
        var allRefused = true;
        for (var i = 0; i < Texts / 5; i++)
        {
            var seed = Seed - i;
            var text = Mutate(reference, new Random(seed));
            var run = Task.Run(() => _folder.Load(text));
            var (failure, result) = await run.WaitAsync(LongestRun).ContinueWith(
                static t => (t.Exception?.GetBaseException(), t.IsCompletedSuccessfully ? t.Result : null), TaskScheduler.Default);
            Assert.True(failure is null, $"seed {seed}: {failure}");
            allRefused &= result is SettingsRefused;
            if (result is SettingsRefused refused) Assert.All(refused.Problems, p => Assert.True(p is { Source.Length: > 0, Seen.Length: > 0, Allowed.Length: > 0 }, $"seed {seed}: {p}"));
        }

        Assert.False(allRefused, "Every mutation was refused: the mutations are too coarse to test anything else.");
    }

    /// <summary>Null when all is well.</summary>
    private static string? ReadTwice(string text)
    {
        var read = Reading.Text(text);
        if (!read.Succeeded) return read.Error.At.Line > 0 ? null : $"an error without a place: {read.Error}";
        var resolver = new HoconResolver(read.Root, ImmutableDictionary<string, string>.Empty);
        var written = HoconWriter.Write(resolver.Resolve(read.Root));
        var again = Reading.Text(written);
        if (!again.Succeeded) return $"its canonical form is refused: {again.Error}\n{written}";
        return HoconWriter.Write(again.Root) == written ? null : $"its canonical form is read as something else:\n{written}";
    }

    private static string Mutate(string text, Random dice)
    {
        var mutated = new StringBuilder(text);
        for (var changes = dice.Next(1, 4); changes > 0; changes--)
        {
            var at = dice.Next(mutated.Length);
            var count = Math.Min(dice.Next(1, 20), mutated.Length - at);
            switch (dice.Next(6))
            {
                case 0: mutated.Insert(at, Pieces[dice.Next(Pieces.Length)]); break;
                case 1: mutated.Remove(at, count); break;
                case 2: mutated[at] = Pieces[dice.Next(Pieces.Length)][0]; break;
                case 3: mutated.Insert(dice.Next(mutated.Length), mutated.ToString(at, count)); break;
                case 4: mutated.Length = at + 1; break;
                default: mutated.Insert(at, string.Concat(Enumerable.Repeat(Pieces[dice.Next(Pieces.Length)], dice.Next(2, 200)))); break;
            }
        }

        return mutated.ToString();
    }

    private static string Reference()
    {
        using var stream = typeof(SettingsLoader).Assembly.GetManifestResourceStream("reference.conf")!;
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd();
    }
}
