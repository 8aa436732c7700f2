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

    public static async Task<int> RunAsync(int runs)
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
        await Pump(peer, sink, trade, Count / 4);
        await RawTls.SendAsync(rawPort, Count);

        for (var run = 1; run <= runs; run++)
        {
            Console.WriteLine($"run {run}");
            await Measured("raw TLS frames", receiver, Count * 4, () => Raw(receiver, rawPort, Count * 4));
            await Measured("bytes of 100", receiver, Count, () => Pump(peer, sink, bytes, Count));
            await Measured("records as JSON", receiver, Count / 2, () => Pump(peer, sink, trade, Count / 2));
            await Measured("raw TLS ping-pong", receiver, Asks, () => RawTls.PingPongAsync(rawPort, Asks));
            await Measured("Ask, one at a time", receiver, Asks, () => Ask(sink, Asks));
            await Measured("Ask, 30 at a time", receiver, Asks * 3, () => Task.WhenAll(Enumerable.Range(0, 30).Select(_ => Ask(sink, Asks / 10))));
        }

        await Unread(peer, sink, receiver, bytes);
        receiver.StandardInput.Close();
        await receiver.WaitForExitAsync();
        return 0;
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

    private static async Task Measured(string what, Process receiver, long count, Func<Task> work)
    {
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
