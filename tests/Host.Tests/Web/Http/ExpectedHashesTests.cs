using PeerActors.Host.Web.Http;

namespace PeerActors.Host.Tests.Web.Http;

public sealed class ExpectedHashesTests
{
    private readonly TestFile _file = new(10);

    [Fact]
    public void Hashes_are_found_among_others()
    {
        var stated = ExpectedHashes.Stated(
            ["urn:bitprint:ABC.DEF, " + _file.Sha1.Urn.ToUpperInvariant()], ["sha-512=:AAAA:, " + _file.ReprDigest, "md5=:AAAA:"]);
        Assert.Equal(new ExpectedHashes(_file.Sha1, _file.Sha256), stated);
    }

    [Theory]
    [InlineData("")]
    [InlineData("urn:sha1:")]
    [InlineData("urn:sha1:0000")]
    [InlineData("sha-256=:AAAA:")]
    [InlineData("sha-256=:")]
    [InlineData("sha-256=::")]
    [InlineData("sha-256=:AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8g:")]
    public void What_cannot_be_read_states_nothing(string value) => Assert.False(ExpectedHashes.Stated([value], [value]).Any);

    [Fact]
    public void A_contradiction_names_both_and_what_is_unknown_contradicts_nothing()
    {
        var other = new TestFile(10, seed: 2);
        var content = new ContentHashes(other.Sha1, other.Sha256);
        Assert.Contains($"{other.Sha256} instead of {_file.Sha256}", new ExpectedHashes(null, _file.Sha256).Contradiction(content), StringComparison.Ordinal);
        Assert.Contains(other.Sha1.Urn, new ExpectedHashes(_file.Sha1, null).Contradiction(content), StringComparison.Ordinal);
        Assert.Null(new ExpectedHashes(other.Sha1, other.Sha256).Contradiction(content));
        Assert.Null(default(ExpectedHashes).Contradiction(content));
    }
}
