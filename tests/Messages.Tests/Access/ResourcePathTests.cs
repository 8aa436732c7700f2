using FsCheck;
using FsCheck.Fluent;
using PeerActors.Messages.Access;
using PeerActors.Messages.Tests.Wire;

namespace PeerActors.Messages.Tests.Access;

public sealed class ResourcePathTests
{
    [Theory]
    [InlineData("/", "/")]
    [InlineData("/a", "/a")]
    [InlineData("/a/", "/a")]
    [InlineData("/a%20b", "/a b")]
    [InlineData("/a b", "/a b")]
    [InlineData("/100%25", "/100%")]
    [InlineData("/%c3%a4", "/ä")]
    [InlineData("/ä%C3%A4", "/ää")]
    [InlineData("/...", "/...")]
    [InlineData("/..a", "/..a")]
    [InlineData("/%252e%252e", "/%2e%2e")]
    public void Escapes_are_decoded_once(string written, string text) => Assert.Equal(text, ResourcePath.Of(written).Text);

    [Theory]
    [InlineData("")]
    [InlineData("a")]
    [InlineData("a/b")]
    [InlineData("//")]
    [InlineData("//a")]
    [InlineData("/a//b")]
    [InlineData("/a//")]
    [InlineData("/.")]
    [InlineData("/a/..")]
    [InlineData("/a/../b")]
    [InlineData("/a/./b")]
    [InlineData("/%2e")]
    [InlineData("/a/%2E%2e/b")]
    [InlineData("/.%2e/b")]
    [InlineData("/a%2fb")]
    [InlineData("/a%00")]
    [InlineData("/a\0b")]
    [InlineData("/%")]
    [InlineData("/%4")]
    [InlineData("/%zz")]
    [InlineData("/%ff")]
    [InlineData("/%c3")]
    [InlineData("/%+1")]
    public void What_could_mean_another_place_is_no_resource(string text) => Assert.False(ResourcePath.TryParse(text, out _));

    [Theory]
    [InlineData("/shares/music", "/shares/music", true)]
    [InlineData("/shares/music", "/shares/music/a/b", true)]
    [InlineData("/shares/music", "/shares/musical", false)]
    [InlineData("/shares/music", "/shares", false)]
    [InlineData("/shares/music", "/shares/Music/a", false)]
    [InlineData("/", "/a", true)]
    [InlineData("/", "/", true)]
    [InlineData("/a%2520", "/a%20", false)]
    public void A_prefix_covers_itself_and_what_lies_below_it(string prefix, string resource, bool covers) =>
        Assert.Equal(covers, ResourcePath.Of(prefix).Covers(ResourcePath.Of(resource)));

    [Fact]
    public void One_that_is_too_long_is_none()
    {
        Assert.True(ResourcePath.TryParse("/" + new string('a', ResourcePath.MaxLength - 1), out _));
        Assert.False(ResourcePath.TryParse("/" + new string('a', ResourcePath.MaxLength), out _));
        Assert.False(ResourcePath.TryOf([new string('a', ResourcePath.MaxLength)], out _));
    }

    [Fact]
    public void Any_names_of_files_come_back_as_they_were_written()
    {
        var names = ArbMap.Default.GeneratorFor<string>().Where(static s => s is not null && s is not ("" or "." or "..") && !s.AsSpan().ContainsAny('/', '\0')).ArrayOf();
        Prop.ForAll(names.ToArbitrary(), static parts =>
        {
            Assert.True(ResourcePath.TryOf(parts, out var made));
            Assert.Equal(made, ResourcePath.Of(made.ToString()));
            Assert.DoesNotContain(made.ToString(), char.IsControl);
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(FuzzRun.Rounds(0.01)));
    }

    [Fact]
    public void Whatever_is_written_is_refused_or_read_without_a_way_up() => Prop.ForAll(
        Gen.Elements("/", ".", "..", "%2e", "%2F", "%5c", "%", "a", "\\", "%00").ArrayOf().Select(static parts => "/" + string.Concat(parts)).ToArbitrary(),
        static text =>
        {
            if (!ResourcePath.TryParse(text, out var resource)) return;
            Assert.DoesNotContain(resource.Text[1..].Split('/'), static part => part is "." or "..");
            Assert.Equal(resource, ResourcePath.Of(resource.ToString()));
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(FuzzRun.Rounds(0.01)));
}
