using PeerActors.Actors.Shares;
using PeerActors.Messages.Identity;
using PeerActors.Messages.Router;
using PeerActors.Messages.Wire.Gnutella;
using Xunit.Abstractions;
using static PeerActors.Actors.Tests.Router.RouterScene;

namespace PeerActors.Actors.Tests.Router.QueryRouting;

/// <summary>How many of the queries that a leaf cannot answer its table lets pass, measured on a corpus of names: a third each have one word, two and three.</summary>
public sealed class ShieldingOnNamesTests(ITestOutputHelper output)
{
    private const int QueriesOfEachLength = 1_000;
    private const int Leaves = 5;

    [Theory]
    [InlineData(20)]
    [InlineData(100)]
    [InlineData(1_000)]
    public void A_leaf_that_knows_pairs_is_sent_at_most_one_in_twenty_queries_that_it_cannot_answer_and_all_that_it_can(int files)
    {
        var (plain, paired) = Measure(files);
        output.WriteLine($"{files} files: {paired:P2} of the queries that it cannot answer are sent to it; {plain:P2} without pairs");
        Assert.InRange(paired, 0, 0.05);
    }

    [Fact]
    public void A_leaf_of_another_servent_that_shares_little_is_too()
    {
        var (plain, _) = Measure(files: 20);
        Assert.InRange(plain, 0, 0.05);
    }

    private static (double Plain, double Paired) Measure(int files)
    {
        var corpus = new NamesCorpus(seed: 42);
        var (unanswerable, plainSent, pairedSent) = (0, 0, 0);
        for (var leaf = 0; leaf < Leaves; leaf++)
        {
            var (index, plain, paired) = (new SearchIndex(), new QrpTableBuilder(withBeginnings: false), new QrpTableBuilder(withBeginnings: false, withPairs: true));
            for (var i = 1; i <= files; i++)
            {
                var name = NamesCorpus.File(corpus.Name(), i);
                index.Add(new((uint)i), name);
                plain.AddName(name).AddHash(new((ulong)i * 0x9E3779B97F4A7C15, (ulong)i * 0xD1342543DE82EF95, (uint)i));
                paired.AddName(name).AddHash(new((ulong)i * 0x9E3779B97F4A7C15, (ulong)i * 0xD1342543DE82EF95, (uint)i));
            }

            var (plainTable, pairedTable) = (AtTheFarSide(plain.Build()), AtTheFarSide(paired.Build()));
            Assert.True(pairedTable.HasPairs && !plainTable.HasPairs);
            for (var length = 1; length <= 3; length++)
            {
                for (var i = 0; i < QueriesOfEachLength; i++)
                {
                    var query = Ask(i, string.Join(' ', corpus.Query(length)));
                    var asked = QrpQuery.Of(query);
                    var isAnswerable = index.Find(query.TextBytes, new FileIndex[1]) > 0;
                    if (isAnswerable) Assert.True(plainTable.Passes(asked) && pairedTable.PassesWithPairs(asked), $"\"{query.Text}\" was kept from who has it");
                    else unanswerable++;
                    if (!isAnswerable && plainTable.Passes(asked)) plainSent++;
                    if (!isAnswerable && pairedTable.PassesWithPairs(asked)) pairedSent++;
                }
            }
        }

        return ((double)plainSent / unanswerable, (double)pairedSent / unanswerable);
    }

    /// <summary>As it is after it has crossed a link.</summary>
    private static QrpTable AtTheFarSide(QrpTable table)
    {
        var receiver = new QrpReceiver();
        foreach (var descriptor in QrpSender.Update(null, table, QrpStyle.Default, new Random(1)))
            Assert.Null(descriptor is QrpReset reset ? receiver.Accept(reset) : receiver.Accept((QrpPatch)descriptor));
        return receiver.Table!;
    }
}
