using System.Diagnostics;
using System.Globalization;
using Akka.Actor;
using PeerActors.Actors.Remoting;
using PeerActors.Messages.Identity;
using PeerActors.Messages.Router;
using PeerActors.TestKit.Services;

namespace PeerActors.Benchmarks.Services;

/// <summary>Messages to a service of another process over one peer link on loopback, beside bare TLS frames of the same size between the same two processes.</summary>
internal static class ServicesBenchmark
{
    private const int Count = 1_000_000;
    private const int Asks = 20_000;
    private const int Flood = 500_000;
    private const int Pinged = 3_000;

    /// <param name="runs">How often.</param>
    /// <param name="only">Measures only what has this in its name; everything when it is empty.</param>
    public static async Task<int> RunAsync(int runs, string only)
    {
        using var receiver = Start();
        var where = (await receiver.StandardOutput.ReadLineAsync())!.Split(' ');
        if (!PeerId.TryParse(where[0], out var id)) throw new InvalidOperationException($"{where[0]} is no peer.");
        var (port, rawPort) = (ushort.Parse(where[1], CultureInfo.InvariantCulture), int.Parse(where[2], CultureInfo.InvariantCulture));
        await using var peer = await KeyedPeer.StartAsync("sender");
        peer.System.Gateway.OpenPeerLink(id, new(PeerAddress.Loopback, port));
        var sink = peer.Services.Find(id, SinkActor.Contract);
        await sink.Ask<Progress>(new Progress(0), TimeSpan.FromSeconds(20));
        var (bytes, trade) = (Payload.Own(new byte[100]), new Trade(123_456_789, "PEERACTORS", 1200, 1234.5625, "a hundred bytes as JSON, about"));
        await Pump(peer, sink, bytes, Count / 2);
        if (only.Length == 0) await Pump(peer, sink, trade, Count / 4);
        if (only.Length == 0) await RawTls.SendAsync(rawPort, Count);

        for (var run = 1; run <= runs; run++)
        {
            Console.WriteLine($"run {run}");
            await Measured("raw TLS frames", only, receiver, Count * 4, () => Raw(receiver, rawPort, Count * 4));
            await Measured("bytes of 100", only, receiver, Count, () => Pump(peer, sink, bytes, Count));
            await Measured("records as JSON", only, receiver, Count / 2, () => Pump(peer, sink, trade, Count / 2));
            await Measured("raw TLS ping-pong", only, receiver, Asks, () => RawTls.PingPongAsync(rawPort, Asks));
            await Measured("Ask, one at a time", only, receiver, Asks, () => Ask(sink, Asks));
            await Measured("Ask, 30 at a time", only, receiver, Asks * 3, () => Task.WhenAll(Enumerable.Range(0, 30).Select(_ => Ask(sink, Asks / 10))));
        }

        if ("floor".Contains(only, StringComparison.Ordinal)) await TellFloor.RunAsync(peer);
        if ("urgent".Contains(only, StringComparison.Ordinal)) await Urgent(peer, id, sink, bytes);
        if (only.Length == 0) await Unread(peer, sink, receiver, bytes);
        receiver.StandardInput.Close();
        await receiver.WaitForExitAsync();
        return 0;
    }

    /// <summary>How long an urgent message takes while the link has nothing else to do, while services fill it, and while bulk does.</summary>
    private static async Task Urgent(KeyedPeer peer, PeerId receiver, RemoteService sink, Payload bytes)
    {
        await Pings("nothing else");
        var start = Stopwatch.GetTimestamp();
        var flood = Pump(peer, sink, bytes, Count * 4);
        await Pings("services fill the link");
        await flood;
        Console.WriteLine(Line($"  ({Count * 4 / Stopwatch.GetElapsedTime(start).TotalSeconds:N0} messages/s of services)"));
        long taken = 0;
        start = Stopwatch.GetTimestamp();
        var bulk = peer.System.Spawn(BulkActor.For(receiver, more => Interlocked.Add(ref taken, more)), "bulk");
        await Pings("bulk fills the link");
        Console.WriteLine(Line($"  ({taken / Stopwatch.GetElapsedTime(start).TotalSeconds / 1e6:N0} MB/s of bulk)"));
        bulk.Tell(PoisonPill.Instance);

        async Task Pings(string beside)
        {
            var done = new TaskCompletionSource<(List<double> There, List<double> Both)>(TaskCreationOptions.RunContinuationsAsynchronously);
            var pinger = peer.System.Spawn(UrgentPingActor.For(receiver, Pinged, done), $"pinger-{Guid.NewGuid():N}");
            var (there, both) = await done.Task;
            pinger.Tell(PoisonPill.Instance);
            Console.WriteLine(Line($"  urgent, {beside,-23} there {Spread(there)}; and back {Spread(both)}"));
        }
    }

