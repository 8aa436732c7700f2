using System.Text;
using FsCheck;
using FsCheck.Fluent;
using PeerActors.Actors.Shares;
using PeerActors.Messages.Identity;

namespace PeerActors.Actors.Tests.Shares;

public sealed class SearchIndexTests
{
    [Theory]
    [InlineData("blue", true)]
    [InlineData("train blue", true)]
    [InlineData("BLUE flac blue", true)]
    [InlineData("tráin", true)]
    [InlineData("blu", false)]
    [InlineData("bluetrain", false)]
    [InlineData("blue giant", false)]
    [InlineData("", false)]
    [InlineData("- .", false)]
    public void A_name_is_found_by_all_its_words_whole_and_in_any_order(string query, bool found)
    {
        var index = new SearchIndex();
        index.Add(new(7), "Blue Train.flac");
        Assert.Equal(found ? [7u] : [], Find(index, query));
    }

    [Fact]
    public void A_removed_file_is_not_found_and_the_others_are()
    {
        var index = new SearchIndex();
        for (uint i = 1; i <= 10; i++) index.Add(new(i), $"blue {i}");
        Assert.True(index.Remove(new(4)));
        Assert.False(index.Remove(new(4)));
        Assert.False(index.Remove(new(99)));
        Assert.Equal([1u, 2, 3, 5, 6, 7, 8, 9, 10], Find(index, "blue"));
        Assert.Empty(Find(index, "4"));
        Assert.Equal(9, index.Count);
    }

    [Fact]
    public void Words_of_removed_files_are_cleared_away()
    {
        var index = new SearchIndex();
        for (uint i = 1; i <= 20_000; i++) index.Add(new(i), $"word{i} common");
        for (uint i = 1; i <= 19_999; i++) index.Remove(new(i));
        Assert.Equal([20_000u], Find(index, "common"));
        Assert.InRange(index.WordCount, 2, 2_500);
    }

    [Fact]
    public void The_room_for_results_bounds_the_search_and_lowest_numbers_come_first()
    {
        var index = new SearchIndex();
        for (uint i = 1; i <= 100; i++) index.Add(new(i), "blue train");
        var found = new FileIndex[3];
        Assert.Equal(3, index.Find("train blue"u8, found));
        Assert.Equal([new(1), new(2), new(3)], found);
        Assert.Equal(0, index.Find("blue"u8, []));
    }

    [Fact]
    public void A_number_must_be_larger_than_those_before_it()
    {
        var index = new SearchIndex();
        index.Add(new(5), "a");
        Assert.Throws<ArgumentOutOfRangeException>(() => index.Add(new(5), "b"));
    }

    [Fact]
    public void A_look_up_allocates_nothing_whether_it_matches_or_not()
    {
        var index = new SearchIndex();
        for (uint i = 1; i <= 1000; i++) index.Add(new(i), $"blue train {i % 10} {i}");
        var found = new FileIndex[64];
        index.Find("warm up"u8, found);
        index.Find("blue 7"u8, found);
        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < 1000; i++)
        {
            index.Find("no such file anywhere"u8, found);
            index.Find("Blue träin 7"u8, found);
        }

        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 1000);
    }

    [Fact]
    public void More_words_than_any_name_has_match_nothing_and_harm_nothing()
    {
        var index = new SearchIndex();
        index.Add(new(1), "a");
        Assert.Empty(Find(index, string.Join(' ', Enumerable.Repeat("a", SearchIndex.MaxWords + 1))));
        Assert.Equal([1u], Find(index, string.Join(' ', Enumerable.Repeat("a", SearchIndex.MaxWords))));
    }

    [Fact]
    public void Whatever_is_added_removed_and_asked_the_answer_is_that_of_a_plain_look_through_all_names()
    {
        var word = Gen.Elements("a", "b", "c", "ä", "Übel", "x1", "straße", "日本", "_", "\n", "e\u0301");
        var name = word.ListOf().Select(static words => string.Join(' ', words));
        var step = Gen.Choose(0, 9).SelectMany(kind => name.SelectMany(text => Gen.Choose(0, 60).Select(number => (kind, text, number))));
        Prop.ForAll(step.ListOf().ToArbitrary(), static steps =>
        {
            var (index, plain, last) = (new SearchIndex(), new SortedDictionary<uint, string>(), 0u);
            foreach (var (kind, text, number) in steps)
            {
                if (kind < 5)
                {
                    index.Add(new(++last), text);
                    plain.Add(last, text);
                }
                else if (kind < 7)
                {
                    Assert.Equal(plain.Remove((uint)number), index.Remove(new((uint)number)));
                }
                else
                {
                    Assert.Equal(LookThrough(plain, text), Find(index, text));
                }
            }

            return true;
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(300).WithReplay(new Replay(new Rnd(20260101, 7), null)));
    }

    [Fact]
    public void A_hundred_thousand_files_with_removals_answer_as_a_plain_look_through_does()
    {
        var dice = new Random(11);
        var (index, plain) = (new SearchIndex(), new SortedDictionary<uint, string>());
        for (uint i = 1; i <= 100_000; i++)
        {
            plain.Add(i, string.Join(' ', Enumerable.Range(0, 5).Select(_ => Word(dice))));
            index.Add(new(i), plain[i]);
        }

        foreach (var gone in plain.Keys.Where(_ => dice.Next(3) > 0).ToArray())
        {
            plain.Remove(gone);
            Assert.True(index.Remove(new(gone)));
        }

        for (var i = 0; i < 40; i++)
        {
            var query = $"{Word(dice)} {Word(dice)}";
            Assert.Equal(LookThrough(plain, query), Find(index, query));
        }
    }

    [Fact]
    public void A_word_that_was_common_once_or_becomes_common_late_is_found_with_others_all_the_same()
    {
        var (index, plain) = (new SearchIndex(), new SortedDictionary<uint, string>());
        for (uint i = 1; i <= 200_000; i += 1 + i % 3)
        {
            var (early, late) = (i < 2_000 || i % 50_000 < 3, i > 190_000 || i % 9_000 < 4);
            plain.Add(i, $"all {(early ? "early" : "no")} {(late ? "late" : "no")} {(i % 2 == 0 ? "even" : "odd")} n{i % 1_000}");
            index.Add(new(i), plain[i]);
        }

        foreach (var query in (string[])["early even", "late odd", "early late", "all early late even", "all even late", "n7 all even", "n7 early", "n3 late odd", "even odd"])
            Assert.Equal(LookThrough(plain, query), Find(index, query));
    }

    /// <summary>Few words are frequent and many are rare, as in real names.</summary>
    private static string Word(Random dice) => $"w{(int)Math.Exp(dice.NextDouble() * 9)}";

    private static List<uint> LookThrough(SortedDictionary<uint, string> names, string query)
    {
        var wanted = WordReaderTests.Words(query);
        return wanted.Count == 0 ? [] : [.. names.Where(name => !wanted.Except(WordReaderTests.Words(name.Value)).Any()).Select(static name => name.Key)];
    }

    private static uint[] Find(SearchIndex index, string query)
    {
        var found = new FileIndex[100_000];
        return [.. found.Take(index.Find(Encoding.UTF8.GetBytes(query), found)).Select(static file => file.Value)];
    }
}
