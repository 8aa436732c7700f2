using PeerActors.Actors.Shares;
using static PeerActors.Actors.Tests.Shares.Samples;

namespace PeerActors.Actors.Tests.Shares;

public sealed class UnsavedHashesTests
{
    [Fact]
    public void Beyond_the_bound_only_paths_that_wait_already_change_and_the_others_are_counted()
    {
        var unsaved = new UnsavedHashes(2);
        unsaved.Remember(Hash(File("/a")));
        unsaved.Remember(Hash(File("/b")));
        unsaved.Remember(Hash(File("/c")));
        unsaved.Forget("/d");
        unsaved.Forget("/a");
        Assert.Equal((2, 2L), (unsaved.Count, unsaved.Dropped));
        var batch = unsaved.Next()!;
        Assert.Equal("/b", Assert.Single(batch.Hashes).File.Path);
        Assert.Equal("/a", Assert.Single(batch.Forgotten));
    }

    [Fact]
    public void A_batch_that_was_not_saved_waits_again_behind_what_is_newer()
    {
        var unsaved = new UnsavedHashes(10);
        unsaved.Remember(Hash(File("/a")));
        unsaved.Forget("/b");
        var batch = unsaved.Next()!;
        unsaved.Forget("/a");
        Assert.Null(unsaved.Next());
        Assert.True(unsaved.NotSaved(batch));
        Assert.False(unsaved.NotSaved(batch));
        Assert.Null(unsaved.Next());
        unsaved.TryAgain();
        var again = unsaved.Next()!;
        Assert.Empty(again.Hashes);
        Assert.Equal(["/a", "/b"], again.Forgotten.Order(StringComparer.Ordinal));
        Assert.True(unsaved.Saved(again));
        Assert.Null(unsaved.Next());
    }
}
