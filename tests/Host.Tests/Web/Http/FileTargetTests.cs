using PeerActors.Host.Web.Http;
using PeerActors.Messages.Identity;

namespace PeerActors.Host.Tests.Web.Http;

public sealed class FileTargetTests
{
    private const string Urn = "urn:sha1:PLSTHIPQGSSZTS5FJUPAKUZWUGYQYPFB";

    [Theory]
    [InlineData("/get/7/a.bin", "a.bin")]
    [InlineData("/get/7/a.bin/", "a.bin")]
    [InlineData("/GET/7/a.bin", "a.bin")]
    [InlineData("/get/7/a.bin?x=1", "a.bin")]
    [InlineData("/get/7/a%20b%25", "a b%")]
    [InlineData("/get/7/a+b", "a+b")]
    [InlineData("/get/7/%E6%97%A5", "日")]
    [InlineData("/get/7/...", "...")]
    [InlineData("/get/7/..%5c..", "..\\..")]
    [InlineData("http://somewhere:1/get/7/a.bin", "a.bin")]
    public void A_name_is_one_decoded_segment(string target, string name) =>
        Assert.Equal(new ByName(new FileIndex(7), name), FileTarget.Read(target));

    [Theory]
    [InlineData("/uri-res/N2R?" + Urn)]
    [InlineData("/uri-res/n2r?URN:SHA1:plsthipqgsszts5fjupakuzwugyqypfb")]
    [InlineData("/uri-res/N2R?urn%3asha1%3APLSTHIPQGSSZTS5FJUPAKUZWUGYQYPFB")]
    public void A_content_is_named_by_its_urn(string target)
    {
        Assert.True(Sha1Hash.TryParse(Urn, out var sha1));
        Assert.Equal(new ByHash(sha1), FileTarget.Read(target));
    }

    [Theory, InlineData("/"), InlineData("/?"), InlineData("http://somewhere"), InlineData("http://somewhere/")]
    public void The_front_page_lists_what_is_offered(string target) => Assert.Equal(new FrontPage(), FileTarget.Read(target));

    [Theory]
    [InlineData("")]
    [InlineData("*")]
    [InlineData("somewhere:80")]
    [InlineData("/get")]
    [InlineData("/get/")]
    [InlineData("/get/7")]
    [InlineData("/get/7/")]
    [InlineData("/get/7//")]
    [InlineData("/get/7/.")]
    [InlineData("/get/7/%2e%2E")]
    [InlineData("/get/7/a/b")]
    [InlineData("/get/7/a%2fb")]
    [InlineData("/get/+7/a")]
    [InlineData("/get/ 7/a")]
    [InlineData("/get/4294967296/a")]
    [InlineData("/get/7/a%")]
    [InlineData("/get/7/a%2")]
    [InlineData("/get/7/a%zz")]
    [InlineData("/get/7/a% 1")]
    [InlineData("/get/7/%ff")]
    [InlineData("/get/7/%c0%af")]
    [InlineData("/get/7/%ed%a0%80")]
    [InlineData("/uri-res/N2R")]
    [InlineData("/uri-res/N2R?")]
    [InlineData("/uri-res/N2R?PLSTHIPQGSSZTS5FJUPAKUZWUGYQYPFB")]
    [InlineData("/uri-res/N2R?urn:sha1:PLSTHIPQGSSZTS5FJUPAKUZWUGYQYPF")]
    [InlineData("/uri-res/N2R?urn:md5:PLSTHIPQGSSZTS5FJUPAKUZWUGYQYPFB")]
    public void Anything_else_is_elsewhere(string target) => Assert.IsType<Elsewhere>(FileTarget.Read(target));

    [Theory, InlineData("/get/7/a%00"), InlineData("/get/7/a\0"), InlineData("/uri-res/N2R?%00"), InlineData("/%00")]
    public void A_nul_is_malformed(string target) => Assert.IsType<Malformed>(FileTarget.Read(target));
}
