using System.Buffers;
using System.Diagnostics;
using System.Globalization;
using PeerActors.Benchmarks.Router;
using PeerActors.Benchmarks.Routing;
using PeerActors.Messages.Router;
using PeerActors.Messages.Wire.Gnutella;

namespace PeerActors.Benchmarks.Loopback;

/// <summary>
/// The neighbours of the loopback benchmarks, in a process of their own so that the peer's processor time is the peer's alone. It takes
/// one order a line (<c>pings TTL COUNT PONGS</c>, <c>queries COUNT</c>, <c>stalled COUNT</c>) and answers each with one line.
/// </summary>
internal static class LoadProgram
{
    private const int Links = 4;
    private const int AtOnce = 1000;
    private static readonly TimeSpan Quiet = TimeSpan.FromSeconds(2);

    public static int Run(int port, bool modern)
    {
        var links = Enumerable.Range(0, Links).Select(i => LoadLink.Open(port, i, modern)).ToArray();
        var queries = new QueryFlood(AtOnce);
        Console.WriteLine("linked");
        while (Console.ReadLine()?.Split(' ') is { } order)
        {
            Console.WriteLine(order[0] switch
            {
                "pings" => Pings(links, byte.Parse(order[1], CultureInfo.InvariantCulture), Number(order[2]), Number(order[3])),
                "queries" => Queries(links, queries, Number(order[1])),
                "stalled" => Stalled(links, queries, Number(order[1])),
                _ => throw new InvalidOperationException($"\"{order[0]}\" is no order."),
            });
        }

        return 0;
    }

    private static string Pings(LoadLink[] links, byte ttl, long count, long pongsEach)
    {
        var output = new ArrayBufferWriter<byte>();
        for (var i = 0; i < AtOnce; i++) DescriptorWriter.Instance.Write(new Ping(default, ttl, 0), output);
        var bytes = output.WrittenSpan.ToArray();
        var ids = new FreshIds();
        var before = links[0].Pongs;
        var start = Stopwatch.GetTimestamp();
        for (long sent = 0; sent < count; sent += AtOnce)
        {
            for (var at = 0; at < bytes.Length; at += DescriptorReader.HeaderBytes) ids.Next().Write(bytes.AsSpan(at));
            links[0].Send(bytes);
        }

        Await(() => links[0].Pongs - before, count * pongsEach);
        return Report(start, links[0].Pongs - before);
    }

    private static string Queries(LoadLink[] links, QueryFlood queries, long count) => Flood(links, queries, count, links[1..]);

    private static string Stalled(LoadLink[] links, QueryFlood queries, long count)
    {
        links[^1].Reads = false;
        var report = Flood(links, queries, count, links[1..^1]);
        links[^1].Reads = true;
        Await(() => links[^1].Queries, long.MaxValue);
        return report;
    }

    private static string Flood(LoadLink[] links, QueryFlood queries, long count, LoadLink[] receivers)
    {
        var before = receivers.Select(static l => l.Queries).ToArray();
        var start = Stopwatch.GetTimestamp();
        var output = new ArrayBufferWriter<byte>();
        for (long sent = 0; sent < count; sent += AtOnce)
        {
            output.ResetWrittenCount();
            queries.Write(queries, output);
            links[0].Send(output.WrittenSpan);
        }

        Await(Least, count);
        return Report(start, [.. receivers.Select((l, i) => l.Queries - before[i])]);

        long Least() => receivers.Select((l, i) => l.Queries - before[i]).Min();
    }

    /// <summary>Waits until all has come, or until nothing comes any more.</summary>
    private static void Await(Func<long> arrived, long all)
    {
        var (last, since) = (arrived(), Stopwatch.GetTimestamp());
        while (last < all && Stopwatch.GetElapsedTime(since) < Quiet)
        {
            Thread.Yield();
            if (arrived() is var now && now != last) (last, since) = (now, Stopwatch.GetTimestamp());
        }
    }

    private static string Report(long start, params ReadOnlySpan<long> arrived) =>
        string.Create(CultureInfo.InvariantCulture, $"{Stopwatch.GetElapsedTime(start).TotalSeconds:F4} {string.Join(' ', arrived.ToArray())}");

    private static long Number(string text) => long.Parse(text, CultureInfo.InvariantCulture);
}
