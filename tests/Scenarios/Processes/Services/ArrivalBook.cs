using PeerActors.TestKit.Processes;

namespace PeerActors.Scenarios.Processes.Services;

/// <summary>What senders were told is kept, and what a receiver was given, life for life. Some that was kept was not yet told when the sender was killed; what was told must have arrived.</summary>
internal sealed class ArrivalBook
{
    private readonly Dictionary<int, int> _kept = [];
    private readonly List<List<Entry>> _lives = [];

    public int Kept => _kept.Values.Sum();

    public int Refused { get; private set; }

    public int Arrived => _lives.Sum(static l => l.Count);

    /// <summary>Arrivals that came before.</summary>
    public int Again => Arrived - _lives.SelectMany(static l => l).Distinct().Count();

    /// <summary>All that one life of a program has told.</summary>
    public void Read(IEnumerable<OutputLine> life)
    {
        var entered = new List<Entry>();
        foreach (var line in life)
        {
            if (line.Event == "refused") Refused++;
            if (line.Event == "entered") entered.Add(EntryOf(line));
            if (line.Event == "kept" && EntryOf(line) is var kept) _kept[kept.Life] = Math.Max(_kept.GetValueOrDefault(kept.Life), kept.Number);
        }

        if (entered.Count > 0) _lives.Add(entered);
    }

    /// <summary>Holds one against the other.</summary>
    /// <param name="butNotOfLife">The sender of which it was not waited for.</param>
    public void Check(int butNotOfLife)
    {
        var last = new Entry(0, 0);
        foreach (var life in _lives)
        {
            // What the receiver had not yet remembered comes again, from some point on; then all goes on from there.
            Assert.True(Compare(life[0], last) <= 0 || IsNext(last, life[0]), $"After {last} came {life[0]}: something between is lost.");
            foreach (var (before, next) in life.Zip(life.Skip(1))) Assert.True(IsNext(before, next), $"After {before} came {next}, in one life of the receiver.");
            if (Compare(life[^1], last) > 0) last = life[^1];
        }

        foreach (var (life, kept) in _kept)
            Assert.True(life == butNotOfLife || Compare(last, new(life, kept)) >= 0, $"{kept} messages of life {life} were kept, and {last} is the last that arrived.");
    }

    /// <summary>Nothing that was told to be kept is between the two.</summary>
    private bool IsNext(Entry before, Entry next) => next.Life == before.Life
        ? next.Number == before.Number + 1
        : next.Life > before.Life && next.Number == 1 && before.Number >= _kept.GetValueOrDefault(before.Life) && Enumerable.Range(before.Life + 1, next.Life - before.Life - 1).All(life => !_kept.ContainsKey(life));

    private static int Compare(Entry one, Entry other) => (one.Life, one.Number).CompareTo((other.Life, other.Number));

    private static Entry EntryOf(OutputLine line) => new((int)line.Number("life"), (int)line.Number("number"));
}
