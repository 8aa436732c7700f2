using PeerActors.Actors.Peer;
using PeerActors.Messages.Links;
using PeerActors.Messages.Router;
using PeerActors.Messages.Shares;
using PeerActors.TestKit.Crowds;

namespace PeerActors.Actors.Tests.Peer;

public sealed class CrowdTests
{
    private const int Peers = 60;

    [Fact]
    public async Task Sixty_peers_in_one_actor_system_answer_one_search_and_come_to_rest()
    {
        await using var crowd = new Crowd(Plain(PeerSettings.Reference()), seed: 1);
        await crowd.Grow(Peers, static peer => [$"common {peer}.mp3", $"own{peer}.ogg"]);
        Assert.Equal((Peers, 2L * Peers), (crowd.Peers, crowd.Files));
        await crowd.Join(Enumerable.Range(1, Peers - 1).Select(static i => ((i - 1) / 3, i)));
        var found = await crowd.Search(by: 0, "common");
        Assert.Equal((Peers - 1, Peers - 1), (found.Hits, found.Sharers));
        Assert.Equal(1, (await crowd.Search(by: Peers - 1, "own1")).Hits);
        var lookedUp = await crowd.AskAll<LibraryStatus>(static r => new GetLibraryStatus(r));
        Assert.All(lookedUp[1..^1], static library => Assert.Equal(2, library.QueriesLookedUp));
        Assert.All(await crowd.AskAll<RouterStatus>(static r => new GetRouterStatus(r)), static router => Assert.Equal(0, router.Dropped.GetValueOrDefault(DropReason.Duplicate)));
    }

    [Fact]
    public async Task A_link_that_cannot_be_made_is_told()
    {
        await using var crowd = new Crowd(Plain(PeerSettings.Reference()), seed: 1);
        await crowd.Grow(1, static _ => []);
        await Assert.ThrowsAsync<InvalidOperationException>(() => crowd.Join([(0, 0)]));
    }

    private static PeerSettings Plain(PeerSettings settings) => settings with
    {
        Mode = PeerMode.Plain,
        Links = settings.Links with { DialDiscovered = false, Deflate = false },
        Router = settings.Router with { Mode = PeerMode.Plain, MaxTtlModern = 7 },
    };
}
