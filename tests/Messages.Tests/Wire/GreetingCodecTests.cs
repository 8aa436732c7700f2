using System.Buffers;
using System.Text;
using PeerActors.Messages.Wire;
using PeerActors.Messages.Wire.Gnutella;

namespace PeerActors.Messages.Tests.Wire;

public class GreetingCodecTests
{
    private const int MaxBytes = 256;

    [Theory]
    [InlineData("GNUTELLA CONNECT/0.4\n\n", "GNUTELLA CONNECT/0.4")]
    [InlineData("GNUTELLA CONNECT/0.4\r\n\r\n", "GNUTELLA CONNECT/0.4")]
    [InlineData("GNUTELLA OK\n\n", "GNUTELLA OK")]
    [InlineData("GNUTELLA/0.6 503 Full\r\nX-Try: 1.2.3.4:6346\r\n\r\n", "GNUTELLA/0.6 503 Full")]
    [InlineData("GNUTELLA CONNECT/0.6\nX-Try: 1.2.3.4:6346,\n\t5.6.7.8:1\r\nX-Empty:\n\n", "GNUTELLA CONNECT/0.6")]
    public void A_greeting_cut_at_any_byte_is_read_once_and_leaves_what_follows(string text, string firstLine)
    {
        var wire = Encoding.Latin1.GetBytes(text);
        for (var cut = 0; cut <= wire.Length; cut++)
        {
            var (messages, bad, left) = Feed.ReadAll(new GreetingReader(MaxBytes), [wire[..cut], wire[cut..]]);
            Assert.Null(bad);
            Assert.Equal((0L, firstLine), (left, Assert.Single(messages).FirstLine));

            var input = Feed.InTwo([.. wire, 1, 2, 3], cut);
            Assert.Equal(ReadAnswer.Message, new GreetingReader(MaxBytes).Read(ref input, out _, out _));
            Assert.Equal([1, 2, 3], input.ToArray());
        }

        for (var length = 0; length < wire.Length; length++)
        {
            var input = Feed.Whole(wire.AsSpan(0, length));
            Assert.Equal(ReadAnswer.NeedMore, new GreetingReader(MaxBytes).Read(ref input, out _, out _));
            Assert.Equal(length, input.Length);
        }
    }

    [Theory]
    [InlineData("G\0UTELLA")]
    [InlineData("\x16\x03\x01")]
    [InlineData("GET / HTTP/1.1")]
    [InlineData("x")]
    public void What_does_not_begin_like_a_greeting_is_refused_at_its_first_wrong_byte(string text)
    {
        var input = Feed.Whole(Encoding.Latin1.GetBytes(text));
        Assert.Equal(ReadAnswer.Bad, new GreetingReader(MaxBytes).Read(ref input, out _, out var bad));
        Assert.Equal(BadBytesReason.UnknownGreeting, bad!.Reason);
    }

    [Fact]
    public void A_greeting_without_an_end_is_refused_at_the_limit_and_not_before()
    {
        var endless = Encoding.Latin1.GetBytes("GNUTELLA CONNECT/0.4\n" + new string('x', MaxBytes));
        var input = Feed.Whole(endless.AsSpan(0, MaxBytes - 1));
        Assert.Equal(ReadAnswer.NeedMore, new GreetingReader(MaxBytes).Read(ref input, out _, out _));
        input = Feed.Whole(endless.AsSpan(0, MaxBytes));
        Assert.Equal(ReadAnswer.Bad, new GreetingReader(MaxBytes).Read(ref input, out _, out var bad));
        Assert.Equal(BadBytesReason.TooLarge, bad!.Reason);
        Assert.Contains("links.max-greeting", bad.Detail, StringComparison.Ordinal);
    }

    [Fact]
    public void Greetings_are_written_as_0_4_has_them()
    {
        Assert.Equal("GNUTELLA CONNECT/0.4\n\n", Write(GreetingBlock.Connect04));
        Assert.Equal("GNUTELLA OK\n\n", Write(GreetingBlock.Ok04));
        Assert.Equal("GNUTELLA 503 Full\n\n", Write(GreetingBlock.Refuse(503, "Full")));
    }

    [Theory]
    [InlineData("", Dialect.NeedMore)]
    [InlineData("G", Dialect.NeedMore)]
    [InlineData("GNUTELL", Dialect.NeedMore)]
    [InlineData("GNUTELLA", Dialect.Gnutella)]
    [InlineData("GNUTELLA CONNECT/0.4\n\n", Dialect.Gnutella)]
    [InlineData("GET", Dialect.NeedMore)]
    [InlineData("GET ", Dialect.Http)]
    [InlineData("PROPFIND /a HTTP/1.1", Dialect.Http)]
    [InlineData("GNU ", Dialect.Http)]
    [InlineData("get / HTTP/1.1", Dialect.Unknown)]
    [InlineData(" GET", Dialect.Unknown)]
    [InlineData("\x16\x03\x01\x02", Dialect.Tls)]
    [InlineData("\x16", Dialect.NeedMore)]
    [InlineData("\x16\x02\x01", Dialect.Unknown)]
    [InlineData("ABCDEFGHIJKLMNOPQRSTU", Dialect.Unknown)]
    [InlineData("\n\n", Dialect.Unknown)]
    public void The_first_bytes_tell_what_a_connection_is(string text, Dialect dialect)
    {
        var bytes = Encoding.Latin1.GetBytes(text);
        Assert.Equal(dialect, FirstBytes.Tell(Feed.Whole(bytes)));
        Assert.Equal(dialect, FirstBytes.Tell(Feed.ByteByByte(bytes)));
    }

    private static string Write(GreetingBlock block)
    {
        var output = new ArrayBufferWriter<byte>();
        GreetingWriter.Instance.Write(block, output);
        return Encoding.Latin1.GetString(output.WrittenSpan);
    }
}
