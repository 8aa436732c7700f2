using PeerActors.Actors.Simulation;
using PeerActors.Actors.Simulation.Network;
using PeerActors.Messages.Links;
using PeerActors.Messages.Shares;

namespace PeerActors.Actors.Tests.Simulation;

public class SimulatedWorldTests
{
    [Fact]
    public void A_search_finds_and_fetches_a_file_two_hops_away()
    {
        using var world = Networks.Line(new(), "alice", "bob", "carol");
        world["carol"].Share("blue train.flac", 5_000_000);
        Assert.True(world.RunUntil(() => world["carol"].Offered == 1, TimeSpan.FromSeconds(10)));
        var hit = Assert.Single(world["alice"].Find(world, "blue train", expect: 1).Hits);
        Assert.Equal((world["carol"].Servent, 2), (hit.Peer, hit.HopsTravelled));
        IDownloadEvent? last = null;
        world["alice"].Download(
            new(hit.Name, hit.Size, hit.Sha1, hit.Sha256), [new(new($"http://{hit.Address}/get/{hit.Index}/{Uri.EscapeDataString(hit.Name)}"))], e => last = e);
        Assert.True(world.RunUntil(() => last is DownloadFinished or DownloadFailed, TimeSpan.FromMinutes(1)));
        Assert.Equal(VerifiedHashes.Sha256, Assert.IsType<DownloadFinished>(last).Verified);
    }

    [Fact]
    public void A_link_takes_the_time_that_it_is_said_to_take()
    {
        using var world = Networks.Line(new() { Link = new() { Latency = Latency.Fixed(TimeSpan.FromMilliseconds(100)) } }, "alice", "bob", "carol");
        world["carol"].Share("blue.flac", 1000);
        Assert.True(world.RunUntil(() => world["carol"].Offered == 1, TimeSpan.FromSeconds(10)));
        var search = world["alice"].Find(world, "blue", expect: 1);
        Assert.Equal(TimeSpan.FromMilliseconds(400), search.FirstHit - search.Started);
    }

    [Fact]
    public void A_cut_ends_the_link_at_once_and_it_comes_back_after_it_is_healed()
    {
        using var world = Networks.Line(new(), "alice", "bob");
        world.Cut(world["alice"], world["bob"]);
        Assert.True(world.RunUntil(() => world["alice"].Links.Count == 0 && world["bob"].Links.Count == 0, TimeSpan.FromSeconds(1)));
        world.RunFor(TimeSpan.FromSeconds(30));
        Assert.Empty(world["alice"].Links);
        world.Heal(world["alice"], world["bob"]);
        Assert.True(world.RunUntil(() => world["bob"].Links.Count == 1, TimeSpan.FromMinutes(20)));
    }

    [Fact]
    public void A_way_that_is_cut_in_one_direction_only_is_noticed_by_the_silence()
    {
        using var world = Networks.Line(new(), "alice", "bob");
        var closed = new List<(string, LinkCloseReason)>();
        world.OnLinkEvent = (peer, e) =>
        {
            if (e is LinkClosed { Carried: true } c) closed.Add((peer.Name, c.Reason));
        };
        world.CutOneWay(world["alice"], world["bob"]);
        world.RunFor(TimeSpan.FromSeconds(50));
        Assert.Empty(closed);
        world.RunFor(TimeSpan.FromSeconds(40));
        Assert.Contains(("bob", LinkCloseReason.Silent), closed);
        Assert.Contains(("alice", LinkCloseReason.ByeReceived), closed);
    }

    [Fact]
    public void What_was_held_back_by_a_short_partition_arrives_when_it_heals()
    {
        using var world = Networks.Line(new(), "alice", "bob");
        world["bob"].Share("blue.flac", 1000);
        world.RunFor(TimeSpan.FromSeconds(10));
        world.Partition([world["alice"]], [world["bob"]]);
        var search = world["alice"].Search("blue", TimeSpan.FromSeconds(30), 1);
        world.RunFor(TimeSpan.FromSeconds(10));
        Assert.Empty(search.Hits);
        world.HealAll();
        world.RunFor(TimeSpan.FromSeconds(1));
        Assert.Single(search.Hits);
        Assert.Single(world["alice"].Links);
    }

    [Fact]
    public void A_firewalled_peer_dials_out_and_cannot_be_dialled()
    {
        using var world = new SimulatedWorld(new());
        var (inside, outside) = (world.Add("inside"), world.Add("outside"));
        inside.Start();
        outside.Start();
        world.Firewall(inside, firewalled: true);
        world.RunFor(TimeSpan.FromSeconds(1));
        outside.OpenLink(inside.Address);
        world.RunFor(TimeSpan.FromSeconds(30));
        Assert.Empty(outside.Links);
        inside.OpenLink(outside.Address);
        Assert.True(world.RunUntil(() => outside.Links.Count == 1, TimeSpan.FromSeconds(1)));
    }

