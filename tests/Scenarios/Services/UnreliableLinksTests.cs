using Akka.Actor;
using PeerActors.Messages.Links;
using PeerActors.TestKit;

namespace PeerActors.Scenarios.Services;

/// <summary>What happens to peers and links while one uses a service of another, and how long that is felt: the table in which Akka.Remote goes without service for seconds, or for ever.</summary>
public class UnreliableLinksTests
{
    public static TheoryData<int> Seeds => [.. Enumerable.Range(1, 10)];

    /// <summary>Buddies, of whom each dials the other, and two of whom only the one dials who uses the service.</summary>
    public static TheoryData<int, bool> SeedsAndBuddies
    {
        get
        {
            var data = new TheoryData<int, bool>();
            foreach (var seed in Enumerable.Range(1, 10)) data.Add(seed, seed % 2 == 0);
            return data;
        }
    }

    /// <summary>Akka.Remote: after 11.8 s, and old references stay dead.</summary>
    [Theory, MemberData(nameof(Seeds))]
    public async Task A_watched_service_whose_peer_is_killed_is_terminated_within_6_s_and_goes_on_when_it_is_back(int seed)
    {
        await using var story = await ServedScenario.Start(seed);
        story.Probe.Watch(story.Service);
        await story.Net.Pass(1.Seconds());
        var killed = story.Net.Now;
        await story.Net.Crash("bob");
        Assert.Equal(story.Service, (await story.Probe.ExpectMsg<Terminated>(limit: 6.Seconds())).ActorRef);
        Assert.InRange(story.Net.Now - killed, 4.Seconds(), 6.Seconds());

        await story.Net.Restart("bob");
        story.Serve();
        await story.Answers(within: 5.Seconds());
    }

    /// <summary>Akka.Remote: both quarantine each other, and never heal.</summary>
    [Theory, MemberData(nameof(SeedsAndBuddies))]
    public async Task A_peer_that_stopped_for_30_s_is_back_within_2_s_and_what_was_promised_to_it_is_complete(int seed, bool areBuddies)
    {
        await using var story = areBuddies ? await ServedScenario.Start(seed) : await ServedScenario.StartAsStrangers(seed);
        var reliable = story.Service.Reliably();
        story.Probe.Watch(story.Service);
        await story.Net.Pass(1.Seconds());
        story.Net.Pause("bob");
        for (var i = 1; i <= 300; i++)
        {
            story.Probe.Send(reliable, new Ping(1_000_000 + i));
            await story.Net.Pass(100.Milliseconds());
        }

        await story.Probe.FishForMessage<Terminated>();
        story.Net.Resume("bob");
        Assert.InRange(await story.Answers(within: 10.Seconds()), TimeSpan.Zero, 2.Seconds());
        await story.Net.Pass(10.Seconds());
        Assert.Equal(Enumerable.Range(1_000_001, 300), story.Heard.SoFar.Where(static n => n > 1_000_000));
    }

    /// <summary>Akka.Remote: 5.7 to 6.3 s.</summary>
    [Theory, MemberData(nameof(SeedsAndBuddies))]
    public async Task A_link_that_is_cut_is_missed_for_a_second_at_most_when_the_other_side_can_be_reached(int seed, bool areBuddies)
    {
        await using var story = areBuddies ? await ServedScenario.Start(seed) : await ServedScenario.StartAsStrangers(seed);
        Assert.InRange(await story.LongestSilence(static () => { }, 3.Seconds()), TimeSpan.Zero, 200.Milliseconds());
        var silence = await story.LongestSilence(
            () =>
            {
                story.Net.Cut("alice", "bob");
                story.Net.Heal("alice", "bob");
            }, 10.Seconds());
        Assert.InRange(silence, 20.Milliseconds(), 1.Seconds());
        Assert.Contains(story.Net["alice"].Links.SoFar, static e => e is LinkClosed { Reason: LinkCloseReason.ConnectionLost, Carried: true });
    }

    /// <summary>Akka.Remote: old references never work.</summary>
    [Theory, MemberData(nameof(Seeds))]
    public async Task A_peer_that_comes_back_at_another_address_is_the_same_to_those_who_knew_it(int seed)
    {
        await using var story = await ServedScenario.Start(seed);
        await story.Net.Crash("bob");
        story.Net.Move("bob");
        await story.Net.Restart("bob");
        story.Serve();
        Assert.InRange(await story.Answers(within: 10.Seconds()), TimeSpan.Zero, 2.Seconds());
    }

    /// <summary>Akka.Remote: the newcomer evicts the first.</summary>
    [Fact]
    public async Task Who_claims_the_address_of_another_is_refused_and_the_other_is_not_disturbed()
    {
        await using var story = await ServedScenario.Start(seed: 1, "mallory");
        var (net, links) = (story.Net, story.Net["alice"].Links.SoFar.Count);

        // Alice is to look for mallory where bob is.
        await net["alice"].DialKey("mallory", at: net["bob"].PeerAddress);
        Assert.InRange(await story.LongestSilence(static () => { }, 20.Seconds()), TimeSpan.Zero, 200.Milliseconds());
        var ended = net["alice"].Links.SoFar.Skip(links).ToArray();
        Assert.NotEmpty(ended);
        Assert.All(ended, static e => Assert.Equal((LinkCloseReason.WrongKey, false), e is LinkClosed c ? (c.Reason, c.Carried) : default));

        // And bob's address is taken from him: nobody who comes there is bob.
        net.TakeAddress("mallory", from: "bob");
        await Assert.ThrowsAsync<TimeoutException>(() => story.Answers(within: 3.Seconds()));
        await story.Answers(within: 30.Seconds());
        Assert.DoesNotContain((await net["alice"].Gateway.PeerLinks()).Peers, p => p.Peer == net["mallory"].Peer && p.Link is not null);
    }

    /// <summary>Akka.Remote: the good pair falls silent in both directions.</summary>
    [Theory, MemberData(nameof(Seeds))]
    public async Task A_peer_that_is_dialled_at_a_second_address_of_its_goes_on_as_before(int seed)
    {
        await using var story = await ServedScenario.Start(seed);
        var alias = story.Net.Alias("bob");
        var silence = await story.LongestSilence(() => _ = story.Net["alice"].DialKey("bob", at: alias), 10.Seconds());
        Assert.InRange(silence, TimeSpan.Zero, 200.Milliseconds());
        Assert.Single((await story.Net["alice"].Gateway.PeerLinks()).Peers, static p => p.Link is not null);
        Assert.Single((await story.Net["bob"].Gateway.PeerLinks()).Peers, static p => p.Link is not null);
    }
}
