using PeerActors.Interop.Curl;
using PeerActors.Messages.Access;
using PeerActors.Messages.Identity;

namespace PeerActors.Interop.Tls;

/// <summary>A client of HTTP that shows the key of a peer is that peer, and gets what rules allow it; files of a folder are denied to anyone else.</summary>
public sealed class KeyTests : IClassFixture<ListingPeer>, IDisposable
{
    private readonly ListingPeer _peer;
    private readonly Certificates _certificates = new();

    public KeyTests(ListingPeer peer) => _peer = peer;

    public void Dispose() => _certificates.Dispose();

    [Fact]
    public async Task What_is_denied_to_anyone_comes_to_the_peer_that_a_rule_names()
    {
        var (known, friend) = _certificates.Peer();
        var (other, _) = _certificates.Peer();
        await Rule(allows: false, Anyone.Instance);
        await Rule(allows: true, new OnePeer(friend));

        Assert.Equal("404", await Status(_peer.Url()));
        Assert.Equal("404", await Status(_peer.SecureUrl()));
        Assert.Equal("404", await Status(_peer.SecureUrl(), "--cert", other));
        Assert.Equal(_peer.Bytes, (await CurlRun.Of("--insecure", "--cert", known, _peer.SecureUrl())).Bytes);
        Assert.Equal(_peer.Bytes, (await CurlRun.Of("--insecure", "--cert", known, $"https://{_peer.Address}/uri-res/N2R?urn:sha1:{_peer.Sha1}")).Bytes);
        Assert.DoesNotContain("liner notes.txt", (await CurlRun.Of("--insecure", "--cert", other, $"https://{_peer.Address}/")).Text, StringComparison.Ordinal);
        Assert.Contains("liner notes.txt", (await CurlRun.Of("--insecure", "--cert", known, $"https://{_peer.Address}/")).Text, StringComparison.Ordinal);
    }

    private static async Task<string> Status(string url, params string[] more) =>
        (await CurlRun.Of(["--insecure", "--output", "/dev/null", "--write-out", "%{http_code}", .. more, url])).Text;

    private async Task Rule(bool allows, AccessSubject subject) => Assert.IsType<AccessRulesTold>(await _peer.Gateway.Access(
        r => new AddAccessRule(r, new(0, allows, subject, AccessVerbs.Read | AccessVerbs.List | AccessVerbs.Search, ResourcePath.Of("/shares/public/shared"), Expires: null))));
}
