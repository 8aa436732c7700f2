using PeerActors.Actors.Simulation;
using PeerActors.Messages.Buddies;
using PeerActors.Messages.Links;

namespace PeerActors.Actors.Tests.Simulation.Keyed;

public class KeyedWorldTests
{
    private const int Runs = 25;

    [Fact]
    public void The_same_seed_gives_the_same_ids_and_the_same_trace_25_times_and_another_seed_others()
    {
        var first = Story(seed: 7);
        for (var run = 2; run <= Runs; run++) Assert.Equal(first, Story(seed: 7));
        var other = Story(seed: 8);
        Assert.NotEqual(first.Peer, other.Peer);
        Assert.NotEqual(first.Trace, other.Trace);
    }

    [Fact]
    public void Peers_with_actor_systems_of_their_own_give_the_same_trace_too() =>
        Assert.Equal(Story(seed: 7, PeerHosting.OwnSystems), Story(seed: 7, PeerHosting.OwnSystems));

    private static (string Peer, string Trace) Story(int seed, PeerHosting hosting = PeerHosting.OneSystem)
    {
        using var world = new SimulatedWorld(new() { Seed = seed, Hosting = hosting, Keyed = true });
        var (alice, bob) = (world.Add("alice"), world.Add("bob"));
        foreach (var peer in world.Peers) peer.Start();
        world.RunFor(TimeSpan.FromSeconds(1));
        var ticket = alice.Answer<InvitationGiven>(static r => new Invite(r, Lifetime: null, [])).Ticket;
        bob.Answer<BuddyTold>(r => new AcceptInvitation(r, ticket));
        world.RunFor(TimeSpan.FromSeconds(5));
        Assert.Equal(PresenceState.Online, Assert.Single(alice.Answer<BuddiesListed>(static r => new ListBuddies(r)).Buddies).State);
        bob.Crash();
        world.RunFor(TimeSpan.FromSeconds(20));
        Assert.Equal(PresenceState.Offline, Assert.Single(alice.Answer<BuddiesListed>(static r => new ListBuddies(r)).Buddies).State);
        bob.Start();
        world.RunFor(TimeSpan.FromSeconds(5));
        Assert.Equal(PresenceState.Online, Assert.Single(bob.Answer<BuddiesListed>(static r => new ListBuddies(r)).Buddies).State);
        return ($"{alice.Peer}", world.TraceHash);
    }
}
