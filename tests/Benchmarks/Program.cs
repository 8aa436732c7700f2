using System.Globalization;
using BenchmarkDotNet.Running;
using PeerActors.Benchmarks;
using PeerActors.Benchmarks.Router;
using PeerActors.Benchmarks.Routing;

if (args is ["core" or "routing", ..])
{
    var runs = args is [_, var times] ? int.Parse(times, CultureInfo.InvariantCulture) : 5;
    return args[0] == "core" ? await CoreBenchmark.RunAsync(runs) : await RoutingPeerBenchmark.RunAsync(runs);
}

var quick = args.Contains("--quick", StringComparer.Ordinal);
BenchmarkSwitcher.FromAssembly(typeof(Program).Assembly).Run([.. args.Where(static a => a != "--quick")], HouseConfig.Make(quick));
return 0;
