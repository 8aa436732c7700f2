using System.Security.Cryptography;
using PeerActors.Messages.Identity;

namespace PeerActors.Messages.Tests.Identity;

public sealed class PublicKeyTests
{
    [Fact]
    public void A_signature_is_of_one_key_and_one_text()
    {
        using var key = SigningKey.Make();
        using var other = SigningKey.Make();
        var signature = key.Sign("text"u8);

        Assert.True(key.Public.Verifies("text"u8, signature));
        Assert.False(key.Public.Verifies("texu"u8, signature));
        Assert.False(other.Public.Verifies("text"u8, signature));
        Assert.False(key.Public.Verifies("text"u8, default));
    }

    [Fact]
    public void A_private_key_is_the_same_after_it_was_kept_as_text()
    {
        using var key = SigningKey.Make();
        using var again = SigningKey.FromPem(key.ToPem());

        Assert.Equal(key.Public, again.Public);
        Assert.True(key.Public.Verifies("x"u8, again.Sign("x"u8)));
    }

    [Fact]
    public void Another_kind_of_key_is_refused()
    {
        using var rsa = RSA.Create(2048);
        using var p384 = ECDsa.Create(ECCurve.NamedCurves.nistP384);

        Assert.False(PublicKey.TryRead(rsa.ExportSubjectPublicKeyInfo(), out _));
        Assert.False(PublicKey.TryRead(p384.ExportSubjectPublicKeyInfo(), out _));
        Assert.Throws<CryptographicException>(() => SigningKey.Own(p384));
    }

    [Fact]
    public void A_key_with_any_bit_changed_is_no_key_or_another_one()
    {
        using var key = SigningKey.Make();
        for (var bit = 0; bit < PublicKey.Bytes * 8; bit++)
        {
            var changed = key.Public.Encoded.ToArray();
            changed[bit / 8] ^= (byte)(1 << (bit % 8));
            if (PublicKey.TryRead(changed, out var read)) Assert.NotEqual(key.Public, read);
        }

        Assert.False(PublicKey.TryRead(key.Public.Encoded[..^1], out _));
        Assert.False(PublicKey.TryRead([.. key.Public.Encoded, 0], out _));
    }
}
