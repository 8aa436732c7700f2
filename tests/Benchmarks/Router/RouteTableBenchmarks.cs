using BenchmarkDotNet.Attributes;
using PeerActors.Actors.Router;
using PeerActors.Messages.Identity;

namespace PeerActors.Benchmarks.Router;

/// <summary>The route table at its steady size, where every new key costs an old one its place; keys as scattered as real GUIDs.</summary>
public class RouteTableBenchmarks
{
    private const int MaxRoutes = 200_000;
    private static readonly LinkId From = new(1);
    private readonly RouteTable<DescriptorId> _table = new(MaxRoutes, long.MaxValue / 2, new SecretHash(new Random(1)));
    private FreshIds _ids;
    private ulong _turn;

    [GlobalSetup]
    public void Fill()
    {
        for (var i = 0; i < 2 * MaxRoutes; i++) RememberNew();
    }

    [Benchmark]
    public bool RememberNew() => _table.TryRemember(_ids.Next(), From, now: 1);

    /// <summary>Offered again: refused, because it is known.</summary>
    [Benchmark]
    public bool RememberKnown() => _table.TryRemember(AKnownId(), From, now: 1);

    [Benchmark]
    public bool Find() => _table.TryFind(AKnownId(), now: 1, out _);

    [Benchmark]
    public bool FindNothing() => _table.TryFind(new(_turn++, 0), now: 1, out _);

    private DescriptorId AKnownId() => _ids.Earlier((_turn++ * 0x9E3779B97F4A7C15 >> 32) % (MaxRoutes / 2));
}
