using PeerActors.Messages.Identity;
using PeerActors.Messages.Wire.Gnutella;

namespace PeerActors.Messages.Tests.Wire;

/// <summary>Headers of file transfers that both ends read and write.</summary>
public class TransferHeaderTests
{
    [Theory]
    [InlineData("10.1.2.3:6347, 10.1.2.4", "10.1.2.3:6347 10.1.2.4:6346")]
    [InlineData(" 10.1.2.3:1 ,10.1.2.3:1,10.1.2.3:2,", "10.1.2.3:1 10.1.2.3:2")]
    [InlineData("tls=8,10.1.2.3:6347;10.1.2.4:5", "10.1.2.3:6347 10.1.2.4:5")]
    [InlineData("9DBC52EEEBCA2C8A79036D626B959900;10.1.2.3:7", "10.1.2.3:7")]
    [InlineData("0.0.0.0:7,10.1.2.3:0,224.0.0.1:7,255.255.255.255:7,localhost:7,1.2.3:7,1.2.3.4.5:7,1.2.3.4:99999,:7", "")]
    [InlineData("", "")]
    [InlineData(null, "")]
    public void Alternates_are_the_addresses_that_could_be_dialled_each_once(string? header, string expected) =>
        Assert.Equal(expected, string.Join(' ', AlternateLocations.Read(header)));

    [Fact]
    public void Alternates_are_read_as_they_were_written_up_to_a_bound()
    {
        var many = Enumerable.Range(1, 1000).Select(static n => new PeerAddress(0x0A00_0000 + (uint)n, 6346)).ToArray();
        Assert.Equal(many[..AlternateLocations.MostRead], AlternateLocations.Read(AlternateLocations.Write(many)));
    }

    [Theory]
    [InlineData("9DBC52EEEBCA2C8A79036D626B959900;fwt/1;26252:85.182.49.3;pptls=E;69.12.88.95:1085;64.53.20.48:804", "9dbc52eeebca2c8a79036d626b959900 69.12.88.95:1085 64.53.20.48:804")]
    [InlineData("9DBC52EEEBCA2C8A79036D626B959900, 00000000000000010000000000000002 ; 1.2.3.4:5;1.2.3.4:5", "9dbc52eeebca2c8a79036d626b959900|00000000000000010000000000000002 1.2.3.4:5")]
    [InlineData("9DBC52EEEBCA2C8A79036D626B959900;1.2.3.4:0;localhost:7;0.0.0.0:7;2010-02-23 16:06:55Z,9DBC52EEEBCA2C8A79036D626B959900;1.1.1.1:1", "9dbc52eeebca2c8a79036d626b959900")]
    [InlineData("9DBC52EEEBCA2C8A79036D626B9599,1.2.3.4:5;;,;", "")]
    [InlineData(null, "")]
    public void Firewalled_locations_are_a_guid_and_the_proxies_that_could_be_dialled(string? header, string expected) => Assert.Equal(
        expected, string.Join('|', FirewalledLocations.Read(header).Select(static one => string.Join(' ', [$"{one.Sharer}", .. one.Proxies.Select(static proxy => $"{proxy}")]))));

    [Fact]
    public void Of_firewalled_locations_and_their_proxies_a_bounded_number_is_read()
    {
        var proxies = string.Concat(Enumerable.Range(1, 100).Select(static n => $";10.0.0.{n}:1"));
        var read = FirewalledLocations.Read(string.Join(',', Enumerable.Range(1, 100).Select(n => $"{n:x32}{proxies}")));
        Assert.Equal(FirewalledLocations.MostRead, read.Length);
        Assert.All(read, static one => Assert.Equal(FirewalledLocations.MostProxies, one.Proxies.Length));
    }

