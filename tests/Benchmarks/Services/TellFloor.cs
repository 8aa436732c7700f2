using System.Diagnostics;
using System.Globalization;
using Akka.Actor;
using PeerActors.TestKit.Services;

namespace PeerActors.Benchmarks.Services;

/// <summary>What it costs to tell an actor of the same process something that is made already: no message to a service can cost less than this and its bytes by TLS.</summary>
internal static class TellFloor
{
    private const int Count = 3_000_000;
    private const int Batch = 150;
    private const int Window = 40 * Batch;

    public static async Task RunAsync(KeyedPeer peer)
    {
        for (var run = 1; run <= 4; run++)
        {
            using var taken = new SemaphoreSlim(0);
            var sink = peer.System.Spawn(Props.Create(() => new CountActor(taken)), $"floor-{run}");
            using var own = Process.GetCurrentProcess();
            var (cpu, start) = (own.TotalProcessorTime, Stopwatch.GetTimestamp());
            await Task.Run(() => Pump(sink, taken));
            own.Refresh();
            Console.WriteLine(string.Create(
                CultureInfo.InvariantCulture,
                $"  a Tell within one process {Count / Stopwatch.GetElapsedTime(start).TotalSeconds,12:N0}/s, {(own.TotalProcessorTime - cpu).TotalNanoseconds / Count:F0} ns of processor time of both sides each"));
        }
    }

    private static void Pump(IActorRef sink, SemaphoreSlim taken)
    {
        object message = new Progress(1);
        var outstanding = 0;
        for (var sent = 0; sent < Count; sent += Batch)
        {
            for (var i = 0; i < Batch; i++) sink.Tell(message, ActorRefs.NoSender);
            for (outstanding += Batch; outstanding >= Window; outstanding -= Batch) taken.Wait();
        }

        for (; outstanding > 0; outstanding -= Batch) taken.Wait();
    }

    private sealed class CountActor : ReceiveActor
    {
        private int _count;

        public CountActor(SemaphoreSlim taken) => Receive<Progress>(_ =>
        {
            if (++_count % Batch == 0) taken.Release();
        });
    }
}