    private static string Spread(List<double> times)
    {
        times.Sort();
        return Line($"p50 {times[times.Count / 2]:F2} p99 {times[times.Count * 99 / 100]:F2} most {times[^1]:F2} ms");
    }

    /// <summary>A service that takes nothing: what its sender costs while it is told more and more.</summary>
    private static async Task Unread(KeyedPeer peer, RemoteService sink, Process receiver, Payload bytes)
    {
        await Order(receiver, "shut");
        var before = Memory();
        for (var part = 1; part <= 4; part++)
        {
            for (var i = 0; i < Flood / 4; i++) sink.Tell(bytes, ActorRefs.NoSender);
            Console.WriteLine(Line($"  {part * Flood / 4,9:N0} told to a service that takes nothing: heap +{(Memory() - before) / 1024.0 / 1024:F1} MiB, {peer.Services.Counters.GetValueOrDefault(RemotingCount.DroppedFull):N0} dropped"));
        }

        await Order(receiver, "open");
    }

    private static long Memory() => GC.GetTotalMemory(forceFullCollection: true);

    private static async Task Raw(Process receiver, int port, long count)
    {
        var before = (await Order(receiver, "count"))[3];
        await RawTls.SendAsync(port, count);
        while ((await Order(receiver, "count"))[3] - before < count) await Task.Yield();
    }

    private static Task Pump(KeyedPeer peer, RemoteService sink, object message, int count)
    {
        var done = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        peer.System.Spawn(PumpActor.For(sink, message, count, done), $"pump-{Guid.NewGuid():N}");
        return done.Task;
    }

    private static async Task Ask(RemoteService sink, int count)
    {
        for (var i = 0; i < count; i++) await sink.Ask<Progress>(new Progress(i), TimeSpan.FromSeconds(30));
    }

    private static async Task Measured(string what, string only, Process receiver, long count, Func<Task> work)
    {
        if (!what.Contains(only, StringComparison.Ordinal)) return;
        using var own = Process.GetCurrentProcess();
        var before = await Order(receiver, "collect");
        var (cpu, start) = (own.TotalProcessorTime, Stopwatch.GetTimestamp());
        await work();
        var seconds = Stopwatch.GetElapsedTime(start).TotalSeconds;
        own.Refresh();
        var after = await Order(receiver, "report");
        Console.WriteLine(Line(
            $"  {what,-20} {count / seconds,12:N0}/s {count / (after[0] - before[0]),12:N0} per receiver CPU-s {count / (own.TotalProcessorTime - cpu).TotalSeconds,12:N0} per sender CPU-s {(after[1] - before[1]) / count,6:F1} B on the wire {(after[2] - before[2]) / count,6:F0} B allocated there"));
    }

    private static async Task<double[]> Order(Process receiver, string order)
    {
        await receiver.StandardInput.WriteLineAsync(order);
        var line = await receiver.StandardOutput.ReadLineAsync() ?? throw new InvalidOperationException("The receiver has ended.");
        return [.. line.Split(' ').Select(static n => double.Parse(n, CultureInfo.InvariantCulture))];
    }

    private static Process Start()
    {
        var start = new ProcessStartInfo(Environment.ProcessPath!) { UseShellExecute = false, RedirectStandardInput = true, RedirectStandardOutput = true };
        if (Path.GetFileNameWithoutExtension(Environment.ProcessPath!) == "dotnet") start.ArgumentList.Add(typeof(ServicesBenchmark).Assembly.Location);
        start.ArgumentList.Add("serve");
        return Process.Start(start)!;
    }

    private static string Line(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
