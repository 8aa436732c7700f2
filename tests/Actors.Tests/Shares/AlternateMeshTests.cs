using PeerActors.Actors.Shares;
using PeerActors.Messages.Identity;
using PeerActors.Messages.Shares;
using static PeerActors.Actors.Tests.Shares.Samples;

namespace PeerActors.Actors.Tests.Shares;

public sealed class AlternateMeshTests
{
    private static readonly Sha1Hash Song = new(1, 2, 3);
    private static readonly TransferAsker Asker = TransferAsker.Of(At("8.8.8.8:1").Ip, null);
    private static readonly TransferAsker Other = TransferAsker.Of(At("9.9.9.9:1").Ip, null);
    private static readonly PeerAddress Own = At("5.5.5.5:6346");
    private readonly AlternateMesh _mesh = new(Alternates, Own);
    private DateTimeOffset _now = Time;

    [Fact]
    public void What_one_asker_tells_the_next_one_hears_newest_first()
    {
        Note(Asker, "1.1.1.1:1");
        Note(Asker, "2.2.2.2:2");
        Assert.Equal("2.2.2.2:2 1.1.1.1:1", Told(Other));
        Assert.Empty(_mesh.Tell(new Sha1Hash(9, 9, 9), Other, _now));
    }

    [Fact]
    public void Nobody_hears_of_itself()
    {
        Note(Asker, "9.9.9.9:1", "9.9.9.9:2", Own.ToString(), "1.1.1.1:1");
        Assert.Equal("1.1.1.1:1", Told(Other));
        Assert.Equal("1.1.1.1:1 9.9.9.9:2", Told(TransferAsker.Of(Other.Ip, At("9.9.9.9:1"))));
        Assert.Equal("1.1.1.1:1", Told(TransferAsker.Of(Other.Ip, At("4.4.4.4:1"))));
    }

    [Fact]
    public void On_loopback_only_the_port_that_an_asker_states_tells_who_it_is()
    {
        var local = TransferAsker.Of(PeerAddress.Loopback, At("127.0.0.1:7"));
        Note(local, "127.0.0.1:7", "127.0.0.1:8");
        Assert.Equal("127.0.0.1:8", Told(local));
        Assert.Equal("127.0.0.1:8 127.0.0.1:7", Told(TransferAsker.Of(PeerAddress.Loopback, null)));
    }

    [Fact]
    public void A_stranger_names_no_hosts_of_our_own_network_and_hears_of_none()
    {
        Note(Asker, "127.0.0.1:1", "192.168.1.1:1", "10.0.0.1:1");
        Assert.Equal("", Told(TransferAsker.Of(PeerAddress.Loopback, null)));
        var neighbour = TransferAsker.Of(At("192.168.1.7:1").Ip, null);
        Note(neighbour, "127.0.0.1:1", "192.168.1.1:1", "1.1.1.1:1");
        Assert.Equal("1.1.1.1:1", Told(Other));
        Assert.Equal("1.1.1.1:1 192.168.1.1:1", Told(neighbour));
        Assert.Equal<PeerAddress>([At("1.1.1.1:1")], _mesh.Tell(Song, _now));
    }

    [Fact]
    public void Hearsay_goes_when_two_find_it_wrong_and_a_host_s_own_word_stays()
    {
        Note(Asker, "1.1.1.1:1");
        Note(TransferAsker.Of(At("2.2.2.2:1").Ip, null), "2.2.2.2:2");
        for (var again = 0; again < 2; again++) Gone(Other, "1.1.1.1:1", "2.2.2.2:2");
        Assert.Equal("2.2.2.2:2 1.1.1.1:1", Told(Other));
        Note(Asker, "1.1.1.1:1");
        Gone(TransferAsker.Of(At("3.3.3.3:1").Ip, null), "1.1.1.1:1", "2.2.2.2:2");
        Assert.Equal("2.2.2.2:2", Told(Other));
        Gone(TransferAsker.Of(At("2.2.2.2:1").Ip, null), "2.2.2.2:2");
        Assert.Equal(("", 0), (Told(Other), _mesh.Files));
    }

    [Fact]
    public void What_our_own_download_found_wrong_is_named_no_more_and_what_it_found_right_is()
    {
        Note(Asker, "1.1.1.1:1");
        Note(TransferAsker.Of(At("2.2.2.2:1").Ip, null), "2.2.2.2:2");

        _mesh.Learn(new(Song, [At("3.3.3.3:3"), Own, At("192.168.1.1:1")], [At("1.1.1.1:1"), At("2.2.2.2:2")]), _now);

        Assert.Equal("3.3.3.3:3", Told(Other));
        _mesh.Learn(new(Song, [], [At("3.3.3.3:3"), At("192.168.1.1:1")]), _now);
        Assert.Equal(("", 0), (Told(Other), _mesh.Files));
    }

    [Fact]
    public void Who_told_of_a_location_takes_it_back_alone()
    {
        Note(Asker, "1.1.1.1:1");
        Gone(Asker, "1.1.1.1:1");
        Assert.Equal(0, _mesh.Files);
    }

    [Fact]
    public void What_nobody_repeats_is_forgotten_in_time()
    {
        Note(Asker, "1.1.1.1:1", "2.2.2.2:2");
        _now += Alternates.Lifetime - TimeSpan.FromSeconds(1);
        Note(Asker, "2.2.2.2:2");
        Assert.Equal("2.2.2.2:2 1.1.1.1:1", Told(Other));
        _now += TimeSpan.FromSeconds(1);
        Assert.Equal("2.2.2.2:2", Told(Other));
    }

    [Fact]
    public void One_asker_fills_half_of_the_places_and_drives_nobody_else_out()
    {
        Note(Other, "1.1.1.1:1", "2.2.2.2:2");
        Note(Asker, [.. Enumerable.Range(1, 60).Select(static n => $"20.0.0.{n}:1")]);
        Assert.Equal("20.0.0.60:1 20.0.0.59:1 2.2.2.2:2 1.1.1.1:1", Told(TransferAsker.Of(At("7.7.7.7:1").Ip, null)));
    }

    [Fact]
    public void There_are_never_more_files_than_allowed_and_the_oldest_goes_first()
    {
        for (var n = 0u; n < Alternates.MaxFiles + 1; n++)
        {
            _now += TimeSpan.FromSeconds(1);
            _mesh.Note(new(n, 0, 0), Asker, [At("1.1.1.1:1")], [], _now);
        }

        Assert.Equal(Alternates.MaxFiles, _mesh.Files);
        Assert.Empty(_mesh.Tell(new Sha1Hash(0, 0, 0), Other, _now));
        Assert.Single(_mesh.Tell(new Sha1Hash(1, 0, 0), Other, _now));
    }

    private static PeerAddress At(string text) => PeerAddress.TryParse(text, out var address) ? address : throw new FormatException(text);

    private void Note(TransferAsker asker, params string[] heard) => _mesh.Note(Song, asker, [.. heard.Select(At)], [], _now);

    private void Gone(TransferAsker asker, params string[] gone) => _mesh.Note(Song, asker, [], [.. gone.Select(At)], _now);

    private string Told(TransferAsker asker) => string.Join(' ', _mesh.Tell(Song, asker, _now));
}
