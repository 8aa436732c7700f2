using PeerActors.Actors.Shares;

namespace PeerActors.Actors.Tests.Shares;

public sealed class ShareNamesTests
{
    private static readonly ShareNames Names = new(["/home/alice/Music", "/mnt/Music/", "/home/alice/Music/live", "/books", "/"]);

    [Theory]
    [InlineData("/home/alice/Music/a.mp3", "/shares/public/Music/a.mp3")]
    [InlineData("/home/alice/Music/x/y/a 100%.mp3", "/shares/public/Music/x/y/a 100%25.mp3")]
    [InlineData("/mnt/Music/a.mp3", "/shares/public/Music-2/a.mp3")]
    [InlineData("/home/alice/Music/live/a.mp3", "/shares/public/live/a.mp3")]
    [InlineData("/home/alice/Musical/a.mp3", "/shares/public/root/home/alice/Musical/a.mp3")]
    [InlineData("/books/a", "/shares/public/books/a")]
    [InlineData("/bookshelf", "/shares/public/root/bookshelf")]
    public void A_file_is_named_by_its_shared_folder_and_the_way_from_there(string path, string resource) => Assert.Equal(resource, $"{Names.Of(path)}");

    [Fact]
    public void A_file_in_no_shared_folder_is_nobody_s() => Assert.Null(new ShareNames(["/books"]).Of("/music/a"));
}
