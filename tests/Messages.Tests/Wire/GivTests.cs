using System.Text;
using PeerActors.Messages.Identity;
using PeerActors.Messages.Wire;
using PeerActors.Messages.Wire.Gnutella;

namespace PeerActors.Messages.Tests.Wire;

public sealed class GivTests
{
    private const string Guid = "fb8d31021d6a4bf520ea13fae302b12d";

    [Theory]
    [InlineData("push_idx_giv", 6, Guid, "file")]
    [InlineData("dl_s1_giv", 0, "8ddf878039b70767ffa5bcf4f0c4f600", "wombats1 ballad 607.txt")]
    public void A_recorded_giv_is_read_and_written_as_it_was(string vector, uint index, string guid, string name)
    {
        var bytes = Vectors.Bytes($"givs/{vector}");
        var giv = Assert.Single(Feed.ReadAll(new GivReader(), [bytes]).Messages);
        Assert.True(ServentId.TryParse(guid, out var sharer));
        Assert.Equal(new Giv(new(index), sharer, name), giv);
        Assert.Equal(bytes, giv.ToBytes());
        Assert.Equal(Dialect.Giv, FirstBytes.Tell(Feed.Whole(bytes)));
    }

    [Fact]
    public void A_giv_cut_at_any_byte_is_read_once_and_what_follows_is_left()
    {
        byte[] bytes = [.. Vectors.Bytes("givs/push_idx_giv"), .. "GET"u8];
        for (var cut = 0; cut <= bytes.Length; cut++)
        {
            var (messages, bad, left) = Feed.ReadAll(new GivReader(), [bytes[..cut], bytes[cut..]]);
            Assert.Equal("file", messages.Take(1).Single().Name);
            Assert.Equal((BadBytesReason.Malformed, 3), (bad?.Reason ?? BadBytesReason.Malformed, left));
        }
    }

    [Theory, InlineData("\n\n"), InlineData("\r\n\r\n"), InlineData("\n\r\n")]
    public void Lines_may_end_either_way(string end) => Assert.Equal("a b", Assert.Single(Read($"GIV 1:{Guid}/a b{end}").Messages).Name);

    [Fact]
    public void A_guid_in_capitals_is_the_same() => Assert.Equal(Guid, Assert.Single(Read($"GIV 1:{Guid.ToUpperInvariant()}/\n\n").Messages).Sharer.ToString());

    [Theory]
    [InlineData("GIV 1:fb8d/file\n\n")]
    [InlineData("GIV x:fb8d31021d6a4bf520ea13fae302b12d/file\n\n")]
    [InlineData("GIV -1:fb8d31021d6a4bf520ea13fae302b12d/file\n\n")]
    [InlineData("GIV 4294967296:fb8d31021d6a4bf520ea13fae302b12d/file\n\n")]
    [InlineData("GIV 1:fb8d31021d6a4bf520ea13fae302b12d\n\n")]
    [InlineData("GIV 1:fb8d31021d6a4bf520ea13fae302b12dx/file\n\n")]
    [InlineData("GIV 1:fb8d31021d6a4bf520ea13fae302b12g/file\n\n")]
    [InlineData("GIV fb8d31021d6a4bf520ea13fae302b12d/file\n\n")]
    [InlineData("GIV 1:fb8d31021d6a4bf520ea13fae302b12d/file\nGET / HTTP/1.1\n\n")]
    [InlineData("GET 1:fb8d31021d6a4bf520ea13fae302b12d/file\n\n")]
    [InlineData("\n\n")]
    public void What_is_no_giv_is_refused(string text)
    {
        var (messages, bad, _) = Read(text);
        Assert.Empty(messages);
        Assert.Equal(BadBytesReason.Malformed, bad?.Reason);
    }

    [Theory, InlineData(""), InlineData("\n")]
    public void A_giv_without_an_end_is_refused_at_the_limit(string line)
    {
        var start = $"GIV 1:{Guid}/{line}";
        Assert.Equal(line.Length > 0 ? BadBytesReason.Malformed : BadBytesReason.TooLarge, Read(start + new string('a', GivReader.MaxBytes)).Bad?.Reason);
    }

    [Fact]
    public void Any_bytes_whatever_are_read_or_refused_and_never_throw()
    {
        var dice = new Random(4);
        for (var i = 0; i < 20_000; i++)
        {
            var bytes = Mutation.Of(dice, Vectors.Bytes("givs/push_idx_giv"));
            var cut = dice.Next(bytes.Length + 1);
            var (messages, bad, left) = Feed.ReadAll(new GivReader(), [bytes[..cut], bytes[cut..]]);
            Assert.True(bad is not null || messages.Count > 0 || left == bytes.Length, Convert.ToHexString(bytes));
        }
    }

    private static (List<Giv> Messages, BadBytes? Bad, long Left) Read(string text) => Feed.ReadAll(new GivReader(), [Encoding.Latin1.GetBytes(text)]);
}
