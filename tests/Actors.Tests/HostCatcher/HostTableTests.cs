using PeerActors.Actors.HostCatcher;
using PeerActors.Actors.Peer;
using PeerActors.Messages.HostCatcher;
using PeerActors.Messages.Identity;
using PeerActors.Messages.Links;

namespace PeerActors.Actors.Tests.HostCatcher;

public class HostTableTests
{
    private static readonly HostSettings Settings = PeerSettings.Reference().Hosts with
    {
        Max = 5, SaveInterval = TimeSpan.FromSeconds(30), BackoffFirst = TimeSpan.FromSeconds(2), BackoffMax = TimeSpan.FromMinutes(1), MaxPerAddress = 3, MaxPerNetwork = 3,
    };

    private static readonly DateTimeOffset Noon = new(2000, 3, 14, 12, 0, 0, TimeSpan.Zero);
    private static readonly PeerAddress Own = At(200);

    [Fact]
    public void The_best_host_is_the_one_that_the_user_named_then_the_reliable_then_the_fresh()
    {
        var table = Empty()
            .Hear(Heard(1), Noon)
            .Hear(Heard(2), Noon.AddSeconds(5))
            .Hear(Heard(3), Noon).Fare(new(At(3), HostOutcome.Linked), Noon, 0.5)
            .Hear(Heard(4), Noon.AddSeconds(9)).Fare(new(At(4), HostOutcome.Failed), Noon, 0.5)
            .Hear(Heard(5, HostSource.Joined), Noon);
        Assert.Equal([At(5), At(3), At(2), At(1), At(4)], table.List().Select(static h => h.Address));
    }

    [Fact]
    public void At_the_bound_the_worst_is_forgotten_and_counted()
    {
        var table = Empty();
        for (var i = 1; i <= 5; i++) table = table.Hear(Heard(i), Noon.AddSeconds(i));
        table = table.Fare(new(At(5), HostOutcome.Failed), Noon, 0.5).Hear(Heard(6), Noon.AddSeconds(6));
        Assert.Equal((5, 1L), (table.Hosts.Count, table.Forgotten));
        Assert.DoesNotContain(At(5), table.Hosts.Keys);
    }

    [Fact]
    public void A_stream_of_made_up_addresses_does_not_push_out_hosts_that_were_linked_or_named()
    {
        var table = Empty().Hear(Heard(1, HostSource.Joined), Noon).Hear(Heard(2), Noon).Fare(new(At(2), HostOutcome.Linked), Noon, 0.5);
        for (var i = 10; i < 100; i++) table = table.Hear(Heard(i), Noon.AddSeconds(i));
        Assert.Equal([At(1), At(2)], table.List().Take(2).Select(static h => h.Address));
        Assert.Equal(5, table.Hosts.Count);
    }

    [Fact]
    public void Own_and_undialable_addresses_are_never_known()
    {
        var table = Empty().Hear(new(Own, HostSource.Pong, 0, 0), Noon).Hear(new(new(0, 1), HostSource.Pong, 0, 0), Noon)
            .Hear(Heard(1), Noon).Fare(new(At(1), HostOutcome.IsSelf), Noon, 0.5).Hear(Heard(1), Noon);
        Assert.Empty(table.Hosts);
    }

    [Fact]
    public void A_host_that_failed_is_offered_again_after_a_wait_that_doubles_and_is_jittered()
    {
        var table = Empty().Hear(Heard(1), Noon).Fare(new(At(1), HostOutcome.Failed), Noon, jitter: 0.5);
        Assert.Empty(table.Offer(Want(), Noon.AddSeconds(1.9)));
        Assert.Equal([At(1)], table.Offer(Want(), Noon.AddSeconds(2)).Select(static h => h.Address));
        Assert.Equal(2, table.Backoff(1, 0.5).TotalSeconds, 3);
        Assert.Equal(1, table.Backoff(1, 0).TotalSeconds, 3);
        Assert.Equal(3, table.Backoff(1, 1).TotalSeconds, 3);
        Assert.Equal(16, table.Backoff(4, 0.5).TotalSeconds, 3);
        Assert.Equal(60, table.Backoff(40, 0.5).TotalSeconds, 3);
    }

