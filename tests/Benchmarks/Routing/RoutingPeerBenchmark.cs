using System.Globalization;
using Akka.Actor;
using PeerActors.Actors.Peer;
using PeerActors.Actors.Transports.InProcess;
using PeerActors.TestKit;

namespace PeerActors.Benchmarks.Routing;

/// <summary>
/// One peer as it is deployed, with default bounds, between four neighbours that are played by bare wires: one floods distinct queries of 40
/// bytes of words, the peer looks each up in its library and hands it to the other three. Timed here and not by BenchmarkDotNet, because the
/// work is spread over the threads of the pool: what counts is the processor time and the allocations of the whole process.
/// </summary>
internal static class RoutingPeerBenchmark
{
    private const int Neighbour = 4;
    private const int BatchesUnderWay = 8;
    private const int SharedFiles = 20;
    private const long Queries = 1_024_000;

    public static async Task<int> RunAsync(int runs, int batch)
    {
        var system = ActorSystem.Create("script", "akka { loggers = [], stdout-loglevel = OFF, actor.default-dispatcher.executor = thread-pool-executor }");
        await using var scenario = await Scenario.Start(new ScenarioOptions { Settings = Patient }, "router");
        var peer = scenario["router"];
        for (var i = 1; i <= SharedFiles; i++) await peer.Shares($"blue train take {i:D8}.flac");

        var network = new InProcessNetwork();
        var (senders, receivers) = await Neighbours.Joined(Neighbour - 1, network, system);
        var bare = await Flood($"the script alone, wire to wire, {batch} at a time, each query sent and received three times", system.ActorOf(FloodScript.For(senders, receivers, BatchesUnderWay * batch, batch)), runs);

        var wires = await Neighbours.Of(peer.Address, Neighbour, scenario.Network, system);
        var routed = await Flood($"one peer between 4 links, {batch} at a time in by one and out by three", system.ActorOf(FloodScript.For(wires[..1], wires[1..], BatchesUnderWay * batch, batch)), runs);

        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"""

            delivered: {3 * routed.PerSecond:N0}/s, {3 * routed.PerCpuSecond:N0}/CPU-s, {routed.BytesPerQuery / 3:N1} B each
            of the {routed.BytesPerQuery:N1} B for each received, at most {bare.BytesPerQuery:N1} B are the script's own
            """));
        await ReportDrops(peer.Gateway);
        await system.Terminate();
        return 0;
    }

    private static async Task<Measure> Flood(string what, IActorRef script, int runs)
    {
        // The tables get their steady size, which takes twice the routes that are remembered, and the code its last form.
        for (var i = 0; i < 2; i++) await Send(script, Queries);
        return await Measure.Repeat(what, runs, Queries, () => Send(script, Queries));
    }

    private static Task Send(IActorRef script, long queries)
    {
        var done = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        script.Tell(new Flood(queries, done));
        return done.Task;
    }

    private static async Task ReportDrops(IPeerGateway gateway)
    {
        var (router, links) = (await gateway.Router(), await gateway.Links());
        Console.WriteLine($"dropped by the router: {string.Join(", ", router.Dropped.Where(static d => d.Value > 0).Select(static d => $"{d.Value:N0} {d.Key}").DefaultIfEmpty("none"))}");
        Console.WriteLine($"dropped by full queues: {links.Links.Sum(static l => l.Traffic.Dropped):N0}");
        Console.WriteLine($"received: {router.Received["Query"]:N0}, forwarded: {router.Forwarded:N0}");
    }

    /// <summary>The script answers no pings, and must not be thought dead on a busy machine; its flood must not be thought spam.</summary>
    private static PeerSettings Patient(PeerSettings settings)
    {
        var quick = ScenarioOptions.Quick(settings);
        return Unlimited.Conduct(quick with { Router = settings.Router, Links = quick.Links with { IdleTimeout = TimeSpan.FromHours(1) } });
    }
}
