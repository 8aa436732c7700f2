using PeerActors.Messages.Wire.Gnutella;

namespace PeerActors.Messages.Tests.Wire;

public class CobsTests
{
    [Theory]
    [InlineData("", "01")]
    [InlineData("00", "0101")]
    [InlineData("0000", "010101")]
    [InlineData("11220033", "0311220233")]
    [InlineData("11000000", "0211010101")]
    public void Bytes_are_stuffed_as_the_paper_has_it(string plain, string stuffed) =>
        Assert.Equal(stuffed, Convert.ToHexStringLower(Cobs.Encode(Convert.FromHexString(plain))));

    [Fact]
    public void What_was_stuffed_comes_out_again_whatever_its_length_and_wherever_its_nuls()
    {
        var dice = new Random(1);
        for (var length = 0; length < 800; length++)
        {
            foreach (var share in (int[])[2, 40, int.MaxValue])
            {
                var plain = Enumerable.Range(0, length).Select(_ => dice.Next(share) == 0 ? (byte)0 : (byte)dice.Next(1, 256)).ToArray();
                var stuffed = Cobs.Encode(plain);
                Assert.DoesNotContain((byte)0, stuffed);
                Assert.True(stuffed.Length <= Cobs.MostEncoded(length));
                Assert.True(Cobs.TryDecode(stuffed, stuffed, out _));
                var back = new byte[Cobs.MostEncoded(length)];
                Assert.True(Cobs.TryDecode(Cobs.Encode(plain), back, out var written));
                Assert.Equal(plain, back[..written]);
            }
        }
    }

    [Theory]
    [InlineData("00")]
    [InlineData("0511")]
    [InlineData("021100")]
    [InlineData("ff1122")]
    public void What_was_not_stuffed_is_refused(string bytes) =>
        Assert.False(Cobs.TryDecode(Convert.FromHexString(bytes), new byte[300], out _));
}
