using PeerActors.Actors.Simulation;
using PeerActors.Messages.Buddies;
using PeerActors.Messages.Identity;
using PeerActors.Messages.Links;
using PeerActors.Messages.PeerLinks;

namespace PeerActors.Actors.Tests.Simulation.Keyed;

/// <summary>Peer links over the simulated network behave as over TLS.</summary>
public class KeyedNetworkTests
{
    [Fact]
    public void Who_is_dialled_and_there_is_linked_after_two_round_trips()
    {
        using var world = World("alice", "bob");
        var started = world.Now;
        world["bob"].Tell(new OpenPeerLink(world["alice"].Peer, world["alice"].Address));
        Assert.True(world.RunUntil(() => LinkOf(world, "alice", "bob") is not null && LinkOf(world, "bob", "alice") is not null, TimeSpan.FromSeconds(1)));
        Assert.InRange(world.Now - started, TimeSpan.FromMilliseconds(40), TimeSpan.FromMilliseconds(400));
    }

    [Fact]
    public void Somebody_else_at_the_address_is_refused_and_both_sides_record_it()
    {
        using var world = World("alice", "bob", "carol");
        world["bob"].Tell(new OpenPeerLink(world["carol"].Peer, world["alice"].Address));
        world.RunFor(TimeSpan.FromSeconds(1));
        Assert.True(Listed(world, "bob").Closed[LinkCloseReason.WrongKey] >= 1);
        Assert.True(Listed(world, "alice").Closed[LinkCloseReason.ConnectionLost] >= 1);
        Assert.All(Listed(world, "alice").Peers, static p => Assert.Null(p.Link));
        Assert.Null(LinkOf(world, "bob", "carol"));
    }

    [Fact]
    public void Where_nobody_listens_the_host_says_so_and_where_no_host_is_nobody_does()
    {
        using var world = World("alice", "bob");
        world["bob"].Tell(new OpenPeerLink(world["alice"].Peer, world["alice"].Address with { Port = 7 }));
        world.RunFor(TimeSpan.FromMilliseconds(300));
        Assert.Equal([LinkCloseReason.NobodyThere], Listed(world, "bob").Closed.Keys);
        world["bob"].Tell(new OpenPeerLink(world["alice"].Peer, new(0x0A00_FFFF, 6346)));
        world.RunFor(TimeSpan.FromSeconds(11));
        Assert.Contains(LinkCloseReason.DialFailed, Listed(world, "bob").Closed.Keys);
    }

    [Fact]
    public void A_cut_link_breaks_at_once_and_a_silenced_one_when_too_many_beats_are_missing()
    {
        using var world = World("alice", "bob");
        world["bob"].Tell(new OpenPeerLink(world["alice"].Peer, world["alice"].Address));
        world.RunFor(TimeSpan.FromSeconds(1));
        world.Cut(world["alice"], world["bob"]);
        world.RunFor(TimeSpan.FromMilliseconds(100));
        Assert.Equal(1, Listed(world, "alice").Closed[LinkCloseReason.ConnectionLost]);
        world.HealAll();
        Assert.True(world.RunUntil(() => LinkOf(world, "alice", "bob") is not null, TimeSpan.FromSeconds(5)));

        world.CutOneWay(world["bob"], world["alice"]);
        world.RunFor(TimeSpan.FromSeconds(4));
        Assert.DoesNotContain(LinkCloseReason.Silent, Listed(world, "alice").Closed.Keys);
        world.RunFor(TimeSpan.FromSeconds(4));
        Assert.Equal(1, Listed(world, "alice").Closed[LinkCloseReason.Silent]);
    }

    /// <summary>Crashed right behind each confirmation, and found again: in 20 runs, each with a disk of other speed and other dice.</summary>
    [Fact]
    public void What_was_confirmed_of_the_roster_survives_a_crash()
    {
        for (var seed = 1; seed <= 20; seed++)
        {
            using var world = World(seed, "alice", "bob");
            var ticket = Assert.IsType<InvitationGiven>(world["alice"].Answer<IBuddyAnswer>(static r => new Invite(r, Lifetime: null, []))).Ticket;
            Restart(world, "alice");
            Assert.Equal(1, Roster(world, "alice").OpenInvitations);
            world["bob"].Answer<BuddyTold>(r => new AcceptInvitation(r, ticket));
            Restart(world, "bob");
            Assert.Equal(world["alice"].Peer, Assert.Single(Roster(world, "bob").Buddies).Peer);
            Assert.True(world.RunUntil(() => Roster(world, "bob").Buddies[0].Consent == BuddyConsent.Mutual, TimeSpan.FromMinutes(1)));
            Restart(world, "alice");
            Assert.Equal(BuddyConsent.Mutual, Assert.Single(Roster(world, "alice").Buddies).Consent);
        }
    }

    [Fact]
    public void A_peer_without_a_key_says_so()
    {
        using var world = new SimulatedWorld(new());
        var alice = world.Add("alice");
        alice.Start();
        world.RunFor(TimeSpan.FromSeconds(1));
        Assert.Contains("has no key", Assert.Throws<InvalidOperationException>(() => alice.Peer).Message, StringComparison.Ordinal);
        Assert.Contains("no key", alice.Answer<BuddyNotChanged>(static r => new Invite(r, Lifetime: null, [])).Why, StringComparison.Ordinal);
    }

    private static SimulatedWorld World(params string[] names) => World(1, names);

    private static SimulatedWorld World(int seed, params string[] names)
    {
        var world = new SimulatedWorld(new() { Seed = seed, Keyed = true });
        foreach (var name in names) world.Add(name).Start();
        world.RunFor(TimeSpan.FromSeconds(1));
        return world;
    }

    private static void Restart(SimulatedWorld world, string name)
    {
        world[name].Crash();
        world[name].Start();
        world.RunUntil(() => world[name].IsUp, TimeSpan.FromSeconds(5));
    }

    private static BuddiesListed Roster(SimulatedWorld world, string name) => world[name].Answer<BuddiesListed>(static r => new ListBuddies(r));

    private static PeerLinksListed Listed(SimulatedWorld world, string name) => world[name].Answer<PeerLinksListed>(static r => new ListPeerLinks(r));

    private static LinkId? LinkOf(SimulatedWorld world, string name, string to) => Listed(world, name).Peers.FirstOrDefault(p => p.Peer == world[to].Peer)?.Link;
}