    [Fact]
    public void A_success_forgives_failures_and_a_lost_link_waits_a_little()
    {
        var table = Empty().Hear(Heard(1), Noon);
        for (var i = 0; i < 5; i++) table = table.Fare(new(At(1), HostOutcome.Refused), Noon, 0.5);
        table = table.Fare(new(At(1), HostOutcome.Linked), Noon, 0.5);
        Assert.Equal((0, 1), (table.Hosts[At(1)].Failures, table.Hosts[At(1)].Successes));
        table = table.Fare(new(At(1), HostOutcome.Lost), Noon, 0.5);
        Assert.Empty(table.Offer(Want(), Noon.AddSeconds(1)));
        Assert.NotEmpty(table.Offer(Want(), Noon.AddSeconds(2)));
    }

    [Fact]
    public void How_a_host_fared_is_kept_in_words_that_a_terminal_does_not_obey_and_where_it_was_learned_first_and_last()
    {
        var table = Empty().Hear(Heard(1, HostSource.Try), Noon).Hear(Heard(1, HostSource.WebCache), Noon.AddSeconds(1));
        table = table.Fare(new(At(1), HostOutcome.Refused) { Words = "503 Too\u001b many" + new string('x', 300) }, Noon.AddSeconds(2), 0.5);
        table = table.Fare(new(At(1), HostOutcome.Linked), Noon.AddSeconds(3), 0.5).Fare(new(At(1), HostOutcome.Failed) { Words = "gone" }, Noon.AddSeconds(4), 0.5);
        var host = table.Hosts[At(1)];
        Assert.Equal((HostSource.Try, HostSource.WebCache), (host.FirstSource, host.Source));
        Assert.Equal((1, 1, 2), (host.Successes, host.Failures, host.FailuresInAll));
        Assert.Equal(new(HostOutcome.Failed, "gone", Noon.AddSeconds(4)), host.LastTrial);
        table = table.Fare(new(At(1), HostOutcome.Refused) { Words = "503 Too\u001b many" + new string('x', 300) }, Noon.AddSeconds(5), 0.5);
        Assert.StartsWith("503 Too\ufffd many", table.Hosts[At(1)].LastTrial!.Words, StringComparison.Ordinal);
        Assert.Equal(200, table.Hosts[At(1)].LastTrial!.Words.Length);
    }

    [Fact]
    public void Only_as_many_are_offered_as_wanted_and_none_of_those_excepted()
    {
        var table = Empty().Hear(Heard(1), Noon).Hear(Heard(2), Noon).Hear(Heard(3, HostSource.Joined), Noon);
        Assert.Equal([At(3), At(2)], table.Offer(Want(count: 2) with { Except = [At(1)] }, Noon).Select(static h => h.Address));
        Assert.Equal([At(3)], table.Offer(Want() with { OnlyJoined = true }, Noon).Select(static h => h.Address));
    }

    [Fact]
    public void One_address_has_its_share_whoever_names_it_and_however_it_came_back()
    {
        var table = Empty(max: 100);
        for (ushort port = 1; port <= 64; port++) table = table.Hear(new(At(1) with { Port = port }, HostSource.Try, 0, 0), Noon);
        Assert.Equal((3, 61L), (table.Hosts.Count, table.Crowded));
        Assert.Equal(4, table.Hear(Heard(2, HostSource.WebCache), Noon).Hosts.Count);
        Assert.Equal(4, table.Hear(Heard(1, HostSource.Joined), Noon).Hosts.Count);
        var stored = Enumerable.Range(1, 64).Select(static p => new KnownHost(At(9) with { Port = (ushort)p }, HostSource.Try, Noon, 0, 0, 0, 0, Noon));
        Assert.Equal(3, Empty(max: 100).Restore([.. stored]).Hosts.Count);
    }

