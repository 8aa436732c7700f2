using System.Globalization;
using PeerActors.TestKit;
using Xunit.Abstractions;

namespace PeerActors.Host.Tests.Web.Hostile;

/// <summary>Thousands of sessions of bytes that nobody chose; <c>PEER_HOSTILE_SESSIONS</c> sets how many. Alone, because memory is measured.</summary>
[Collection(Alone.Name)]
public sealed class HostileSessionsTests(ITestOutputHelper output)
{
    private const int WarmUp = 500;
    private const int AtOnce = 8;
    private static readonly int Sessions = int.TryParse(Environment.GetEnvironmentVariable("PEER_HOSTILE_SESSIONS"), CultureInfo.InvariantCulture, out var count) ? count : 2000;

    [Theory, InlineData(1)]
    public async Task After_thousands_of_random_sessions_a_healthy_one_works(int seed)
    {
        await using var scene = await Besieged.Start();
        var dice = new Random(seed);
        await Play(scene.Peer, dice, WarmUp);
        await OnlyTheNeighbourIsLeft(scene.Peer);
        scene.ForgetStrangers();
        var before = GC.GetTotalMemory(forceFullCollection: true);
        await Play(scene.Peer, dice, Sessions);
        await OnlyTheNeighbourIsLeft(scene.Peer);
        scene.ForgetStrangers();
        var after = GC.GetTotalMemory(forceFullCollection: true);
        output.WriteLine($"{Sessions:N0} sessions, seed {seed}: {before:N0} bytes of memory before, {after:N0} after ({100.0 * after / before - 100:+0.0;-0.0} %).");
        Assert.InRange(after, 0, before * 11 / 10);

        using var healthy = await Servent.Link(scene.Peer.Address);
        await healthy.Send(Servent.Ping(0xF00D));
        await healthy.ReadPong(0xF00D);
        await scene.IsUnharmed();
    }

    private static Task Play(LivePeer peer, Random dice, int count)
    {
        var stories = Enumerable.Range(0, count).Select(_ => new RandomSession(dice)).ToArray();
        return Parallel.ForEachAsync(stories, new ParallelOptions { MaxDegreeOfParallelism = AtOnce }, async (story, _) => await story.Play(peer.Address));
    }

    /// <summary>Every session ends: those that were cut off, and those that are on their way out.</summary>
    private static Task OnlyTheNeighbourIsLeft(LivePeer peer) =>
        Waiting.For(async () => (await peer.Gateway.Links()).Links.Length == 1, LivePeer.Patience);
}

/// <summary>For tests that measure what others would disturb.</summary>
[CollectionDefinition(Name, DisableParallelization = true)]
public sealed class Alone
{
    public const string Name = "alone";
}
