using System.Collections.Immutable;
using PeerActors.Actors.Shares;
using PeerActors.Messages.Identity;
using PeerActors.Messages.Shares;
using PeerActors.Messages.Wire.Gnutella;
using static PeerActors.Actors.Tests.Shares.Samples;

namespace PeerActors.Actors.Tests.Shares;

public sealed class LibraryTests
{
    private readonly Library _library = Open(LibrarySettings);

    [Fact]
    public void A_file_is_offered_only_once_it_is_hashed()
    {
        var file = File("/music/Blue Train.flac");
        Apply(file);
        Assert.Equal((0, 1), (_library.Size.Files, _library.Waiting.Files));
        Assert.Empty(_library.Find(Query("blue train")));
        Assert.Equal(file, _library.NextToHash);

        Assert.True(_library.Hashed(Hash(file)));
        Assert.Equal((1, 100L, 0), (_library.Size.Files, _library.Size.Bytes, _library.Waiting.Files));
        var found = Assert.Single(_library.Find(Query("train blue")));
        Assert.Equal(new SharedFile(new(1), file.Path, "Blue Train.flac", 100, file.Modified, Hash(file).Sha1, Hash(file).Sha256), found);
        Assert.Null(_library.NextToHash);
    }

    [Fact]
    public void A_remembered_file_is_offered_at_once_and_a_changed_one_is_not()
    {
        var (same, grown, touched) = (File("/music/a"), File("/music/b"), File("/music/c"));
        _library.Remember([Hash(same), Hash(grown), Hash(touched)]);
        Apply(same, File("/music/b", size: 101), File("/music/c", minute: 1));
        Assert.Equal((1, 2, 1L), (_library.Size.Files, _library.Waiting.Files, _library.RememberedFiles));
        Assert.NotNull(_library.Find(Hash(same).Sha1));
    }

    [Fact]
    public void Pages_hold_every_file_once_in_order_whatever_was_withdrawn()
    {
        var files = Enumerable.Range(0, 950).Select(static n => File($"/music/{n:000}")).ToArray();
        _library.Remember([.. files.Select(static file => Hash(file))]);
        Apply(files);
        var kept = files.Where(static (_, n) => n is < 100 or > 600).ToArray();
        Apply(kept);
        var (listed, after, pages) = (new List<SharedFile>(), new FileIndex(0), 0);
        for (FileIndex? next = after; next is { } from; pages++)
        {
            (var page, next) = _library.Page(from);
            Assert.InRange(page.Length, 0, BrowseFiles.PageFiles);
            listed.AddRange(page);
        }

        Assert.Equal(kept.Select(static file => file.Path), listed.Select(static file => file.Path));
        Assert.Equal(5, pages);
        var (beyond, none) = _library.Page(new(uint.MaxValue));
        Assert.Empty(beyond);
        Assert.Null(none);
    }

    [Fact]
    public void An_unchanged_file_keeps_its_number_and_a_changed_one_gets_a_new_one()
    {
        Offer(File("/music/a"), File("/music/b"));
        var (a, b) = (IndexOf("a"), IndexOf("b"));
        Apply(File("/music/a"), File("/music/b", minute: 1));
        Assert.Null(_library.Find(b, "b"));
        _library.Hashed(Hash(File("/music/b", minute: 1)));
        Assert.Equal(a, IndexOf("a"));
        Assert.True(IndexOf("b").Value > b.Value);
    }

    [Fact]
    public void A_file_that_is_gone_is_no_longer_found_in_any_way()
    {
        Offer(File("/music/a"), File("/music/b"));
        var hash = Hash(File("/music/a")).Sha1;
        Assert.Equal("/music/a", Assert.Single(Apply(File("/music/b"))));
        Assert.Null(_library.Find(new FileIndex(1), "a"));
        Assert.Null(_library.Find(hash));
        Assert.Empty(_library.Find(Query("a")));
        Assert.Equal((1, 100L), (_library.Size.Files, _library.Size.Bytes));
    }

    [Fact]
    public void The_name_wins_over_a_wrong_number_and_the_number_tells_equal_names_apart()
    {
        Offer(File("/music/x/cover.jpg"), File("/music/y/cover.jpg"), File("/music/z"));
        Assert.Equal("/music/y/cover.jpg", _library.Find(new FileIndex(2), "cover.jpg")!.Path);
        Assert.Equal("/music/x/cover.jpg", _library.Find(new FileIndex(3), "cover.jpg")!.Path);
        Assert.Equal("/music/x/cover.jpg", _library.Find(new FileIndex(0), "cover.jpg")!.Path);
        Assert.Null(_library.Find(new FileIndex(3), "Z"));

        Apply(File("/music/y/cover.jpg"), File("/music/z"));
        Assert.Equal("/music/y/cover.jpg", _library.Find(new FileIndex(1), "cover.jpg")!.Path);
    }

