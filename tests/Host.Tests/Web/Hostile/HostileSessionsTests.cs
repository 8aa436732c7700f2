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
        await scene.IsUnharmed();
    }
}
