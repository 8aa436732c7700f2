using System.Buffers;
using System.Text;
using PeerActors.Messages.Identity;
using PeerActors.Messages.Wire;
using PeerActors.Messages.Wire.Gnutella;

namespace PeerActors.Messages.Tests.Wire;

public class GreetingHeaderTests
{
    public static TheoryData<string> Handshakes => [.. Vectors.Files("handshakes").Select(static f => Path.GetFileNameWithoutExtension(f)!)];

    [Theory, MemberData(nameof(Handshakes))]
    public void A_recorded_block_is_written_exactly_as_it_was_read_but_for_its_line_ends(string name)
    {
        var wire = Vectors.Bytes($"handshakes/{name}");
        var (messages, bad, left) = Feed.ReadAll(new GreetingReader(4096), [wire]);
        Assert.Null(bad);
        Assert.Equal(0, left);
        var block = Assert.Single(messages);
        Assert.NotEqual(GreetingKind.Other, block.Line.Kind);
        var lineEnd = block.Line.IsModern ? "\r\n" : "\n";
        Assert.Equal(Encoding.Latin1.GetString(wire).ReplaceLineEndings(lineEnd), Encoding.Latin1.GetString(Write(block)));
    }

    [Theory, MemberData(nameof(Handshakes))]
    public void A_recorded_block_cut_at_any_byte_is_read_once_and_whole(string name)
    {
        var wire = Vectors.Bytes($"handshakes/{name}");
        var (whole, _, _) = Feed.ReadAll(new GreetingReader(4096), [wire]);
        for (var cut = 0; cut <= wire.Length; cut++)
        {
            var (messages, bad, left) = Feed.ReadAll(new GreetingReader(4096), [wire[..cut], wire[cut..]]);
            Assert.Null(bad);
            Assert.Equal(0, left);
            Assert.Equal(whole, messages);
            var input = Feed.InTwo(wire, cut);
            Assert.Equal(ReadAnswer.Message, new GreetingReader(4096).Read(ref input, out var one, out _));
            Assert.Equal(whole[0], one);
        }

        Assert.Equal(whole, Feed.ReadAll(new GreetingReader(4096), wire.Select(static b => new[] { b })).Messages);
    }

    [Fact]
    public void What_a_real_ultrapeer_says_is_understood()
    {
        var block = Block("hs_up_c06_up_defl.resp");
        Assert.Equal((GreetingKind.Answer, 0, 6, 200, "OK"), (block.Line.Kind, block.Line.Major, block.Line.Minor, block.Line.Code, block.Line.Reason));
        var headers = block.Headers;
        Assert.StartsWith("gtk-gnutella/1.2.3", headers.UserAgent(), StringComparison.Ordinal);
        Assert.Equal((true, true, 45, 4), (headers.IsUltrapeer(), headers.IsUltrapeerNeeded(), headers.Degree(), headers.MaxTtl()));
        Assert.Equal((true, true), (headers.AcceptsDeflate(), headers.SendsDeflate()));
        Assert.Equal("fb8d31021d6a4bf520ea13fae302b12d", headers.Guid()?.ToString());
        Assert.Equal(new PeerAddress(PeerAddress.Loopback, 0), headers.RemoteIp());
        Assert.All(["GGEP", "Bye-Packet", "Pong-Caching", "Vendor-Message", "X-Query-Routing", "X-Ultrapeer-Query-Routing", "X-Dynamic-Querying"], name => Assert.True(headers.Supports(name), name));
        Assert.True(headers.HasFeature("tls") && headers.HasFeature("hsep") && !headers.HasFeature("tl"));
        Assert.True(headers.Has("x-live-since") && !headers.Has("X-Nothing") && !headers.Supports("X-Requeries"));
    }

    [Theory]
    [InlineData("hs_up_c06_leaf.resp", 403, "Gnet connection not compressed")]
    [InlineData("hs_toleaf_none.resp", 204, "Shielded leaf node (4 peers max)")]
    [InlineData("hs_up_c06_none.resp", 200, "OK")]
    public void A_recorded_answer_tells_its_code_and_reason(string name, int code, string reason)
    {
        var line = Block(name).Line;
        Assert.Equal((code, reason, code == 200), (line.Code, line.Reason, line.IsAccepted));
    }

