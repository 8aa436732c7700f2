using System.Globalization;
using BenchmarkDotNet.Running;
using PeerActors.Benchmarks;
using PeerActors.Benchmarks.Loopback;
using PeerActors.Benchmarks.Networks;
using PeerActors.Benchmarks.Router;
using PeerActors.Benchmarks.Routing;
using PeerActors.Benchmarks.Services;
using PeerActors.Benchmarks.Shares;

if (args is ["match", ..]) return await QueryMatchBenchmark.RunAsync(Number(1, otherwise: 5));
if (args is ["core" or "routing", ..])
{
    var (runs, batch) = (Number(1, otherwise: 5), Number(2, otherwise: 128));
    return args[0] == "core" ? await CoreBenchmark.RunAsync(runs) : await RoutingPeerBenchmark.RunAsync(runs, batch);
}

if (args is ["loopback", ..]) return await LoopbackBenchmark.RunAsync(Number(1, otherwise: 5), modern: !Has("0.4"), burstsOnly: Has("bursts"));
if (args is ["network", ..]) return await NetworkBenchmark.RunAsync(args.Length > 1 ? Number(1, otherwise: 0) : null, Has("seeded"), Has("apart"));
if (args is ["services", ..]) return await ServicesBenchmark.RunAsync(Number(1, otherwise: 3), args.Length > 2 ? args[2] : "");
if (args is ["serve"]) return await ServiceReceiver.RunAsync();
if (args is ["load", _, _]) return LoadProgram.Run(Number(1, otherwise: 0), modern: args[2] == "0.6");

var quick = Has("--quick");
BenchmarkSwitcher.FromAssembly(typeof(Program).Assembly).Run([.. args.Where(static a => a != "--quick")], HouseConfig.Make(quick));
return 0;

int Number(int at, int otherwise) => args.Length > at ? int.Parse(args[at], CultureInfo.InvariantCulture) : otherwise;
bool Has(string word) => args.Contains(word, StringComparer.Ordinal);
