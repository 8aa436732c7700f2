using System.Globalization;
using PeerActors.Actors.Peer;
using PeerActors.Actors.Transports.Gnutella;
using PeerActors.Messages.Identity;
using PeerActors.TestKit;

namespace PeerActors.Benchmarks.Loopback;

/// <summary>
/// One peer on loopback TCP, in this process, with four links to a load program in another: what it receives per second of its own
/// processor time (user and system, all threads), whether anything is lost, and what a neighbour that has stalled does to the others. The bounds are the
/// defaults; only how much one link may send is lifted, because the load would be taken for spam.
/// </summary>
internal static class LoopbackBenchmark
{
    private const int Burst = 30_000;
    private const int WarmUpBursts = 40;
    private const int BurstsInRun = 20;
    private const int SharedFiles = 20;

    public static async Task<int> RunAsync(int runs, bool modern, bool burstsOnly)
    {
        using var transport = new GnutellaTransport();
        await using var peer = await Start(transport);
        using var load = new LoadProcess(peer.Up.Address.Port, modern);
        await load.Linked();

        await Bursts(load, runs);
        if (burstsOnly) return 0;
        await Pings(load, 1, 500_000, pongsEach: 1, runs);
        await Pings(load, 2, 500_000, pongsEach: 3, runs);
        await Stall(load, 1_000_000, runs);

        var links = await peer.Gateway.Links();
        foreach (var link in links.Links)
            Console.WriteLine($"{link.Remote}: in {link.Traffic.DescriptorsIn:N0}, out {link.Traffic.DescriptorsOut:N0}, dropped {string.Join(", ", link.Traffic.Classes.Select(static c => $"{c.Value.Dropped:N0} {c.Key}"))}");
        var router = await peer.Gateway.Router();
        Console.WriteLine($"dropped by the router: {string.Join(", ", router.Dropped.Where(static d => d.Value > 0).Select(static d => $"{d.Value:N0} {d.Key}").DefaultIfEmpty("none"))}");
        return 0;
    }

    /// <summary>The first burst into a new process, most of which is the compiler's work; then the steady state, many bursts to a run because the
    /// processor time of a process is told in hundredths of a second.</summary>
    private static async Task Bursts(LoadProcess load, int runs)
    {
        Console.WriteLine($"{Burst:N0} distinct queries of 40 bytes, written at once, 1 sender to 3 receivers");
        await Run("cold   ", 1);
        await Run("warm-up", WarmUpBursts);
        var rates = new List<double>();
        for (var i = 1; i <= runs; i++) rates.Add(await Run($"run {i}  ", BurstsInRun));
        rates.Sort();
        Console.WriteLine(Line($"  steady  {rates[0]:N0} least, {rates[runs / 2]:N0} median, {rates[^1]:N0} most received/CPU-s"));

        async Task<double> Run(string what, int bursts)
        {
            var delivered = 0.0;
            var measure = await Measure.Of((long)bursts * Burst, async () =>
            {
                for (var i = 0; i < bursts; i++) delivered += (await load.Order($"queries {Burst}"))[1..].Sum();
            });
            var all = 3L * bursts * Burst;
            Console.WriteLine(Line($"  {what} {measure}; delivered {delivered / measure.Cpu.TotalSeconds:N0}/CPU-s, lost {all - delivered:N0} of {all:N0}"));
            return measure.PerCpuSecond;
        }
    }

    private static async Task Pings(LoadProcess load, int ttl, int count, int pongsEach, int runs)
    {
        Console.WriteLine($"{count:N0} pings of TTL {ttl}, written at once, {pongsEach} pong for each");
        var rates = new List<double>();
        for (var i = 0; i <= runs; i++)
        {
            var (report, measure) = await Measured(load, $"pings {ttl} {count} {pongsEach}", count);
            Console.WriteLine(Line($"  {(i == 0 ? "warm-up" : $"run {i}  ")} {measure} lost {count * pongsEach - report[1]:N0} pongs"));
            if (i > 0) rates.Add(measure.PerCpuSecond);
        }

        Console.WriteLine(Line($"  median  {rates.Order().ElementAt(runs / 2):N0} pings/CPU-s"));
    }

    private static async Task Stall(LoadProcess load, int count, int runs)
    {
        Console.WriteLine($"{count:N0} queries, written at once: all three read, and one of them does not");
        var shares = new List<double>();
        for (var i = 1; i <= runs; i++)
        {
            var all = await load.Order($"queries {count}");
            var two = await load.Order($"stalled {count}");
            var (healthy, beside) = (Math.Min(all[1], all[2]) / all[0], Math.Min(two[1], two[2]) / two[0]);
            shares.Add(100 * beside / healthy);
            Console.WriteLine(Line($"  run {i}   all read {healthy:N0}/s, lost {all[1..].Sum(g => count - g):N0}; beside a stalled one {beside:N0}/s, lost {two[1..].Sum(g => count - g):N0}: {shares[^1]:F0} %"));
        }

        Console.WriteLine(Line($"  median  {shares.Order().ElementAt(runs / 2):F0} %"));
    }

    private static async Task<(double[] Report, Measure Measure)> Measured(LoadProcess load, string order, long count)
    {
        double[] report = [];
        var measure = await Measure.Of(count, async () => report = await load.Order(order));
        return (report, measure);
    }

    private static async Task<PeerSystem> Start(GnutellaTransport transport)
    {
        var settings = Unlimited.Conduct(ScenarioOptions.Quick(PeerSettings.Reference()));
        settings = settings with { Listen = new(PeerAddress.Loopback, 0), Links = settings.Links with { MaxPerAddress = 8, IdleTimeout = TimeSpan.FromHours(1) } };
        var disk = new VirtualShareDisk(TimeProvider.System);
        for (var i = 1; i <= SharedFiles; i++) disk.Put($"blue train take {i:D8}.flac", 1000);
        return await PeerSystem.StartAsync(settings, new PeerEnvironment
        {
            Servent = new(1, 2), Name = "loopback", Clock = TimeProvider.System, Dice = static room => new Random(room.Length), Transport = transport, ShareDisk = disk,
            HostStore = new MemoryHostStore(), HashStore = new MemoryHashStore(), Fetcher = new NoFetcher(),
        });
    }

    private static string Line(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
