using System.Security.Cryptography;
using PeerActors.Messages.Identity;

namespace PeerActors.Messages.Tests.Identity;

public sealed class PeerIdTests
{
    private static readonly PeerId Sample = PeerId.Of("a key"u8);

    [Fact]
    public void An_id_is_the_hash_of_the_key_in_eight_groups_of_seven()
    {
        Span<byte> bytes = stackalloc byte[PeerId.Bytes];
        Sample.Write(bytes);

        Assert.Equal(SHA256.HashData("a key"u8), bytes.ToArray());
        Assert.Equal(Enumerable.Repeat(7, 8), Sample.ToString().Split('-').Select(static g => g.Length));
        Assert.StartsWith(Base32.Encode(bytes)[..7], Sample.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void An_id_is_read_as_people_write_it()
    {
        var text = Sample.ToString();
        string[] ways = [text, text.Replace("-", "", StringComparison.Ordinal), text.ToLowerInvariant(), text.Replace('-', ' '), text.Replace('O', '0').Replace('I', '1').Replace('B', '8')];

        foreach (var way in ways)
        {
            Assert.True(PeerId.TryParse(way, out var read), way);
            Assert.Equal(Sample, read);
        }
    }

    [Fact]
    public void One_wrong_character_anywhere_is_noticed()
    {
        var text = Sample.ToString();
        for (var at = 0; at < text.Length; at++)
        {
            if (text[at] == '-') continue;
            foreach (var wrong in "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567".Where(c => c != text[at]))
                Assert.False(PeerId.TryParse($"{text[..at]}{wrong}{text[(at + 1)..]}", out _), $"{wrong} at {at}");
        }
    }

    [Theory]
    [InlineData("")]
    [InlineData("-")]
    [InlineData("AAAAAAA")]
    [InlineData("not an id at all, but long enough to be one: 0123456789 0123456789")]
    public void Other_text_is_no_id(string text) => Assert.False(PeerId.TryParse(text, out _));

    [Fact]
    public void An_id_with_a_character_more_or_less_is_none()
    {
        Assert.False(PeerId.TryParse(Sample + "A", out _));
        Assert.False(PeerId.TryParse(Sample.ToString().AsSpan()[..^1], out _));
    }

    [Fact]
    public void Ids_order_by_their_bytes()
    {
        PeerId[] ids = [.. Enumerable.Range(0, 50).Select(static i => PeerId.Of([(byte)i]))];

        Assert.Equal(ids.OrderBy(static id => Convert.ToHexString(Bytes(id)), StringComparer.Ordinal), ids.Order());
    }

    [Fact]
    public void A_fingerprint_is_eight_groups_of_five_digits_and_two_peers_have_one_in_common()
    {
        var other = PeerId.Of("another key"u8);

        Assert.Matches("^[0-9]{5}( [0-9]{5}){7}$", Fingerprint.Of(Sample));
        Assert.NotEqual(Fingerprint.Of(Sample), Fingerprint.Of(other));
        Assert.Equal(Fingerprint.Of(Sample, other), Fingerprint.Of(other, Sample));
        Assert.NotEqual(Fingerprint.Of(Sample, other), Fingerprint.Of(Sample, Sample));
    }

    private static byte[] Bytes(PeerId id)
    {
        var bytes = new byte[PeerId.Bytes];
        id.Write(bytes);
        return bytes;
    }
}