    [Fact]
    public void A_port_that_failed_gives_way_to_another_of_its_address()
    {
        var table = Empty(max: 100);
        for (ushort port = 1; port <= 3; port++) table = table.Hear(new(At(1) with { Port = port }, HostSource.Try, 0, 0), Noon);
        table = table.Fare(new(At(1) with { Port = 2 }, HostOutcome.Failed), Noon, 0.5).Hear(Heard(1), Noon).Hear(new(At(1) with { Port = 7 }, HostSource.Pong, 0, 0), Noon);
        Assert.Equal([1, 3, 6346], table.Hosts.Keys.Select(static a => (int)a.Port).Order());
        Assert.Equal(2, table.Crowded);
        table = table.Fare(new(At(1) with { Port = 1 }, HostOutcome.IsSelf), Noon, 0.5).Hear(new(At(1) with { Port = 8 }, HostSource.Pong, 0, 0), Noon);
        Assert.Equal([3, 8, 6346], table.Hosts.Keys.Select(static a => (int)a.Port).Order());
    }

    [Fact]
    public void On_loopback_every_port_is_a_peer_of_its_own()
    {
        var table = Empty(max: 100);
        for (ushort port = 1; port <= 64; port++) table = table.Hear(new(new(PeerAddress.Loopback, port), HostSource.Try, 0, 0), Noon);
        Assert.Equal((64, 0L), (table.Hosts.Count, table.Crowded));
    }

    [Fact]
    public void Of_one_public_network_few_are_linked_or_dialled_at_once()
    {
        var table = Empty(max: 100);
        for (uint host = 1; host <= 9; host++) table = table.Hear(new(new(0xC000_0200 + host, 6346), HostSource.Pong, 0, 0), Noon);
        Assert.Equal(3, table.Offer(Want(), Noon).Length);
        Assert.Single(table.Offer(Want() with { Except = [new(0xC000_0201, 6346), new(0xC000_02FE, 1)] }, Noon));
        Assert.Equal(4, table.Hear(new(new(0xC000_0309, 6346), HostSource.Pong, 0, 0), Noon).Offer(Want(), Noon).Length);
        table = table.Hear(new(new(0xC000_0250, 6346), HostSource.Joined, 0, 0), Noon);
        Assert.Equal(4, table.Offer(Want(), Noon).Length);
    }

    [Fact]
    public void Ultrapeers_are_named_apart_and_leaves_and_hosts_that_failed_not_at_all()
    {
        var table = Empty(max: 100);
        for (var host = 1; host <= 6; host++) table = table.Hear(Heard(host), Noon);
        table = table.Hear(Heard(2, HostSource.Neighbour) with { Mode = PeerMode.Leaf }, Noon).Hear(Heard(2, HostSource.Try) with { Mode = PeerMode.Ultrapeer }, Noon);
        table = table.Hear(Heard(3, HostSource.Try) with { Mode = PeerMode.Ultrapeer }, Noon).Hear(Heard(3), Noon);
        table = table.Fare(new(At(4), HostOutcome.Linked) { Mode = PeerMode.Ultrapeer }, Noon, 0.5).Fare(new(At(5), HostOutcome.Failed), Noon, 0.5);
        table = table.Hear(Heard(6, HostSource.Neighbour) with { Mode = PeerMode.Plain }, Noon);
        var (ultrapeers, others) = table.ToTry(10);
        Assert.Equal([At(4), At(3)], ultrapeers.AsEnumerable());
        Assert.Equal([At(1), At(6)], others.AsEnumerable());
        Assert.Equal((1, 1), (table.ToTry(1).Ultrapeers.Length, table.ToTry(1).Others.Length));
    }

    [Fact]
    public void What_was_stored_comes_back_without_the_rank_of_being_named()
    {
        var stored = Empty().Hear(Heard(1, HostSource.Joined), Noon).Hear(Heard(2), Noon).List();
        var table = Empty().Hear(Heard(2, HostSource.Joined), Noon).Restore(stored);
        Assert.Equal((HostSource.Stored, HostSource.Joined), (table.Hosts[At(1)].Source, table.Hosts[At(2)].Source));
    }

    private static HostTable Empty(int max = 5) => HostTable.Empty(Settings with { Max = max }, Own);

    private static PeerAddress At(int host) => new(0x0A00_0000 + (uint)host, 6346);

    private static HostHeard Heard(int host, HostSource source = HostSource.Pong) => new(At(host), source, 1, 2);

    private static WantHosts Want(int count = 10) => new(new(1), count, [], OnlyJoined: false);
}
