using PeerActors.Interop.Curl;
using PeerActors.Messages.Links;

namespace PeerActors.Interop.Tls;

/// <summary>Whoever comes to the public port with TLS and no key that a rule knows gets the public share, over HTTP, and nothing else.</summary>
public sealed class StrangerTests(ListingPeer peer) : IClassFixture<ListingPeer>, IDisposable
{
    private readonly Certificates _certificates = new();

    public void Dispose() => _certificates.Dispose();

    [Theory]
    [InlineData("no certificate", LinkCloseReason.WrongKey)]
    [InlineData("an RSA key", LinkCloseReason.WrongKey)]
    [InlineData("expired", LinkCloseReason.WrongKey)]
    [InlineData("TLS 1.2", LinkCloseReason.HandshakeFailed)]
    [InlineData("another protocol", LinkCloseReason.HandshakeFailed)]
    public async Task Whoever_does_not_come_as_peers_come_is_told_nothing_and_is_counted(string what, LinkCloseReason reason)
    {
        var before = await Refused(reason);

        var end = await OpenSslRun.Client(peer.Address, "GET / HTTP/1.1\r\nHost: peer\r\nConnection: close\r\n\r\n", As(what));

        Assert.Empty(end.Told);
        Assert.Equal(before + 1, await Refused(reason));
    }

    [Fact]
    public async Task Who_shows_a_key_of_its_own_and_says_what_is_no_frame_is_closed()
    {
        var end = await OpenSslRun.Client(peer.Address, new string('x', 3000), "-alpn", "peeractors/1", "-tls1_3", "-cert", _certificates.Peer().Path);

        Assert.DoesNotContain("Blue", end.Told, StringComparison.Ordinal);
        Assert.DoesNotContain("HTTP", end.Told, StringComparison.Ordinal);
        Assert.Equal(peer.OtherBytes, (await CurlRun.Of(peer.Url(SharingPeer.Other))).Bytes);
    }

    [Theory]
    [InlineData("-alpn", "http/1.1")]
    [InlineData("-servername", "peer.example")]
    public async Task HTTP_over_TLS_lists_the_public_share(string option, string value)
    {
        var end = await OpenSslRun.Client(peer.Address, "GET / HTTP/1.1\r\nHost: peer\r\nConnection: close\r\n\r\n", option, value);

        Assert.StartsWith("HTTP/1.1 200 OK", end.Told, StringComparison.Ordinal);
        Assert.Contains("liner notes.txt", end.Told, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_whole_file_comes_over_TLS()
    {
        Assert.Equal(peer.Bytes, (await CurlRun.Of("--insecure", peer.SecureUrl())).Bytes);
        Assert.Equal(peer.Bytes[1000..2001], (await CurlRun.Of("--insecure", "--range", "1000-2000", peer.SecureUrl())).Bytes);
    }

    [Theory]
    [InlineData("/status")]
    [InlineData("/rules")]
    [InlineData("/links")]
    [InlineData("/stop")]
    [InlineData("/services/")]
    [InlineData("/get/1/..%2fsecret.txt")]
    public async Task Over_TLS_too_there_is_nothing_but_the_share(string target)
    {
        Assert.Equal("404", (await CurlRun.Of("--insecure", "--path-as-is", "--output", "/dev/null", "--write-out", "%{http_code}", $"https://{peer.Address}{target}")).Text);
        Assert.Equal("405", (await CurlRun.Of("--insecure", "--request", "POST", "--output", "/dev/null", "--write-out", "%{http_code}", $"https://{peer.Address}{target}")).Text);
    }

    private string[] As(string what) => what switch
    {
        "no certificate" => ["-alpn", "peeractors/1"],
        "an RSA key" => ["-alpn", "peeractors/1", "-cert", _certificates.Rsa()],
        "expired" => ["-alpn", "peeractors/1", "-cert", _certificates.Expired()],
        "TLS 1.2" => ["-alpn", "peeractors/1", "-tls1_2"],
        _ => ["-alpn", "h2"],
    };

    private async Task<long> Refused(LinkCloseReason reason) => (await peer.Gateway.PeerLinks()).Closed.GetValueOrDefault(reason);
}
