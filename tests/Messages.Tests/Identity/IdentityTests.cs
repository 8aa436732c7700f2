using System.Net;
using System.Security.Cryptography;
using PeerActors.Messages.Identity;

namespace PeerActors.Messages.Tests.Identity;

public class IdentityTests
{
    [Theory]
    [InlineData("1.2.3.4:5", "1.2.3.4:5")]
    [InlineData("localhost:6346", "127.0.0.1:6346")]
    [InlineData("255.255.255.255:65535", "255.255.255.255:65535")]
    [InlineData("0.0.0.0:0", "0.0.0.0:0")]
    public void An_address_is_read_and_shown(string text, string shown)
    {
        Assert.True(PeerAddress.TryParse(text, out var address));
        Assert.Equal(shown, address.ToString());
        Assert.Equal(address, PeerAddress.From(address.ToEndPoint()));
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData(":1")]
    [InlineData("1.2.3.4")]
    [InlineData("1.2.3:4")]
    [InlineData("1.2.3.4.5:6")]
    [InlineData("1.2.3.256:1")]
    [InlineData("1.2.3.4:65536")]
    [InlineData("1.2.3.4:-1")]
    [InlineData("1.2.3.4: 1")]
    [InlineData("[::1]:1")]
    [InlineData("example.com:1")]
    public void Other_text_is_not_an_address(string? text) => Assert.False(PeerAddress.TryParse(text, out _));

    [Fact]
    public void An_IPv4_address_inside_an_IPv6_one_is_unwrapped_and_other_IPv6_refused()
    {
        Assert.Equal("10.0.0.1:7", PeerAddress.From(new(IPAddress.Parse("::ffff:10.0.0.1"), 7)).ToString());
        Assert.Throws<FormatException>(() => PeerAddress.From(new(IPAddress.IPv6Loopback, 7)));
    }

    [Theory]
    [InlineData("1.2.3.4:6346", true)]
    [InlineData("1.2.3.4:0", false)]
    [InlineData("0.1.2.3:6346", false)]
    [InlineData("224.0.0.1:6346", false)]
    [InlineData("255.255.255.255:6346", false)]
    public void Some_addresses_cannot_be_dialled(string text, bool dialable)
    {
        Assert.True(PeerAddress.TryParse(text, out var address));
        Assert.Equal(dialable, address.IsDialable);
    }

    // RFC 4648 section 10, without padding.
    [Theory]
    [InlineData("", "")]
    [InlineData("f", "MY")]
    [InlineData("fo", "MZXQ")]
    [InlineData("foo", "MZXW6")]
    [InlineData("foob", "MZXW6YQ")]
    [InlineData("fooba", "MZXW6YTB")]
    [InlineData("foobar", "MZXW6YTBOI")]
    public void Base32_is_that_of_RFC_4648(string plain, string encoded)
    {
        var bytes = System.Text.Encoding.ASCII.GetBytes(plain);
        Assert.Equal(encoded, Base32.Encode(bytes));
        var back = new byte[bytes.Length];
        Assert.True(Base32.TryDecode(encoded.ToLowerInvariant(), back));
        Assert.Equal(bytes, back);
    }

    [Fact]
    public void A_hash_is_read_from_its_urn_its_base32_and_its_hexadecimal_digits()
    {
        var sha1 = Sha1Hash.Read(SHA1.HashData("abc"u8));
        Assert.Equal("urn:sha1:VGMT4NSHA2AWVOR6EVYXQUGCNSONBWE5", sha1.Urn);
        foreach (var text in new[] { sha1.Urn, sha1.Urn.ToLowerInvariant(), sha1.ToString(), "a9993e364706816aba3e25717850c26c9cd0d89d" })
        {
            Assert.True(Sha1Hash.TryParse(text, out var read), text);
            Assert.Equal(sha1, read);
        }

        var sha256 = Sha256Hash.Read(SHA256.HashData("abc"u8));
        Assert.Equal("ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad", sha256.ToString());
        Assert.True(Sha256Hash.TryParse(sha256.Urn, out var back));
        Assert.Equal(sha256, back);
    }

    [Theory]
    [InlineData("urn:sha1:")]
    [InlineData("urn:sha1:VGMT4NSHA2AWVOR6EVYXQUGCNSONBWE")]
    [InlineData("urn:sha1:VGMT4NSHA2AWVOR6EVYXQUGCNSONBWE1")]
    [InlineData("urn:md5:VGMT4NSHA2AWVOR6EVYXQUGCNSONBWE5")]
    [InlineData("zz993e364706816aba3e25717850c26c9cd0d89d")]
    public void Other_text_is_not_a_hash(string text) => Assert.False(Sha1Hash.TryParse(text, out _));

    [Fact]
    public void Ids_are_shown_and_read_as_hexadecimal_digits_and_rolled_with_the_mark_of_modern_servents()
    {
        var id = ServentId.Roll(new Random(1));
        Assert.True(ServentId.TryParse(id.ToString().ToUpperInvariant(), out var read));
        Assert.Equal(id, read);
        Assert.False(ServentId.TryParse("123", out _));
        var guid = new byte[16];
        DescriptorId.Roll(new Random(2)).Write(guid);
        Assert.Equal((0xFF, 0x00), (guid[8], guid[15]));
    }
}
