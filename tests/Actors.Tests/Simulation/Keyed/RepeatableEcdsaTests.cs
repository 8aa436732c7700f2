using System.Text;
using PeerActors.Actors.Simulation.Keys;
using PeerActors.Messages.Identity;

namespace PeerActors.Actors.Tests.Simulation.Keyed;

public class RepeatableEcdsaTests
{
    /// <summary>RFC 6979, A.2.5: the key, less the one that is added to bring any bytes into range.</summary>
    private const string Secret = "C9AFA9D845BA75166B5C215767B1D6934E50C3DB36E89B127B8A622B120F6720";

    [Theory]
    [InlineData("sample", "EFD48B2AACB6A8FD1140DD9CD45E81D69D2C877B56AAF991C34D0EA84EAF3716F7CB1C942D657C41D436C7A1B6E29F65F3E900DBB9AFF4064DC4AB2F843ACDA8")]
    [InlineData("test", "F1ABB023518351CD71D881567B1EA663ED3EFCF6C5132B354F28D3B0B7D38367019F4113742A2B14BD25926B49C649155F267E60D3814B4C0CC84250E46F0083")]
    public void It_signs_as_RFC_6979_says(string text, string signature)
    {
        using var key = SigningKey.Own(new RepeatableEcdsa(Convert.FromHexString(Secret)));
        var signed = key.Sign(Encoding.ASCII.GetBytes(text));
        Assert.Equal(signature, Convert.ToHexString(signed.Span));
        Assert.True(key.Public.Verifies(Encoding.ASCII.GetBytes(text), signed));
    }

    [Fact]
    public void Everybody_can_check_what_a_seeded_key_signs_and_nobody_else_signs_so()
    {
        using var alice = SeededKey.Of(7, "alice");
        using var again = SeededKey.Of(7, "alice");
        using var bob = SeededKey.Of(7, "bob");
        for (byte i = 0; i < 50; i++)
        {
            var signed = alice.Sign([i]);
            Assert.Equal(Convert.ToHexString(signed.Span), Convert.ToHexString(again.Sign([i]).Span));
            Assert.True(alice.Public.Verifies([i], signed));
            Assert.False(alice.Public.Verifies([(byte)(i + 1)], signed));
            Assert.False(bob.Public.Verifies([i], signed));
        }
    }
}