    [Theory]
    [InlineData("bytes 0-10,20-30", "0-10 20-30")]
    [InlineData("bytes=0-285749, 425926-488271", "0-285749 425926-488271")]
    [InlineData("Bytes 5-4,7-,-3,x-1,9-9", "9-9")]
    [InlineData("bytes", "")]
    [InlineData("bytes 0-99999999999999999999", "")]
    [InlineData("lines 1-2", null)]
    [InlineData(null, null)]
    public void Available_ranges_are_those_that_make_sense(string? header, string? expected) =>
        Assert.Equal(expected, AvailableRanges.Read(header) is { } ranges ? string.Join(' ', ranges.Select(static r => $"{r.From}-{r.To}")) : null);

    [Fact]
    public void Available_ranges_are_read_as_they_were_written()
    {
        AvailableRange[] ranges = [new(0, 0), new(10, 1L << 40)];
        Assert.Equal("bytes 0-0,10-1099511627776", AvailableRanges.Write(ranges));
        Assert.Equal(ranges, AvailableRanges.Read(AvailableRanges.Write(ranges))!.Value);
        Assert.Equal("bytes", AvailableRanges.Write([]));
    }

    [Theory]
    [InlineData("0.1", QueueVersion.Polled)]
    [InlineData("1.0", QueueVersion.Remembered)]
    [InlineData(" 1.1", QueueVersion.Remembered)]
    [InlineData("1", QueueVersion.Remembered)]
    [InlineData("position=2", null)]
    [InlineData(null, null)]
    public void The_version_of_queueing_is_read_from_a_request(string? header, QueueVersion? version) => Assert.Equal(version, QueueHeaders.ReadVersion(header));

    [Fact]
    public void A_place_of_form_0_1_is_written_as_servents_write_it_and_read_back()
    {
        var place = new QueuePlace(2, 5, 4, TimeSpan.FromSeconds(45), TimeSpan.FromSeconds(120), null);
        Assert.Equal("position=2,length=5,limit=4,pollMin=45,pollMax=120", QueueHeaders.WritePolled(place));
        Assert.Equal(place, QueueHeaders.Read(QueueHeaders.WritePolled(place), null, null));
    }

    [Fact]
    public void A_place_of_form_1_0_is_written_with_its_id_and_read_back()
    {
        var ticket = new QueueTicket(0x6a074979f3201edb, 0xf323b6425fef4a53);
        var place = new QueuePlace(14, 43, null, TimeSpan.FromSeconds(45), TimeSpan.FromSeconds(120), ticket);
        Assert.Equal("position=14; length=43; lifetime=120; ID=6a074979f3201edbf323b6425fef4a53", QueueHeaders.WriteRemembered(place));
        Assert.Equal(place, QueueHeaders.Read(null, QueueHeaders.WriteRemembered(place), TimeSpan.FromSeconds(45)));
        Assert.Equal(ticket, QueueHeaders.ReadId(QueueHeaders.WriteReturn(place)));
    }

    [Fact]
    public void A_place_as_gtk_gnutella_writes_it_is_read()
    {
        var place = QueueHeaders.Read(null, "ID=6a074979f3201edbf323b6425fef4a53; position=3; lifetime=290; length=7; ETA=4200", TimeSpan.FromSeconds(60));
        Assert.Equal(new(3, 7, null, TimeSpan.FromSeconds(60), TimeSpan.FromSeconds(290), new(0x6a074979f3201edb, 0xf323b6425fef4a53)), place);
    }

    [Theory]
    [InlineData(null, null)]
    [InlineData("1.0", null)]
    [InlineData(null, "ID=zz")]
    [InlineData("position=x", "position=-1")]
    public void What_names_no_position_is_no_place(string? queue, string? queued) => Assert.Null(QueueHeaders.Read(queue, queued, null));

    [Theory, InlineData("ID=6a07"), InlineData("ID=zz074979f3201edbf323b6425fef4a53"), InlineData("position=3"), InlineData(null)]
    public void An_id_is_32_hexadecimal_digits(string? queued) => Assert.Null(QueueHeaders.ReadId(queued));
}