    [Fact]
    public void Equal_contents_are_found_by_hash_until_the_last_is_gone()
    {
        FoundFile[] files = [File("/music/a"), File("/music/b"), File("/music/c")];
        Apply(files);
        foreach (var file in files) _library.Hashed(Hash(file, content: 9));
        var hash = Hash(files[0], content: 9).Sha1;
        Assert.Equal(["a", "b", "c"], _library.Find(UrnQuery("", hash.Urn)).Select(file => file.Name));
        Apply(files[1..]);
        Assert.Equal("b", _library.Find(hash)!.Name);
        Apply();
        Assert.Null(_library.Find(hash));
    }

    [Fact]
    public void A_query_matches_by_a_hash_among_its_extensions_and_by_its_words_each_file_once()
    {
        Offer(File("/music/blue one"), File("/music/blue two"), File("/music/other"));
        var other = Hash(File("/music/other")).Sha1;
        var one = Hash(File("/music/blue one")).Sha1;
        Assert.Equal(["other"], Names(UrnQuery("\\", $"urn:\u001c{other.Urn.ToUpperInvariant()}\u001c{{}}")));
        Assert.Equal(["blue one", "blue two"], Names(UrnQuery("blue", one.Urn)));
        Assert.Equal(["blue one", "blue two"], Names(UrnQuery("blue", "urn:\u001curn:sha1:TOOSHORT\u001curn:sha1:11111111111111111111111111111111")));
        Assert.Empty(Names(UrnQuery("", "urn:")));
    }

    [Fact]
    public void Only_the_first_hashes_of_a_query_count_however_many_it_names()
    {
        FoundFile[] files = [.. Enumerable.Range(0, QueryUrns.MaxHashes + 1).Select(i => File($"/music/{i:d2}", size: 100 + i))];
        Offer(files);
        var urns = files.Select(file => Hash(file).Sha1.Urn).ToArray();
        Assert.Equal(files.Length, urns.Distinct(StringComparer.Ordinal).Count());
        Assert.Equal(files[..^1].Select(file => Path.GetFileName(file.Path)), Names(UrnQuery("", string.Join('\u001c', [urns[0], .. urns]))));
    }

    [Fact]
    public void One_query_is_answered_with_no_more_files_than_the_setting_allows()
    {
        var library = Open(LibrarySettings with { MaxHitsPerQuery = 5 });
        var files = Enumerable.Range(0, 20).Select(i => File($"/music/blue {i:d2}")).ToArray();
        library.Apply(Listing(files));
        foreach (var file in files) library.Hashed(Hash(file, content: 3));
        Assert.Equal([1u, 2, 3, 4, 5], library.Find(Query("blue")).Select(file => file.Index.Value));
        Assert.Equal(5, library.Find(UrnQuery("blue", Hash(files[0], content: 3).Sha1.Urn)).Length);
    }

    [Fact]
    public void Bounds_are_named_with_their_setting()
    {
        _library.Apply(new([File("/music/big", size: 1_000_001), File("/music/small")], [new("/books", "This folder cannot be read.")], LeftOut: 12));
        Assert.Equal(1, _library.Waiting.Files);
        Assert.Contains(_library.Problems, problem => problem.Path == "/music/big" && problem.Why.Contains("shares.max-file-size") && problem.Why.Contains("1,000,001"));
        Assert.Contains(_library.Problems, problem => problem.Why.Contains("shares.max-files") && problem.Why.Contains("12"));
        Assert.Contains(_library.Problems, problem => problem.Path == "/books");
    }

    [Fact]
    public void Problems_are_kept_up_to_their_bound_and_the_last_tells_of_the_rest()
    {
        var problems = Enumerable.Range(0, 25).Select(i => new ShareProblem($"/music/{i}", "No.")).ToImmutableArray();
        _library.Apply(new([], problems, 0));
        Assert.Equal(10, _library.Problems.Length);
        Assert.Contains("15 further", _library.Problems[^1].Why);
        _library.Apply(new([], problems[..1], 0));
        Assert.Equal(problems[0], Assert.Single(_library.Problems));
    }

    [Fact]
    public void A_file_that_could_not_be_hashed_is_a_problem_until_the_next_look_brings_it_back()
    {
        var file = File("/music/a");
        Apply(file);
        _library.NotHashed(file, "It vanished.");
        Assert.Null(_library.NextToHash);
        Assert.Equal(new("/music/a", "It vanished."), Assert.Single(_library.Problems));
        Apply(file);
        Assert.Equal(file, _library.NextToHash);
        Assert.Empty(_library.Problems);
    }