    [Theory]
    [InlineData("GNUTELLA CONNECT/0.4", GreetingKind.Connect, 0, 4, 0, false)]
    [InlineData("GNUTELLA CONNECT/0.6", GreetingKind.Connect, 0, 6, 0, true)]
    [InlineData("GNUTELLA CONNECT/1.0", GreetingKind.Connect, 1, 0, 0, false)]
    [InlineData("GNUTELLA CONNECT/0.7", GreetingKind.Connect, 0, 7, 0, true)]
    [InlineData("GNUTELLA/0.6 503 Too many", GreetingKind.Answer, 0, 6, 503, true)]
    [InlineData("GNUTELLA/0.6 200", GreetingKind.Answer, 0, 6, 200, true)]
    [InlineData("GNUTELLA OK", GreetingKind.Ok04, 0, 4, 0, false)]
    [InlineData("GNUTELLA 503 Full", GreetingKind.Other, 0, 4, 0, false)]
    [InlineData("GNUTELLA CONNECT/", GreetingKind.Other, 0, 4, 0, false)]
    [InlineData("GNUTELLA CONNECT/0.6 x", GreetingKind.Other, 0, 4, 0, false)]
    [InlineData("GNUTELLA/0.6 2000 x", GreetingKind.Other, 0, 4, 0, false)]
    [InlineData("GNUTELLA/-1.6 200 x", GreetingKind.Other, 0, 4, 0, false)]
    [InlineData("GNUTELLA", GreetingKind.Other, 0, 4, 0, false)]
    public void A_first_line_is_taken_apart(string text, GreetingKind kind, int major, int minor, int code, bool isModern)
    {
        var line = GreetingLine.Read(text);
        Assert.Equal((kind, major, minor, code, isModern), (line.Kind, line.Major, line.Minor, line.Code, line.IsModern));
    }

    [Fact]
    public void Headers_go_on_over_lines_are_joined_when_repeated_and_keep_their_order()
    {
        var headers = Read("GNUTELLA/0.6 503 Full\r\nX-Try: 1.2.3.4:6346 2024-01-01,\r\n  5.6.7.8:1,\n\t0.0.0.0:5, 1.2.3.4:6346\r\nx-unknown :  a b \r\nX-TRY-Ultrapeers: 9.9.9.9:9,\r\nX-Try: junk\r\n\r\n").Headers;
        Assert.Equal(["X-Try", "x-unknown", "X-TRY-Ultrapeers", "X-Try"], headers.All.Select(static h => h.Name));
        Assert.Equal("1.2.3.4:6346 2024-01-01, 5.6.7.8:1, 0.0.0.0:5, 1.2.3.4:6346, junk", headers["x-try"]);
        Assert.Equal("a b", headers["X-Unknown"]);
        Assert.Equal<string>(["9.9.9.9:9"], headers.HostsToTry().Ultrapeers.Select(static h => h.ToString()));
        Assert.Equal<string>(["1.2.3.4:6346", "5.6.7.8:1"], headers.HostsToTry().Others.Select(static h => h.ToString()));
        Assert.Equal("1.2.3.4:5, 6.7.8.9:10", GreetingHeaders.ListOf([new(0x01020304, 5), new(0x06070809, 10)]));
    }

    [Theory]
    [InlineData("Listen-IP: 1.2.3.4:5", "1.2.3.4:5")]
    [InlineData("X-My-Address: 1.2.3.4:5", "1.2.3.4:5")]
    [InlineData("Node: 1.2.3.4:5", "1.2.3.4:5")]
    [InlineData("Listen-IP: 0.0.0.0:5", null)]
    [InlineData("Listen-IP: 1.2.3.4", null)]
    public void Where_the_sender_listens_is_told_under_several_names(string header, string? address) =>
        Assert.Equal(address, Read($"GNUTELLA CONNECT/0.6\r\n{header}\r\n\r\n").Headers.ListenIp()?.ToString());

    [Theory]
    [InlineData("X-Ultrapeer: maybe\r\nX-Degree: -1\r\nX-Max-TTL: 99999999999\r\nGGEP: 0\r\nGUID: 12\r\nRemote-IP: x\r\nAccept-Encoding: gzip, deflated\r\n")]
    [InlineData("")]
    public void What_is_malformed_counts_as_not_said(string text)
    {
        var headers = Read($"GNUTELLA CONNECT/0.6\r\n{text}\r\n").Headers;
        Assert.Equal((null, null, null, false), (headers.IsUltrapeer(), headers.Degree(), headers.MaxTtl(), headers.Supports("GGEP")));
        Assert.Equal((null, null, false, null), (headers.Guid(), headers.RemoteIp(), headers.AcceptsDeflate(), headers.UserAgent()));
        Assert.True(headers.HostsToTry().IsEmpty);
    }

