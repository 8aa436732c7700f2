using PeerActors.Host.Tests.Composition;
using PeerActors.Host.Web.Admin;
using PeerActors.Messages.Identity;
using PeerActors.Messages.Shares;

namespace PeerActors.Host.Tests.Admin;

public sealed class DownloadPlanTests
{
    private const string Base32 = "PLSTHIPQGSSZTS5FJUPAKUZWUGYQYPFB";

    [Theory]
    [InlineData("http://127.0.0.1:1/get/3/blue%20train.flac", "blue train.flac")]
    [InlineData("http://127.0.0.1:1/get/3/blue%20train.flac/", "blue train.flac")]
    [InlineData("http://127.0.0.1:1/", "127.0.0.1")]
    [InlineData("http://127.0.0.1:1/uri-res/N2R?urn:sha1:" + Base32, Base32)]
    [InlineData("http://127.0.0.1:1/uri-res/N2R?URN%3ASHA1%3A" + Base32 + "&more", Base32)]
    public void A_url_gives_the_name_and_the_hash(string url, string name)
    {
        var plan = DownloadPlan.From(url);

        Assert.Equal(name, plan.Target.Name);
        Assert.Equal(name == Base32 ? Base32 : null, plan.Target.Sha1?.ToString());
        Assert.Equal(new Uri(url), Assert.Single(plan.Sources).Url);
    }

    [Theory]
    [InlineData("https://127.0.0.1/x")]
    [InlineData("http://user:secret@127.0.0.1/x")]
    [InlineData("/x")]
    [InlineData("http://")]
    [InlineData("http://127.0.0.1/uri-res/N2R?urn:sha1:TOOSHORT")]
    public void What_cannot_be_fetched_is_refused(string url) => Assert.Throws<BadAdminRequest>(() => DownloadPlan.From(url));

    [Theory]
    [InlineData("../../etc/passwd", "..%2F..%2Fetc%2Fpasswd")]
    [InlineData("a?b#c", "a%3Fb%23c")]
    [InlineData("\u001b[31m", "%1B%5B31m")]
    public void A_hostile_name_stays_one_part_of_the_url(string name, string escaped) =>
        Assert.Equal($"http://127.0.0.1:7001/get/42/{escaped}", Assert.Single(From(FakeGateway.Hit(1, name)).Sources).Url.AbsoluteUri);

    [Fact]
    public void A_hit_without_hash_and_name_is_refused() => Assert.Throws<BadAdminRequest>(() => From(FakeGateway.Hit(1, "..")));

    [Fact]
    public void A_sharer_that_says_so_or_names_no_place_must_be_pushed()
    {
        SearchHit[] hits = [FakeGateway.Hit(1, "a") with { MustPush = true, PushProxies = [TestSettings.Loopback(9)] }, FakeGateway.Hit(1, "a", address: new PeerAddress(0, 80))];
        foreach (var hit in hits)
        {
            var source = Assert.Single(From(hit).Sources);
            Assert.Equal((true, new PushRoute(hit.Peer, hit.Index, hit.PushProxies) { Address = hit.Address }), (source.MustPush, source.Push));
        }
    }

    [Fact]
    public void Other_hits_of_the_content_and_others_that_they_name_come_behind()
    {
        var sha1 = new Sha1Hash(1, 2, 3);
        var plan = DownloadPlan.From([
            FakeGateway.Hit(1, "a", sha1) with { Alternates = [TestSettings.Loopback(7003)] },
            FakeGateway.Hit(2, "b", sha1, TestSettings.Loopback(7002))]);
        Assert.Equal(
            [$"http://127.0.0.1:7001/uri-res/N2R?{sha1.Urn}", "http://127.0.0.1:7001/get/42/a", $"http://127.0.0.1:7002/uri-res/N2R?{sha1.Urn}", "http://127.0.0.1:7002/get/42/b",
                $"http://127.0.0.1:7003/uri-res/N2R?{sha1.Urn}"],
            plan.Sources.Select(static source => source.Url.AbsoluteUri));
    }

    private static DownloadPlan From(SearchHit hit) => DownloadPlan.From([hit]);
}