    [Fact]
    public void A_hash_of_what_a_file_was_before_it_changed_is_dropped()
    {
        var (before, after) = (File("/music/a"), File("/music/a", size: 200));
        Apply(before);
        Apply(after);
        Assert.False(_library.Wants(before));
        Assert.False(_library.Hashed(Hash(before)));
        _library.NotHashed(before, "It changed.");
        Assert.Empty(_library.Problems);
        Assert.Equal((0, 200L), (_library.Size.Files, _library.Waiting.Bytes));
        Assert.Equal(after, _library.NextToHash);
    }

    [Fact]
    public void Hashes_are_kept_for_a_folder_that_cannot_be_read_just_now()
    {
        Offer(File("/music/jazz/a"), File("/music/b"), File("/books/c"));
        var forgotten = _library.Apply(new([], [new("/music/jazz", "It cannot be read."), new("/books", "It does not exist.")], 0));
        Assert.Equal("/music/b", Assert.Single(forgotten));
        Assert.Equal(0, _library.Size.Files);

        Assert.Empty(Apply(File("/music/jazz/a"), File("/books/c")));
        Assert.Equal((2, 0), (_library.Size.Files, _library.Waiting.Files));
    }

    [Fact]
    public void Hashes_are_kept_for_folders_that_are_not_shared_in_this_run_up_to_the_number_of_files_allowed()
    {
        var library = Open(LibrarySettings with { Folders = ["/music"], MaxFiles = 3 });
        library.Remember([.. Enumerable.Range(0, 5).Select(i => Hash(File($"/elsewhere/{i}"))), Hash(File("/music/gone")), Hash(File("/musical"))]);
        var forgotten = library.Apply(Listing());
        Assert.Contains("/music/gone", forgotten);
        Assert.Equal(4, forgotten.Length);
    }

    [Fact]
    public void Whatever_the_folders_do_exactly_the_hashed_files_of_the_last_look_are_offered()
    {
        var dice = new Random(5);
        var hashed = new Dictionary<string, FoundFile>(StringComparer.Ordinal);
        for (var round = 0; round < 300; round++)
        {
            var listed = Enumerable.Range(0, 12).Where(_ => dice.Next(4) > 0).Select(i => File($"/music/w{i}", minute: dice.Next(8) == 0 ? round : 0)).ToArray();
            Apply(listed);
            foreach (var gone in hashed.Values.Except(listed).ToArray()) hashed.Remove(gone.Path);
            while (dice.Next(3) > 0 && _library.NextToHash is { } file)
            {
                Assert.True(_library.Hashed(Hash(file)));
                hashed.Add(file.Path, file);
            }

            Assert.Equal(listed.Length, _library.Size.Files + _library.Waiting.Files);
            Assert.Equal(hashed.Count, _library.Size.Files);
            foreach (var file in hashed.Values)
            {
                var name = file.Path["/music/".Length..];
                Assert.Equal(file.Modified, _library.Find(Hash(file).Sha1)!.Modified);
                Assert.Equal([name], Names(Query(name)));
            }
        }
    }

    [Fact]
    public void Its_tables_have_the_words_of_what_is_offered_with_accents_and_without_and_the_hashes()
    {
        Offer(File("/music/Blå Tåg.flac"), File("/music/Red.mp3"));
        var made = _library.MakeTable(maxBits: 20);
        foreach (var table in new[] { made.Table, made.Paired })
        {
            foreach (var word in new[] { "blå", "bla", "tåg", "TAG", "flac", "red" }) Assert.True(table.HasWord(word), word);
            Assert.False(table.HasWord("blu"));
            Assert.True(table.Passes(QrpQuery.Of("", [Hash(File("/music/Red.mp3")).Sha1])));
        }

        Assert.Equal((false, true), (made.Table.HasPairs, made.Paired.HasPairs));
        Assert.True(made.Paired.PassesWithPairs(QrpQuery.Of("tag blå")) && !made.Paired.PassesWithPairs(QrpQuery.Of("blå red")));
        Assert.Equal(14, _library.MakeTable(maxBits: 14).Table.Bits);
        Apply();
        Assert.False(_library.MakeTable(maxBits: 20).Table.HasWord("red"));
    }

    private ImmutableArray<string> Apply(params FoundFile[] files) => _library.Apply(Listing(files));

    private void Offer(params FoundFile[] files)
    {
        Apply(files);
        foreach (var file in files) Assert.True(_library.Hashed(Hash(file)));
    }

    private FileIndex IndexOf(string name) => _library.Find(default, name)!.Index;

    private string[] Names(Messages.Router.Query query) => [.. _library.Find(query).Select(static file => file.Name)];
}
