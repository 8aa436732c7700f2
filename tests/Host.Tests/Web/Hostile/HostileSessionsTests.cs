using PeerActors.TestKit;

namespace PeerActors.Host.Tests.Web.Hostile;

/// <summary>Thousands of sessions of bytes that nobody chose.</summary>
public sealed class HostileSessionsTests
{
    private const int Sessions = 2000;
    private const int AtOnce = 8;

    [Theory, InlineData(1)]
    public async Task After_thousands_of_random_sessions_a_healthy_one_works(int seed)
    {
        await using var scene = await Besieged.Start();
        var dice = new Random(seed);
        var stories = Enumerable.Range(0, Sessions).Select(_ => new RandomSession(dice)).ToArray();
        await Parallel.ForEachAsync(stories, new ParallelOptions { MaxDegreeOfParallelism = AtOnce }, async (story, _) => await story.Play(scene.Peer.Address));

        using var healthy = await Servent.Link(scene.Peer.Address);
        await healthy.Send(Servent.Ping(0xF00D));
        await healthy.ReadPong(0xF00D);
        await OnlyTheHealthyAreLeft(scene.Peer);
        await scene.IsUnharmed();
    }

    /// <summary>Every session ends: those that were cut off, and those that are on their way out.</summary>
    private static async Task OnlyTheHealthyAreLeft(LivePeer peer)
    {
        using var patience = new CancellationTokenSource(LivePeer.Patience);
        using var look = new PeriodicTimer(TimeSpan.FromMilliseconds(20));
        while ((await peer.Gateway.Links(patience.Token)).Links.Length != 2) await look.WaitForNextTickAsync(patience.Token);
    }
}
