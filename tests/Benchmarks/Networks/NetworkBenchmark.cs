using System.Diagnostics;
using System.Globalization;
using PeerActors.TestKit.Crowds;

namespace PeerActors.Benchmarks.Networks;

/// <summary>
/// The seed's own headline: "a typical radius includes 2,000 to 10,000 other peers, with 500,000 to 1 million files". Builds it in this process and
/// searches it. Each size and mode is measured in a process of its own, for what a process has allocated it keeps.
/// </summary>
internal static class NetworkBenchmark
{
    private const int WarmUps = 3;
    private const int Searches = 5;
    private const double Mega = 1 << 20;

    /// <summary>
    /// The youngest generation is collected every 64 MiB (hexadecimal, bytes). Left alone the runtime takes 256 KiB where it is not told how large the processor's caches
    /// are, as in many virtual machines; a collection looks through what ten thousand peers hold, and a search would bring about a hundred.
    /// </summary>
    private const string Nursery = "4000000";

    private const string Apart = "apart";
    private static readonly int[] Sizes = [1_000, 3_000, 10_000];

    /// <summary>One size in one mode, or every size in both.</summary>
    public static async Task<int> RunAsync(int? peers, bool seeded, bool apart)
    {
        if (apart) return await RunOne(peers ?? Sizes[0], seeded);
        foreach (var mode in peers is null ? (bool[])[false, true] : [seeded])
        {
            foreach (var size in peers is { } one ? [one] : Sizes)
                if (RunApart(size, mode) is not 0 and var failed) return failed;
        }

        return 0;
    }

    private static int RunApart(int peers, bool seeded)
    {
        var start = new ProcessStartInfo(Environment.ProcessPath!) { UseShellExecute = false };
        if (Path.GetFileNameWithoutExtension(Environment.ProcessPath!) == "dotnet") start.ArgumentList.Add(typeof(NetworkBenchmark).Assembly.Location);
        foreach (var argument in (string[])["network", peers.ToString(CultureInfo.InvariantCulture), seeded ? "seeded" : "throughput", Apart]) start.ArgumentList.Add(argument);
        start.Environment.TryAdd("DOTNET_GCgen0size", Nursery);
        using var process = Process.Start(start)!;
        process.WaitForExit();
        return process.ExitCode;
    }

    private static async Task<int> RunOne(int peers, bool seeded)
    {
        var plan = new NetworkPlan(peers);
        await using INetwork network = seeded ? new SeededNetwork() : new PooledNetwork();
        Say($"{peers:N0} peers, {network.Mode} mode");
        var grown = await Measure.Of(1, () => network.Grow(plan));
        var joined = await Measure.Of(1, () => network.Join(plan));
        Say($"  built in {(grown.Wall + joined.Wall).TotalSeconds:0.0} s ({(grown.Cpu + joined.Cpu).TotalSeconds:0.0} CPU-s): peers {grown.Wall.TotalSeconds:0.0} s, {plan.Links.Count:N0} links {joined.Wall.TotalSeconds:0.0} s");
        SayMemory(peers, "built");
        var figures = new List<Figures>();
        for (var i = 0; i < WarmUps + Searches; i++)
        {
            var figure = await Search(network, plan, i);
            if (i >= WarmUps) figures.Add(figure);
        }

        SayMedians(figures);
        SayMemory(peers, "searched");
        var home = figures.TrueForAll(static f => f.Found.Hits == f.Expected);
        Say($"  every hit of the searches counted is home: {(home ? "yes" : "NO")}");
        return home ? 0 : 1;
    }

    private static async Task<Figures> Search(INetwork network, NetworkPlan plan, int number)
    {
        var (by, words) = (plan.SearcherOf(number), plan.WordsOf(number));
        var before = await network.Look();
        CrowdSearch? found = null;
        var pauses = TimeSpan.Zero;
        var took = await Measure.Of(1, async () =>
        {
            pauses = GC.GetTotalPauseDuration();
            found = await network.Search(by, words);
            pauses = GC.GetTotalPauseDuration() - pauses;
        });
        var after = await network.Look();
        var (matches, expected, reached) = (plan.Matches(words), 0, 0);
        for (var i = 0; i < after.Length; i++)
        {
            if (after[i].LookedUp == before[i].LookedUp) continue;
            reached++;
            expected += matches[i];
        }

        var figures = new Figures(
            found!, took.Cpu, reached, plan.WithinReach(by), expected,
            pauses, took.Bytes, Sum(static d => d.Received), Sum(static d => d.Duplicates), Sum(static d => d.Lost));
        Say($"  search {number + 1}{(number < WarmUps ? " (warm-up)" : "")}: {figures}");
        return figures;

        long Sum(Func<Done, long> of) => after.Sum(of) - before.Sum(of);
    }

    private static void SayMedians(List<Figures> all)
    {
        Say($"  medians: first hit {all.Middle(static f => f.Found.FirstHit?.TotalMilliseconds ?? 0):0} ms, at rest {all.Middle(static f => f.Found.AtRest.TotalMilliseconds):0} ms, {all.Middle(static f => f.Cpu.TotalMilliseconds):0} ms CPU");
        Say($"  per reached peer: {all.Middle(static f => f.Found.AtRest.TotalMicroseconds / f.Reached):0.0} µs of time, {all.Middle(static f => f.Cpu.TotalMicroseconds / f.Reached):0.0} µs of CPU; {all.Middle(static f => f.Received / f.Found.AtRest.TotalSeconds):N0} descriptors/s");
    }

    private static double Middle(this List<Figures> all, Func<Figures, double> of) => all.Select(of).Order().ElementAt(all.Count / 2);

    private static void SayMemory(int peers, string when)
    {
        using var process = Process.GetCurrentProcess();
        var (working, peak) = (process.WorkingSet64, process.PeakWorkingSet64);
        var managed = GC.GetTotalMemory(forceFullCollection: true);
        Say($"  memory, {when}: {managed / Mega:N0} MiB managed ({managed / 1024 / peers:N0} KiB a peer), {working / Mega:N0} MiB working set, {peak / Mega:N0} MiB at its peak");
    }

    private static void Say(FormattableString line) => Console.WriteLine(line.ToString(CultureInfo.InvariantCulture));

    /// <summary>What one search came to.</summary>
    private sealed record Figures(CrowdSearch Found, TimeSpan Cpu, int Reached, int WithinReach, int Expected, TimeSpan Pauses, long Allocated, long Received, long Duplicates, long Lost)
    {
        public override string ToString() => string.Create(
            CultureInfo.InvariantCulture,
            $"reached {Reached:N0} of {WithinReach:N0} within 7 links, {Found.Hits} of {Expected} hits from {Found.Sharers} peers, first {Found.FirstHit?.TotalMilliseconds:0} ms, last {Found.LastHit?.TotalMilliseconds:0} ms, at rest {Found.AtRest.TotalMilliseconds:0} ms, {Cpu.TotalMilliseconds:0} ms CPU, {Pauses.TotalMilliseconds:0} ms GC, {Allocated / Mega:0} MiB allocated, {Received:N0} received, {Duplicates:N0} duplicates, {Lost:N0} lost");
    }
}
