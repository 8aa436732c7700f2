using System.Text;
using FsCheck;
using FsCheck.Fluent;
using PeerActors.Host.Web.Http;

namespace PeerActors.Host.Tests.Web.Http;

public sealed class CleanNameTests
{
    [Theory]
    [InlineData("song.mp3", "song.mp3")]
    [InlineData("Größe – 日本語.flac", "Größe – 日本語.flac")]
    [InlineData("../../etc/passwd", "_.._etc_passwd")]
    [InlineData("..\\..\\boot.ini", "_.._boot.ini")]
    [InlineData("C:\\x", "C__x")]
    [InlineData("a\0b\nc\u007fd", "abcd")]
    [InlineData("innocent\u202Etxt.exe", "innocenttxt.exe")]
    [InlineData(" .bashrc ", "bashrc")]
    [InlineData("name. . .", "name")]
    [InlineData("what? \"no\" <yes>|*", "what_ _no_ _yes___")]
    [InlineData("NUL", "_NUL")]
    [InlineData("com1.txt", "_com1.txt")]
    [InlineData("con .txt", "_con .txt")]
    [InlineData("console.txt", "console.txt")]
    [InlineData("", "download")]
    [InlineData("...", "download")]
    [InlineData("///", "download")]
    [InlineData("\0", "download")]
    public void A_strangers_name_is_made_harmless(string name, string clean) => Assert.Equal(clean, CleanName.Of(name));

    [Fact]
    public void A_long_name_is_cut_between_characters_and_keeps_its_extension()
    {
        Assert.Equal(new string('a', 196) + ".mp3", CleanName.Of(new string('a', 300) + ".mp3"));
        Assert.Equal(string.Concat(Enumerable.Repeat("日", 65)) + ".mp3", CleanName.Of(string.Concat(Enumerable.Repeat("日", 100)) + ".mp3"));
        Assert.Equal(string.Concat(Enumerable.Repeat("😀", 50)), CleanName.Of(string.Concat(Enumerable.Repeat("😀", 60))));
        Assert.Equal(200, CleanName.Of("a." + new string('b', 300)).Length);
    }

    [Fact]
    public void Every_name_becomes_one_that_stays_in_its_folder() => Prop.ForAll<string>(static name =>
    {
        var clean = CleanName.Of(name ?? "");
        return clean.Length > 0
            && Encoding.UTF8.GetByteCount(clean) <= CleanName.MostBytes
            && clean == Path.GetFileName(clean)
            && clean is not "." and not ".."
            && Path.GetDirectoryName(Path.GetFullPath(clean, "/folder")) == "/folder"
            && !clean.Any(char.IsControl);
    }).QuickCheckThrowOnFailure();
}