    [Theory]
    [InlineData("Accept-Encoding: gzip, Deflate;q=0.5", true)]
    [InlineData("Accept-Encoding: deflate", true)]
    [InlineData("Accept-Encoding: gzip", false)]
    public void Encodings_are_a_list(string header, bool deflate) =>
        Assert.Equal(deflate, Read($"GNUTELLA CONNECT/0.6\r\n{header}\r\n\r\n").Headers.AcceptsDeflate());

    [Fact]
    public void Blocks_of_0_6_are_written_with_CR_LF_and_nothing_breaks_a_line()
    {
        var headers = HeaderFields.None.With("X-Ultrapeer", "True").With("X-Odd", " a\r\nX-Evil: b\0 ");
        Assert.Equal("GNUTELLA CONNECT/0.6\r\nX-Ultrapeer: True\r\nX-Odd: a  X-Evil: b\r\n\r\n", Encoding.Latin1.GetString(Write(GreetingBlock.Connect06(headers))));
        Assert.Equal("GNUTELLA/0.6 503 So  sorry\r\n\r\n", Encoding.Latin1.GetString(Write(GreetingBlock.Answer06(503, "So\r\nsorry", HeaderFields.None))));
        Assert.All(["", "a b", "a:", "a\r\n"], name => Assert.Throws<ArgumentException>(() => headers.With(name, "x")));
    }

    [Fact]
    public void Blocks_of_equal_content_are_equal()
    {
        Assert.Equal(Read("GNUTELLA CONNECT/0.6\nA: b\n\n"), GreetingBlock.Connect06(HeaderFields.None.With("A", "b")));
        Assert.Equal(Read("GNUTELLA CONNECT/0.4\r\n\r\n"), GreetingBlock.Connect04);
        Assert.NotEqual(Read("GNUTELLA CONNECT/0.6\nA: b\n\n"), Read("GNUTELLA CONNECT/0.6\nA: c\n\n"));
        Assert.Equal(Read("GNUTELLA OK\nA: b\n\n").GetHashCode(), Read("GNUTELLA OK\nA: b\n\n").GetHashCode());
    }

    [Theory]
    [InlineData("GNUTELLA CONNECT/0.6\r\nno colon\r\n", BadBytesReason.Malformed, "no header")]
    [InlineData("GNUTELLA CONNECT/0.6\r\n: x\r\n", BadBytesReason.Malformed, "no header")]
    [InlineData("GNUTELLA CONNECT/0.6\r\n x: x\r\n", BadBytesReason.Malformed, "no header")]
    [InlineData("GNUTELLA CONNECT/0.6\r\nA: \rb\r\n", BadBytesReason.Malformed, "control")]
    [InlineData("GNUTELLA CONNECT/0.6\r\nA: \0b\r\n", BadBytesReason.Malformed, "control")]
    [InlineData("GNUTELLA CONNECT/0.6\r\nA: 1\r\nB: 2\r\nC: 3\r\nD: 4\r\n", BadBytesReason.TooLarge, "more than 3 headers")]
    [InlineData("GNUTELLA CONNECT/0.6\r\nA: 123456789012345678901234567890", BadBytesReason.TooLarge, "line of at least 33 bytes")]
    [InlineData("GNUTELLA CONNECT/0.6\r\nA: 123456789012345678901234567890\n", BadBytesReason.TooLarge, "line of at least 33 bytes")]
    public void What_breaks_the_layout_or_a_limit_is_refused_by_name(string text, BadBytesReason reason, string why)
    {
        var input = Feed.Whole(Encoding.Latin1.GetBytes(text));
        Assert.Equal(ReadAnswer.Bad, new GreetingReader(256, maxHeaders: 3, maxLineBytes: 32).Read(ref input, out _, out var bad));
        Assert.Equal(reason, bad!.Reason);
        Assert.Contains(why, bad.Detail, StringComparison.Ordinal);
    }

    private static GreetingBlock Block(string name) => Assert.Single(Feed.ReadAll(new GreetingReader(4096), [Vectors.Bytes($"handshakes/{name}")]).Messages);

    private static GreetingBlock Read(string text) => Assert.Single(Feed.ReadAll(new GreetingReader(4096), [Encoding.Latin1.GetBytes(text)]).Messages);

    private static byte[] Write(GreetingBlock block)
    {
        var output = new ArrayBufferWriter<byte>();
        GreetingWriter.Instance.Write(block, output);
        return output.WrittenSpan.ToArray();
    }
}
