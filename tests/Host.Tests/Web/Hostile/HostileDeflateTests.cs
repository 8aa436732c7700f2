using System.IO.Compression;
using PeerActors.Messages.Links;

namespace PeerActors.Host.Tests.Web.Hostile;

/// <summary>Deflated links of 0.6 to a running peer: what is a bomb or no zlib stream closes its link with a reason, and nobody else notices.</summary>
public sealed class HostileDeflateTests
{
    /// <summary>The header of a zlib stream: deflate, a window of 32 KiB, no dictionary.</summary>
    private static readonly byte[] Opening = [0x78, 0x9C];

    /// <summary>A stored block without bytes, not the last.</summary>
    private static readonly byte[] EmptyBlock = [0x00, 0x00, 0x00, 0xFF, 0xFF];

    [Fact]
    public async Task A_stream_that_inflates_beyond_the_bound_ends_its_link_before_it_is_inflated()
    {
        const int Bomb = 512 * 1024 * 1024;
        await using var scene = await Besieged.Start();
        using var client = await Servent.LinkDeflated(scene.Peer.Address);
        await client.SendUnlessClosed(Zeros(Bomb));
        await client.ReadToEnd();
        var closed = await scene.Peer.Closes(LinkCloseReason.TooLarge);
        Assert.True(closed.Carried);
        Assert.Contains("links.max-inflation", closed.Detail, StringComparison.Ordinal);

        // Zeros are pings whose TTL is spent; each would have been counted.
        Assert.InRange((await scene.Peer.Gateway.Router()).Received["Ping"], 0, Bomb / 100 / 23);
        await scene.IsUnharmed();
    }

    [Theory]
    [InlineData("00112233445566778899")]
    [InlineData("789C" + "FFFFFFFFFFFFFFFF")]                  // a block of no kind
    [InlineData("789C" + "00FF00FF00414141")]                  // a stored block whose length is not confirmed
    [InlineData("78BB" + "0102030405060708")]                  // one that wants a preset dictionary
    public async Task What_is_no_zlib_stream_ends_its_link(string bytes)
    {
        await using var scene = await Besieged.Start();
        using var client = await Servent.LinkDeflated(scene.Peer.Address);
        await client.Send(Convert.FromHexString(bytes));
        await client.ReadToEnd();
        Assert.Contains("zlib", (await scene.Peer.Closes(LinkCloseReason.BadBytes)).Detail, StringComparison.Ordinal);
        await scene.IsUnharmed();
    }

    [Fact]
    public async Task Bytes_behind_good_ones_that_are_none_end_the_link_and_the_good_ones_count()
    {
        await using var scene = await Besieged.Start();
        using var client = await Servent.LinkDeflated(scene.Peer.Address);
        await client.Send([.. Opening, .. Stored(Servent.Ping(5))]);
        await client.ReadPong(5);
        await client.Send([0xFF, 0xFF, 0xFF, 0xFF]);
        await client.ReadToEnd();
        await scene.Peer.Closes(LinkCloseReason.BadBytes);
        await scene.IsUnharmed();
    }

    [Fact]
    public async Task Blocks_without_bytes_are_silence_however_many_come()
    {
        await using var scene = await Besieged.Start(static s => s with
        {
            Links = s.Links with { IdleTimeout = TimeSpan.FromSeconds(2), PingInterval = TimeSpan.FromMilliseconds(250) },
        });
        using var client = await Servent.LinkDeflated(scene.Peer.Address);
        await client.Send(Opening);
        var end = client.ReadToEnd();
        byte[] blocks = [.. Enumerable.Repeat(EmptyBlock, 1000).SelectMany(static block => block)];
        while (!end.IsCompleted)
        {
            await client.SendUnlessClosed(blocks);
            await scene.StillAnswers();
        }

        await end;
        Assert.Contains("links.idle-timeout", (await scene.Peer.Closes(LinkCloseReason.Silent)).Detail, StringComparison.Ordinal);
        await scene.IsUnharmed();
    }

    [Fact]
    public async Task A_block_for_each_byte_is_wasteful_and_carries()
    {
        await using var scene = await Besieged.Start();
        using var client = await Servent.LinkDeflated(scene.Peer.Address);
        await client.Send(Opening);
        for (var ping = 1ul; ping <= 20; ping++)
        {
            foreach (var one in Servent.Ping(ping)) await client.Send([.. Stored([one]), .. EmptyBlock]);
            await client.ReadPong(ping);
        }

        await scene.IsUnharmed();
        Assert.Equal(2, (await scene.Peer.Gateway.Links()).Links.Length);
    }

    [Fact]
    public async Task A_stream_that_says_that_it_has_ended_ends_the_link()
    {
        await using var scene = await Besieged.Start();
        using var client = await Servent.LinkDeflated(scene.Peer.Address);
        await client.Send([.. Deflate(Servent.Ping(1)), .. Deflate(Servent.Ping(2))]);
        await client.ReadToEnd();
        Assert.True((await scene.Peer.Closes(LinkCloseReason.ConnectionLost)).Carried);
        await scene.IsUnharmed();
    }

    private static byte[] Stored(byte[] bytes) => [0x00, (byte)bytes.Length, 0x00, (byte)~bytes.Length, 0xFF, .. bytes];

    private static byte[] Deflate(byte[] bytes)
    {
        using var deflated = new MemoryStream();
        using (var zlib = new ZLibStream(deflated, CompressionLevel.Optimal, leaveOpen: true)) zlib.Write(bytes);
        return deflated.ToArray();
    }

    private static byte[] Zeros(long length)
    {
        using var deflated = new MemoryStream();
        var block = new byte[1024 * 1024];
        using (var zlib = new ZLibStream(deflated, CompressionLevel.Optimal, leaveOpen: true))
            for (; length > 0; length -= block.Length) zlib.Write(block);
        return deflated.ToArray();
    }
}
