using System.Diagnostics;
using System.Globalization;
using PeerActors.TestKit.Services;

namespace PeerActors.Benchmarks.Services;

/// <summary>The receiving side, a process of its own so that its processor time is that of receiving. It takes one order a line and answers each with one.</summary>
internal static class ServiceReceiver
{
    public static async Task<int> RunAsync()
    {
        using var open = new ManualResetEventSlim(initialState: true);
        using var raw = new RawTls();
        await using var peer = await KeyedPeer.StartAsync("receiver");
        peer.Services.Export(SinkActor.Contract, peer.System.Spawn(SinkActor.For(open), "sink"));
        peer.System.Spawn(UrgentEchoActor.For(), "echo");
        await peer.AllowAll("sink");
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{peer.Id} {peer.Address.Port} {raw.Port}"));
        using var process = Process.GetCurrentProcess();
        while (Console.ReadLine() is { } order)
        {
            if (order == "shut") open.Reset();
            if (order == "open") open.Set();
            if (order == "collect") GC.Collect();
            process.Refresh();
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{process.TotalProcessorTime.TotalSeconds:F4} {peer.BytesReceived} {GC.GetTotalAllocatedBytes()} {raw.Frames}"));
        }

        return 0;
    }
}
