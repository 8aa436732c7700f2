using PeerActors.Messages.Router;
using PeerActors.Messages.Wire;
using PeerActors.Messages.Wire.Gnutella;

namespace PeerActors.Messages.Tests.Wire;

public class GgepTests
{
    [Fact]
    public void The_blocks_of_a_recorded_pong_are_read()
    {
        var blocks = GgepBlocks.Read(Convert.FromHexString("c302564345" + "47544b4783" + "02555043" + "02ff31" + "024455414f" + "83544c5340"));
        Assert.Null(blocks.Bad);
        Assert.Equal(["VC 47544b4783", "UP 02ff31", "DU 4f", "TLS "], blocks.Blocks.Select(static b => $"{b.Id} {b.Data}"));
        Assert.Equal(27, blocks.Consumed);
    }

    [Fact]
    public void Blocks_are_written_as_the_specification_has_them()
    {
        Assert.Equal("c3" + "83" + "534350" + "41" + "03", Hex(new GgepWriter().Add("SCP", [3])));
        Assert.Equal("c3" + "01" + "41" + "40" + "82" + "4248" + "40", Hex(new GgepWriter().Add("A").Add("BH")));
        Assert.Equal("c3" + "c1" + "41" + "43" + "021101", Hex(new GgepWriter(withoutNul: true).Add("A", [0x11, 0])));
        Assert.Empty(new GgepWriter().ToArray());
    }

    [Theory]
    [InlineData(0)]
    [InlineData(63)]
    [InlineData(64)]
    [InlineData(4095)]
    [InlineData(4096)]
    [InlineData(GgepReader.MaxDataBytes)]
    public void Data_of_any_allowed_length_comes_back(int length)
    {
        var data = new byte[length];
        new Random(length).NextBytes(data);
        var wire = new GgepWriter().Add("X", data).Add("ABCDEFGHIJKLMNO", [1]).ToArray();
        var blocks = GgepBlocks.Read([.. wire, 9, 9]);
        Assert.Null(blocks.Bad);
        Assert.Equal(wire.Length, blocks.Consumed);
        Assert.True(blocks.TryGet("X", out var back) && blocks.Has("ABCDEFGHIJKLMNO") && !blocks.Has("Y"));
        Assert.Equal(Payload.Copy(data), back);
        Assert.Throws<ArgumentException>(() => new GgepWriter().Add("X", new byte[GgepReader.MaxDataBytes + 1]));
    }

    [Fact]
    public void Deflated_and_stuffed_data_comes_back_and_holds_no_nul()
    {
        var data = Enumerable.Range(0, 2000).Select(static i => (byte)(i % 7)).ToArray();
        var wire = new GgepWriter(withoutNul: true).Add("X", data, deflate: true).Add("Y", [0, 0, 0]).ToArray();
        Assert.True(wire.Length < 200);
        Assert.DoesNotContain((byte)0, wire);
        var blocks = GgepBlocks.Read(wire);
        Assert.True(blocks.TryGet("X", out var x) && blocks.TryGet("Y", out var y) && y == Payload.Copy([0, 0, 0]));
        Assert.Equal(Payload.Copy(data), x);
    }

    [Fact]
    public void A_run_cut_at_any_byte_keeps_what_came_whole_and_says_that_it_is_bad()
    {
        var wire = new GgepWriter().Add("A", [1, 2]).Add("BB", [3], deflate: true).Add("C", new byte[70]).ToArray();
        for (var length = 1; length < wire.Length; length++)
        {
            var blocks = GgepBlocks.Read(wire.AsSpan(0, length));
            Assert.NotNull(blocks.Bad);
            Assert.Equal(length < 6 ? 0 : length < 11 ? 1 : 2, blocks.Blocks.Length);
        }

        Assert.Equal(GgepBlocks.None, GgepBlocks.Read([]));
        Assert.Equal(GgepBlocks.None, GgepBlocks.Read("{xml"u8));
    }

    [Theory]
    [InlineData("c380414040", "begins with 0x80")]
    [InlineData("c391414101", "begins with 0x91")]
    [InlineData("c38141", "length")]
    [InlineData("c3814100", "length")]
    [InlineData("c38141c0", "length")]
    [InlineData("c3814180808040", "length")]
    [InlineData("c3814142aa", "length")]
    [InlineData("c3810041aa", "NUL")]
    [InlineData("c3c1414200aa", "stuffed")]
    [InlineData("c3a1414301aabb", "zlib")]
    [InlineData("c3a14147787dedc1310100", "zlib")]
    public void A_malformed_block_is_named_and_nothing_is_thrown(string wire, string why)
    {
        var bad = GgepBlocks.Read(Convert.FromHexString(wire)).Bad;
        Assert.Equal(BadBytesReason.Malformed, bad?.Reason);
        Assert.Contains(why, bad!.Detail, StringComparison.Ordinal);
    }

    [Fact]
    public void More_blocks_or_more_inflated_bytes_than_allowed_are_refused_with_the_name_of_the_limit()
    {
        var limits = new GgepLimits { MaxBlocks = 3, MaxInflatedBytes = 6000, MaxInflateRatio = 1000 };
        Assert.Null(GgepBlocks.Read(Many(3).ToArray(), limits).Bad);
        Refused(Many(4), nameof(GgepLimits.MaxBlocks));
        Assert.Null(GgepBlocks.Read(new GgepWriter().Add("A", new byte[3000], true).Add("B", new byte[3000], true).ToArray(), limits).Bad);
        Refused(new GgepWriter().Add("A", new byte[3000], true).Add("B", new byte[3001], true), nameof(GgepLimits.MaxInflatedBytes));
        Refused(new GgepWriter().Add("A", new byte[5000], true), nameof(GgepLimits.MaxInflateRatio), limits with { MaxInflateRatio = 10 });

        static GgepWriter Many(int count) => Enumerable.Range(0, count).Aggregate(new GgepWriter(), static (w, _) => w.Add("A"));

        void Refused(GgepWriter writer, string limit, GgepLimits? other = null)
        {
            var bad = GgepBlocks.Read(writer.ToArray(), other ?? limits).Bad;
            Assert.Equal(BadBytesReason.TooLarge, bad?.Reason);
            Assert.Contains(limit, bad!.Detail, StringComparison.Ordinal);
        }
    }

    private static string Hex(GgepWriter writer) => Convert.ToHexStringLower(writer.ToArray());
}
