using PeerActors.Messages.Links;
using PeerActors.Messages.Router;

namespace PeerActors.Host.Tests.Web.Hostile;

/// <summary>Whoever sends descriptors that are none is told Bye 400, closed with a reason and counted, and nobody else notices.</summary>
public sealed class HostileDescriptorTests
{
    private const byte Pong = (byte)DescriptorKind.Pong;
    private const byte Query = (byte)DescriptorKind.Query;

    [Theory]
    [InlineData(0x8000_0000)]
    [InlineData(0xFFFF_FFFF)]
    [InlineData(64 * 1024 + 1)]
    public async Task A_length_above_the_limit_is_refused_before_the_payload_comes(uint length)
    {
        await using var scene = await Besieged.Start();
        using var client = await Servent.Link(scene.Peer.Address);
        await client.Send(Servent.Descriptor(Query, [], length));
        var bye = await client.ReadBye();
        Assert.Equal(Bye.BadBytes, bye.Code);
        Assert.Contains($"{length:N0} bytes", bye.Text, StringComparison.Ordinal);
        Assert.Contains("links.max-payload", (await scene.Peer.Closes(LinkCloseReason.TooLarge)).Detail, StringComparison.Ordinal);
        await scene.IsUnharmed();
    }

    public static TheoryData<byte, byte[]> Malformed() => new()
    {
        { Pong, new byte[13] },
        { Query, [] },
        { (byte)DescriptorKind.Push, new byte[25] },
        { (byte)DescriptorKind.Bye, [0] },
        { (byte)DescriptorKind.QueryHit, new byte[26] },
        { (byte)DescriptorKind.QueryHit, [255, .. new byte[60]] },
    };

    [Theory, MemberData(nameof(Malformed))]
    public async Task A_payload_that_breaks_its_layout_is_refused(byte kind, byte[] payload)
    {
        await using var scene = await Besieged.Start();
        using var client = await Servent.Link(scene.Peer.Address);
        await client.Send(Servent.Descriptor(kind, payload));
        Assert.Equal(Bye.BadBytes, (await client.ReadBye()).Code);
        Assert.True((await scene.Peer.Closes(LinkCloseReason.BadBytes)).Carried);
        await scene.IsUnharmed();
    }

    [Fact]
    public async Task Half_a_descriptor_and_then_silence_is_closed_when_its_time_is_up()
    {
        await using var scene = await Besieged.Start(static s => s with
        {
            Links = s.Links with { IdleTimeout = TimeSpan.FromSeconds(2), PingInterval = TimeSpan.FromMilliseconds(250) },
        });
        using var client = await Servent.Link(scene.Peer.Address);
        await client.Send(Servent.Descriptor(Query, new byte[10], length: 100));
        Assert.Equal(Bye.BadBytes, (await client.ReadBye()).Code);
        Assert.Contains("links.idle-timeout", (await scene.Peer.Closes(LinkCloseReason.Silent)).Detail, StringComparison.Ordinal);
        await scene.IsUnharmed();
    }

    [Fact]
    public async Task Half_a_descriptor_and_then_the_end_is_a_lost_connection()
    {
        await using var scene = await Besieged.Start();
        using var client = await Servent.Link(scene.Peer.Address);
        await client.Send(Servent.Descriptor(Query, new byte[10], length: 100));
        client.EndSending();
        await client.ReadToEnd();
        Assert.Contains("in the middle of a message, 33 bytes into it", (await scene.Peer.Closes(LinkCloseReason.ConnectionLost)).Detail, StringComparison.Ordinal);
        await scene.IsUnharmed();
    }

    [Fact]
    public async Task What_came_whole_before_bad_bytes_still_counts()
    {
        await using var scene = await Besieged.Start();
        using var client = await Servent.Link(scene.Peer.Address);
        await client.Send([.. Servent.Ping(1), .. Servent.Ping(2), .. Servent.Descriptor(Pong, [])]);
        Assert.Equal(Bye.BadBytes, (await client.ReadBye()).Code);
        await scene.Peer.Closes(LinkCloseReason.BadBytes);
        Assert.Equal(2, (await scene.Peer.Gateway.Router()).Dropped[DropReason.TtlSpent]);
        await scene.IsUnharmed();
    }

    [Theory]
    [InlineData(0x00, 61, 0, DropReason.ExcessiveTtl)]
    [InlineData(0x00, 255, 0, DropReason.ExcessiveTtl)]
    [InlineData(0x00, 1, 8, DropReason.TooManyHops)]
    [InlineData(0x00, 1, 255, DropReason.TooManyHops)]
    [InlineData(0x00, 0, 0, DropReason.TtlSpent)]
    public async Task What_makes_no_sense_but_has_its_layout_is_dropped_and_the_link_stays(byte kind, byte ttl, byte hops, DropReason reason)
    {
        await using var scene = await Besieged.Start();
        using var client = await Servent.Link(scene.Peer.Address);
        await client.Send([.. Servent.Descriptor(kind, [], ttl: ttl, hops: hops, id: 1), .. Servent.Ping(2, ttl: 7)]);
        await client.ReadPong(2);
        Assert.Equal(1, (await scene.Peer.Gateway.Router()).Dropped[reason]);
        await scene.IsUnharmed();
    }

    [Theory]
    [InlineData(0x33, new byte[] { 1, 2, 3 })]
    [InlineData(0x80, new byte[] { 0x80, 0, (byte)'x' })]
    public async Task A_kind_that_nobody_defined_and_a_query_without_an_end_close_their_link(byte kind, byte[] payload)
    {
        await using var scene = await Besieged.Start();
        using var client = await Servent.Link(scene.Peer.Address);
        await client.Send(Servent.Descriptor(kind, payload));
        Assert.Equal(Bye.BadBytes, (await client.ReadBye()).Code);
        var closed = await scene.Peer.Closes(LinkCloseReason.UnknownKind);
        Assert.Contains($"0x{kind:x2}", closed.Detail, StringComparison.Ordinal);
        Assert.Contains("links.max-unknown", closed.Detail, StringComparison.Ordinal);
        Assert.Equal(1, (await scene.Peer.Gateway.Router()).Dropped[DropReason.UnknownKind]);
        await scene.IsUnharmed();
    }

    [Fact]
    public async Task As_many_of_undefined_kinds_as_are_allowed_are_counted_and_the_link_stays()
    {
        await using var scene = await Besieged.Start(static s => s with { Links = s.Links with { MaxUnknown = 2 } });
        using var client = await Servent.Link(scene.Peer.Address);
        await client.Send([.. Servent.Descriptor(0x31, []), .. Servent.Descriptor(0x32, []), .. Servent.Ping(2, ttl: 7)]);
        await client.ReadPong(2);
        await client.Send(Servent.Descriptor(0x33, []));
        await scene.Peer.Closes(LinkCloseReason.UnknownKind);
        await scene.IsUnharmed();
    }
}