    [Fact]
    public void A_peer_that_moves_is_lost_by_silence_and_found_at_its_new_address()
    {
        using var world = Networks.Line(new(), "alice", "bob");
        var before = world["bob"].Address;
        world.Move(world["bob"]);
        Assert.NotEqual(before, world["bob"].Address);
        Assert.True(world.RunUntil(() => world["alice"].Links.Count == 0, TimeSpan.FromMinutes(2)));
        world["alice"].OpenLink(world["bob"].Address);
        Assert.True(world.RunUntil(() => world["alice"].Links.Count == 1, TimeSpan.FromSeconds(10)));
    }

    [Fact]
    public void A_slow_uplink_makes_its_neighbour_wait_for_the_answer()
    {
        using var world = Networks.Line(new(), "alice", "bob");
        world["bob"].Share("blue.flac", 1000);
        world.RunFor(TimeSpan.FromSeconds(10));
        world.Slow(world["bob"], bytesPerSecond: 50);
        var search = world["alice"].Search("blue", TimeSpan.FromSeconds(30), 1);
        world.RunFor(TimeSpan.FromSeconds(1));
        Assert.Empty(search.Hits);
        world.RunFor(TimeSpan.FromSeconds(20));
        Assert.Single(search.Hits);
    }

    [Fact]
    public void A_crash_keeps_what_was_stored_and_nothing_else()
    {
        using var world = Networks.Line(new(), "alice", "bob");
        world["alice"].Share("blue.flac", 1000);
        world.RunFor(TimeSpan.FromSeconds(60));
        world["alice"].Crash();
        Assert.True(world.RunUntil(() => world["bob"].Links.Count == 0, TimeSpan.FromSeconds(1)));
        world["alice"].Start();
        Assert.True(world.RunUntil(() => world["alice"].Offered == 1, TimeSpan.FromSeconds(10)));
        Assert.Equal((0, 1), (world["alice"].LibraryStatus().HashedFiles, world["alice"].LibraryStatus().RememberedFiles));
        Assert.Contains(world["bob"].Address, world["alice"].ListHosts().Hosts.Select(static h => h.Address));
    }

    [Fact]
    public void A_crash_before_anything_is_stored_leaves_nothing()
    {
        using var world = Networks.Line(new(), "alice", "bob");
        world["alice"].Crash();
        world["alice"].Start();
        world.RunFor(TimeSpan.FromSeconds(1));
        Assert.Empty(world["alice"].ListHosts().Hosts);
    }

    [Fact]
    public void A_peer_that_leaves_says_bye()
    {
        using var world = Networks.Line(new(), "alice", "bob");
        LinkClosed? lost = null;
        world.OnLinkEvent = (peer, e) => lost = peer.Name == "alice" ? e as LinkClosed ?? lost : lost;
        world["bob"].Leave();
        Assert.True(world.RunUntil(() => !world["bob"].IsUp, TimeSpan.FromSeconds(10)));
        Assert.Equal(LinkCloseReason.ByeReceived, lost?.Reason);
    }

    [Fact]
    public void A_disk_that_refuses_costs_the_peer_its_rooms_and_the_message_says_why()
    {
        using var world = new SimulatedWorld(new());
        var alice = world.Add("alice");
        alice.DiskRefusal = "no space left on device";
        alice.Start();
        Assert.True(world.RunUntil(() => alice.Failure is not null, TimeSpan.FromMinutes(10)));
        Assert.Contains("no space left on device", alice.Failure, StringComparison.Ordinal);
    }

    [Fact]
    public void A_link_that_does_not_live_long_is_lost_and_made_again()
    {
        using var world = Networks.Line(new() { Link = LinkShape.Usual with { MeanLife = TimeSpan.FromMinutes(1) } }, "alice", "bob");
        var lost = 0;
        world.OnLinkEvent = (_, e) => lost += e is LinkClosed { Carried: true } ? 1 : 0;
        world.RunFor(TimeSpan.FromMinutes(30));
        Assert.True(lost >= 10, $"{lost} ends of links were lost");
    }

    [Fact]
    public void A_wrong_wall_clock_harms_nobody()
    {
        using var world = new SimulatedWorld(new());
        var (alice, bob) = (world.Add("alice"), world.Add("bob"));
        alice.ClockSkew = TimeSpan.FromDays(400);
        alice.Start();
        bob.Start();
        world.RunFor(TimeSpan.FromSeconds(1));
        alice.OpenLink(bob.Address);
        Assert.True(world.RunUntil(() => bob.Links.Count == 1, TimeSpan.FromSeconds(10)));
        Assert.Equal(world.Options.Started.AddDays(400).Date, alice.ListHosts().Hosts[0].Heard.Date);
    }
}
