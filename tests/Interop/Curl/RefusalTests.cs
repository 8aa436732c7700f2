namespace PeerActors.Interop.Curl;

/// <summary>What is not shared does not leave the machine, however it is asked for.</summary>
public class RefusalTests(SharingPeer peer) : IClassFixture<SharingPeer>
{
    [Theory]
    [InlineData("/get/1/no such file", "404")]
    [InlineData("/get/")]
    [InlineData("/get/x/liner%20notes.txt")]
    [InlineData("/uri-res/N2R?urn:sha1:AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA")]
    [InlineData("/get/1/../../secret.txt")]
    [InlineData("/get/1/../secret.txt")]
    [InlineData("/get/1/..%2fsecret.txt")]
    [InlineData("/get/1/..%252fsecret.txt")]
    [InlineData("/get/1/%2e%2e/secret.txt")]
    [InlineData("/get/1/..\\secret.txt")]
    [InlineData("/get/1/....//....//etc/passwd")]
    [InlineData("/../../../../../../etc/passwd")]
    [InlineData("/get/1//etc/passwd")]
    [InlineData("/get/1/%2fetc%2fpasswd")]
    [InlineData("/get/1/%c0%ae%c0%ae%c0%afetc%c0%afpasswd")]
    [InlineData("/get/1/liner%20notes.txt%00.flac", "400")]
    public async Task A_path_that_names_nothing_shared_gets_nothing(string target, string status = "404")
    {
        var answer = await CurlRun.Of("--path-as-is", "--write-out", "\n%{http_code}", $"http://{peer.Address}{target.Replace(" ", "%20", StringComparison.Ordinal)}");
        Assert.Equal(status, answer.Text[(answer.Text.LastIndexOf('\n') + 1)..]);
        Assert.DoesNotContain("secret", answer.Text, StringComparison.Ordinal);
        Assert.DoesNotContain("root:", answer.Text, StringComparison.Ordinal);
        Assert.DoesNotContain("Recorded", answer.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_script_learns_of_a_missing_file_by_the_exit_code()
    {
        const int HttpError = 22;
        Assert.Equal(HttpError, (await CurlRun.Of("--fail", peer.Url("no such file"))).Code);
    }

    [Theory]
    [InlineData("--data", "x")]
    [InlineData("--request", "DELETE")]
    [InlineData("--upload-file", "/dev/null")]
    public async Task Nothing_can_be_put_or_deleted(string option, string value)
    {
        var (status, headers) = (await CurlRun.Of(option, value, "--include", peer.Url(SharingPeer.Other))).Head;
        Assert.Equal(("HTTP/1.1 405 Method Not Allowed", "GET, HEAD"), (status, headers["Allow"]));
        Assert.Equal(peer.OtherBytes, (await CurlRun.Of(peer.Url(SharingPeer.Other))).Bytes);
    }
}
