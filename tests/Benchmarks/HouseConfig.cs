using BenchmarkDotNet.Columns;
using BenchmarkDotNet.Configs;
using BenchmarkDotNet.Diagnosers;
using BenchmarkDotNet.Exporters;
using BenchmarkDotNet.Jobs;
using BenchmarkDotNet.Loggers;
using BenchmarkDotNet.Toolchains.InProcess.Emit;

namespace PeerActors.Benchmarks;

/// <summary>How the micro-benchmarks are run, the same for all.</summary>
internal static class HouseConfig
{
    /// <summary>Makes the configuration.</summary>
    /// <param name="quick">Three short rounds inside this process, instead of as many as the statistics ask for in a process that has to be built
    /// first.</param>
    public static IConfig Make(bool quick) => ManualConfig.CreateEmpty()
        .AddJob(quick ? Job.ShortRun.WithToolchain(InProcessEmitToolchain.Instance) : Job.Default)
        .AddDiagnoser(MemoryDiagnoser.Default)
        .AddColumnProvider(DefaultColumnProviders.Instance)
        .AddLogger(ConsoleLogger.Default)
        .AddExporter(MarkdownExporter.GitHub);
}
