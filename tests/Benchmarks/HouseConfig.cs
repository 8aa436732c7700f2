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
    /// <summary>In this process: BenchmarkDotNet 0.14.0 would otherwise build a project of its own, which knows nothing of our central package versions.</summary>
    /// <param name="quick">Three short rounds instead of as many as the statistics ask for.</param>
    public static IConfig Make(bool quick) => ManualConfig.CreateEmpty()
        .AddJob((quick ? Job.ShortRun : Job.Default).WithToolchain(InProcessEmitToolchain.Instance))
        .AddDiagnoser(MemoryDiagnoser.Default)
        .AddColumnProvider(DefaultColumnProviders.Instance)
        .AddLogger(ConsoleLogger.Default)
        .AddExporter(MarkdownExporter.GitHub);
}
