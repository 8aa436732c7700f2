namespace PeerActors.Benchmarks.Router;

/// <summary>
/// <see cref="CodecAndRouteBenchmarks"/> against the processor's time instead of the clock's, on one thread: the figure that the target of two
/// million a second on one core is held against, and one that other programs on the machine change little.
/// </summary>
internal static class CoreBenchmark
{
    private const long Queries = 5_000_000 / CodecAndRouteBenchmarks.Batch * CodecAndRouteBenchmarks.Batch;

    public static async Task<int> RunAsync(int runs)
    {
        var benchmark = new CodecAndRouteBenchmarks();
        benchmark.Prepare();
        await Measure.Repeat("decode, judge, remember, encode on one thread", runs, Queries, () =>
        {
            for (var done = 0L; done < Queries; done += CodecAndRouteBenchmarks.Batch) benchmark.Route();
            return Task.CompletedTask;
        });
        return 0;
    }
}
