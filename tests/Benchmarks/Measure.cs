using System.Diagnostics;
using System.Globalization;
using System.Runtime;

namespace PeerActors.Benchmarks;

/// <summary>What work took, of this whole process. Processor time says more than the clock on a machine that does other things as well.</summary>
/// <param name="Queries">How many queries went in.</param>
/// <param name="Wall">On the clock.</param>
/// <param name="Cpu">On all cores together.</param>
/// <param name="Bytes">Allocated by all threads.</param>
/// <param name="Compiling">What of <paramref name="Cpu"/> compiled methods, or waited for a core to do so: by the compiler's own clock, so no less than it took.</param>
internal sealed record Measure(long Queries, TimeSpan Wall, TimeSpan Cpu, long Bytes, TimeSpan Compiling)
{
    public double PerSecond => Queries / Wall.TotalSeconds;

    public double PerCpuSecond => Queries / Cpu.TotalSeconds;

    public double NanosecondsOfCpu => Cpu.TotalNanoseconds / Queries;

    public double BytesPerQuery => (double)Bytes / Queries;

    /// <summary>Does some work and measures it.</summary>
    public static async Task<Measure> Of(long queries, Func<Task> work)
    {
        using var process = Process.GetCurrentProcess();
        GC.Collect();
        var (cpu, bytes, compiling, start) = (process.TotalProcessorTime, GC.GetTotalAllocatedBytes(precise: true), JitInfo.GetCompilationTime(), Stopwatch.GetTimestamp());
        await work();
        var wall = Stopwatch.GetElapsedTime(start);
        bytes = GC.GetTotalAllocatedBytes(precise: true) - bytes;
        process.Refresh();
        return new(queries, wall, process.TotalProcessorTime - cpu, bytes, JitInfo.GetCompilationTime() - compiling);
    }

    /// <summary>Does the same work several times and says how each went.</summary>
    /// <returns>The median of each figure by itself.</returns>
    public static async Task<Measure> Repeat(string what, int runs, long queries, Func<Task> work)
    {
        Console.WriteLine($"{what}: {queries:N0} queries in each of {runs} runs");
        var measures = new List<Measure>();
        for (var i = 1; i <= runs; i++)
        {
            measures.Add(await Of(queries, work));
            Console.WriteLine($"  run {i}   {measures[^1]}");
        }

        var median = new Measure(queries, Middle(measures, static m => m.Wall), Middle(measures, static m => m.Cpu), Middle(measures, static m => m.Bytes), Middle(measures, static m => m.Compiling));
        Console.WriteLine($"  median  {median}");
        return median;
    }

    public override string ToString() => string.Create(CultureInfo.InvariantCulture,
        $"{PerSecond,12:N0}/s {PerCpuSecond,12:N0}/CPU-s {NanosecondsOfCpu,8:N0} ns CPU {BytesPerQuery,8:N1} B {Compiling.TotalMilliseconds,5:N0} ms compiling");

    private static T Middle<T>(List<Measure> runs, Func<Measure, T> of) => runs.Select(of).Order().ElementAt(runs.Count / 2);
}
