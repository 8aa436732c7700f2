using PeerActors.Messages.Wire.Gnutella;

namespace PeerActors.Messages.Tests.Wire;

public sealed class QrpPairsTests
{
    [Theory]
    [InlineData("blue train", true)]
    [InlineData("train blue", true)]
    [InlineData("TRAIN coltrane blue", true)]
    [InlineData("blue", true)]
    [InlineData("red moon", true)]
    [InlineData("blue moon", false)]
    [InlineData("blue train moon", false)]
    [InlineData("green", false)]
    public void Words_pass_when_one_name_has_each_two_of_them(string query, bool passes)
    {
        var asked = QrpQuery.Of(query);
        Assert.Equal(passes, Table(withPairs: true).PassesWithPairs(asked));
        Assert.Equal(query != "green", Table(withPairs: true).Passes(asked));
    }

    [Fact]
    public void A_table_without_pairs_has_no_mark_and_is_asked_for_words_only()
    {
        Assert.False(Table(withPairs: false).HasPairs);
        Assert.True(Table(withPairs: true).HasPairs);
        Assert.True(Table(withPairs: false).PassesWithPairs(QrpQuery.Of("blue moon")));
    }

    [Fact]
    public void Short_words_make_no_pairs_in_names_nor_in_queries() =>
        Assert.True(new QrpTableBuilder(withPairs: true).AddName("ab blue cd").Build().PassesWithPairs(QrpQuery.Of("cd blue xy")));

    [Fact]
    public void A_long_query_is_judged_by_the_pairs_of_its_first_words()
    {
        string[] words = [.. Enumerable.Range(100, 100).Select(static i => $"word{i}")];
        var table = new QrpTableBuilder(withPairs: true).AddName(string.Join(' ', words)).Build();
        Assert.True(table.PassesWithPairs(QrpQuery.Of(string.Join(' ', words))));
    }

    [Fact]
    public void A_search_for_a_hash_and_for_what_is_new_has_no_pairs_to_ask_for()
    {
        var table = new QrpTableBuilder(withPairs: true).AddHash(new(1, 2, 3)).Build();
        Assert.True(table.PassesWithPairs(QrpQuery.Of("blue moon", [new(1, 2, 3)])));
        Assert.True(table.PassesWithPairs(QrpQuery.Of("blue moon", asksWhatIsNew: true)));
    }

    private static QrpTable Table(bool withPairs) =>
        new QrpTableBuilder(withBeginnings: false, withPairs).AddName("Coltrane - Blue Train.flac").AddName("Red Moon.mp3").Build();
}
