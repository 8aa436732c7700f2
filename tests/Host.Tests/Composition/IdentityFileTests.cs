using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using PeerActors.Host.Composition;
using PeerActors.Messages.Identity;
using PeerActors.TestKit;

namespace PeerActors.Host.Tests.Composition;

[System.Runtime.Versioning.UnsupportedOSPlatform("windows")]
public sealed class IdentityFileTests : IDisposable
{
    private readonly ScratchFolder _scratch = new();

    private string KeyFile => _scratch.In(IdentityFile.FileName);

    public void Dispose() => _scratch.Dispose();

    [Fact]
    public void A_key_is_made_once_and_its_certificate_shows_it()
    {
        using var made = IdentityFile.ReadOrMake(_scratch.Path, TimeProvider.System);
        using var again = IdentityFile.ReadOrMake(_scratch.Path, TimeProvider.System);

        Assert.Equal(made.Id, again.Id);
        Assert.Equal(made.Id, IdentityFile.ReadId(_scratch.Path));
        Assert.Equal(made.Certificate.Thumbprint, again.Certificate.Thumbprint);
        Assert.Equal(made.Id, PeerId.Of(again.Certificate.PublicKey.ExportSubjectPublicKeyInfo()));
        Assert.True(again.Certificate.HasPrivateKey);
        Assert.Equal(again.Certificate.SubjectName.RawData, again.Certificate.IssuerName.RawData);
        Assert.Equal(OwnerOnly.File, File.GetUnixFileMode(KeyFile));
    }

    [Theory]
    [InlineData(UnixFileMode.GroupRead)]
    [InlineData(UnixFileMode.OtherRead)]
    [InlineData(UnixFileMode.OtherWrite)]
    public void A_key_that_others_can_reach_is_refused_by_name(UnixFileMode others)
    {
        IdentityFile.ReadOrMake(_scratch.Path, TimeProvider.System).Dispose();
        File.SetUnixFileMode(KeyFile, OwnerOnly.File | others);

        var refused = Assert.Throws<StartFailed>(() => IdentityFile.ReadOrMake(_scratch.Path, TimeProvider.System));

        Assert.Contains(KeyFile, refused.Message, StringComparison.Ordinal);
        Assert.Contains("600 is expected", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_certificate_near_its_end_is_made_anew_and_the_peer_stays_who_it_is()
    {
        var clock = new ManualClock();
        using var made = IdentityFile.ReadOrMake(_scratch.Path, clock);
        clock.Advance(TimeSpan.FromDays(365 * 19.5));
        using var renewed = IdentityFile.ReadOrMake(_scratch.Path, clock);

        Assert.Equal(made.Id, renewed.Id);
        Assert.True(renewed.Certificate.NotAfter > made.Certificate.NotAfter);
    }

    [Theory]
    [InlineData("")]
    [InlineData("-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n")]
    [InlineData("rsa")]
    [InlineData("another's certificate")]
    public void A_file_with_anything_else_is_refused_by_name(string content)
    {
        OwnerOnly.WriteWhole(KeyFile, System.Text.Encoding.ASCII.GetBytes(Content(content)));

        Assert.Contains(KeyFile, Assert.Throws<StartFailed>(() => IdentityFile.ReadOrMake(_scratch.Path, TimeProvider.System)).Message, StringComparison.Ordinal);
    }

    private static string Content(string what)
    {
        using var rsa = RSA.Create(2048);
        var of = new CertificateRequest("CN=x", rsa, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        using var certificate = of.CreateSelfSigned(DateTimeOffset.UnixEpoch, DateTimeOffset.UnixEpoch.AddYears(100));
        using var key = SigningKey.Make();
        return what switch
        {
            "rsa" => $"{rsa.ExportPkcs8PrivateKeyPem()}\n{certificate.ExportCertificatePem()}\n",
            "another's certificate" => $"{key.ToPem()}\n{certificate.ExportCertificatePem()}\n",
            _ => what,
        };
    }
}
