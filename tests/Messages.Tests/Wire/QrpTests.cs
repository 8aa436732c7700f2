using System.Collections.Immutable;
using PeerActors.Messages.Identity;
using PeerActors.Messages.Router;
using PeerActors.Messages.Wire;
using PeerActors.Messages.Wire.Gnutella;

namespace PeerActors.Messages.Tests.Wire;

public class QrpTests
{
    /// <summary>From the recorded hits and downloads of the servent whose table is recorded too.</summary>
    private static readonly string[] SharedNames =
        ["alpha_bigfile.bin", "green mountain river song.mp3", "wombats2 ballad 58.txt", .. Enumerable.Range(1, 5).Select(static i => $"alpha_document_{i}.txt")];

    /// <summary>The table with which QRP 0.1 illustrates its hash.</summary>
    [Theory]
    [InlineData("", 13, 0)]
    [InlineData("eb", 13, 6791)]
    [InlineData("ebc", 13, 7082)]
    [InlineData("ebck", 13, 6698)]
    [InlineData("ebckl", 13, 3179)]
    [InlineData("ebcklm", 13, 3235)]
    [InlineData("ebcklme", 13, 6438)]
    [InlineData("ebcklmen", 13, 1062)]
    [InlineData("ebcklmenq", 13, 3527)]
    [InlineData("EBCKLMENQ", 13, 3527)]
    [InlineData("n", 16, 65003)]
    [InlineData("nd", 16, 54193)]
    [InlineData("ndf", 16, 4953)]
    [InlineData("ndfl", 16, 58201)]
    [InlineData("ndfla", 16, 34830)]
    public void Words_are_hashed_as_the_specification_has_it(string word, int bits, int slot) => Assert.Equal(slot, QrpHash.Slot(QrpHash.Of(word), bits));

    [Fact]
    public void The_recorded_table_of_a_real_servent_has_the_words_of_its_files()
    {
        var table = Recorded();
        Assert.Equal((16384, 38), (table.Slots, table.Count));
        foreach (var name in SharedNames)
        {
            Assert.True(table.Passes(QrpQuery.Of(name)), name);
            foreach (var word in name.Split('_', ' ', '.').Where(static w => w.Length >= 3)) Assert.True(table.HasWord(word), word);
        }

        Assert.All(["documen", "docum", "mountai", "moun", "bigfi"], beginning => Assert.True(table.HasWord(beginning)));
        Assert.All(["womba2", "salad", "mou", "zeb321566"], foreign => Assert.False(table.HasWord(foreign)));
        Assert.False(table.Passes(QrpQuery.Of("alpha salad")));
    }

    [Fact]
    public void Our_table_of_the_same_names_is_the_recorded_one()
    {
        var builder = new QrpTableBuilder();
        foreach (var name in SharedNames) builder.AddName(name);
        Same(Recorded(), builder.Build());
    }

    public static TheoryData<byte, bool, byte, int> Styles => new()
    {
        { 4, true, 7, 4096 }, { 4, false, 7, 4096 }, { 8, true, 2, 100 }, { 8, false, 7, 1 }, { 4, true, 2, 5 }, { 4, false, 8, 200 },
    };

    [Theory, MemberData(nameof(Styles))]
    public void A_table_that_is_sent_arrives_and_so_does_every_change_to_it(byte entryBits, bool deflate, byte infinity, int pieceBytes)
    {
        var style = new QrpStyle { EntryBits = entryBits, Deflate = deflate, Infinity = infinity, PieceBytes = pieceBytes };
        var (dice, receiver) = (new Random(1), new QrpReceiver());
        QrpTable? before = null;
        foreach (var (bits, words) in (ReadOnlySpan<(int, int)>)[(14, 300), (14, 0), (14, 500), (14, 400), (16, 400), (16, 700)])
        {
            var builder = new QrpTableBuilder();
            for (var i = 0; i < words; i++) builder.AddName($"word{dice.Next(1000)}");
            var now = builder.Build(bits);
            var sent = QrpSender.Update(before, now, style, dice);
            Assert.Equal(before?.Bits != bits, sent[0] is QrpReset);
            foreach (var descriptor in sent) Assert.Null(Give(receiver, descriptor));
            Same(now, receiver.Table!);
            Assert.Empty(QrpSender.Update(now, now, style, dice));
            before = now;
        }
    }

    [Fact]
    public void The_recorded_table_of_the_script_lets_everything_pass()
    {
        var (receiver, descriptors) = (new QrpReceiver(), Sessions.Descriptors("session_search_leafqr+q.c2s"));
        Assert.All(descriptors, d => Assert.Null(Give(receiver, d)));
        Assert.Equal((1024, 1024), (receiver.Table!.Slots, receiver.Table.Count));
    }

    [Fact]
    public void A_query_passes_when_all_its_words_or_any_of_its_hashes_are_there()
    {
        var table = new QrpTableBuilder().AddName("Blue Train take 4.flac").AddHash(Samples.Sha1).Build();
        Assert.All(["blue train", "FLAC, blue!", "train", "blu e train 4"[4..]], words => Assert.True(table.Passes(QrpQuery.Of(words)), words));
        Assert.All(["blue wombat", "wombat", "", "4", "\\", "a b c"], words => Assert.False(table.Passes(QrpQuery.Of(words)), words));
        Assert.True(table.Passes(QrpQuery.Of("wombat", [new(1, 2, 3), Samples.Sha1])));
        Assert.True(table.Passes(QrpQuery.Of("blue train", [new(1, 2, 3)])), "servents that put no hashes into their tables are found by the words beside them");
        Assert.False(table.Passes(QrpQuery.Of("blue wombat", [new(1, 2, 3)])));
        Assert.False(table.Passes(QrpQuery.Of("", [new(1, 2, 3)])));
        Assert.True(table.Passes(QrpQuery.Of(Vectors.Descriptor<Query>("odd_tx_query_whatsnew"))));
        Assert.True(table.Passes(QrpQuery.Of(Query.Create(Samples.Id, 1, "\\", extensions: new() { Hashes = [Samples.Sha1] }))));
        Assert.True(QrpQuery.Of("ab").IsEmpty);
    }

    [Fact]
    public void Beginnings_are_there_where_they_are_wanted()
    {
        var (with, without) = (new QrpTableBuilder().AddName("mountaineering").Build(), new QrpTableBuilder(withBeginnings: false).AddName("mountaineering").Build());
        Assert.True(with.HasWord("mountaine") && !with.HasWord("mountain") && !without.HasWord("mountaine") && without.HasWord("mountaineering"));
    }

    [Fact]
    public void A_table_grows_with_what_is_shared()
    {
        var builder = new QrpTableBuilder(withBeginnings: false);
        for (var i = 0; i < 3000; i++) builder.AddName($"word{i}");
        Assert.Equal(16, builder.Build().Bits);
        Assert.InRange(builder.Build().Fill, 0.03, QrpTableBuilder.FullestWanted);
    }

    [Theory]
    [InlineData(10)]
    [InlineData(14)]
    [InlineData(18)]
    public void Merged_tables_have_what_each_had_whatever_their_sizes(int bits)
    {
        QrpTableBuilder[] builders = [.. Enumerable.Range(0, 3).Select(static i => new QrpTableBuilder(withBeginnings: false).AddName($"word{i}a word{i}b word{i}c"))];
        var merged = QrpTable.Merge([builders[0].Build(12), builders[1].Build(14), builders[2].Build(16)], bits);
        Assert.Equal(1 << bits, merged.Slots);
        Assert.All(Enumerable.Range(0, 3), i => Assert.True(merged.HasWord($"word{i}a") && merged.HasWord($"word{i}c")));
        Assert.Equal(builders.Sum(b => b.Build(bits).Count), QrpTable.Merge(builders.Select(b => b.Build(bits)), bits).Count);
        Assert.Equal(0, QrpTable.Merge([], bits).Count);
    }

    [Fact]
    public void What_cannot_be_a_table_is_refused_and_what_was_there_before_a_bad_patch_stays()
    {
        var receiver = new QrpReceiver(maxSlots: 1 << 16);
        Refused(QrpReset.Create(Samples.Id, 1 << 17, 7), "limit is 65,536", BadBytesReason.TooLarge);
        Refused(QrpReset.Create(Samples.Id, 1000, 7), "power of two");
        Refused(QrpReset.Create(Samples.Id, 0, 7), "power of two");
        Refused(QrpReset.Create(Samples.Id, 1024, 0), "infinity");
        Refused(Patch(1, 1, 0, 8, 16), "before any reset");

        Assert.Null(Give(receiver, QrpReset.Create(Samples.Id, 16, 7)));
        Assert.Null(Give(receiver, Patch(1, 1, 0, 8, 16, 0xFF)));
        Assert.Equal(16, receiver.Table!.Count);
        Refused(Patch(2, 2, 0, 8, 8), "piece 2 of 2");
        Refused(Patch(0, 1, 0, 8, 8), "piece 0 of 1");
        Refused(Patch(1, 1, 0, 8, 15), "15 bytes, not 16");
        Refused(Patch(1, 1, 0, 8, 17), "more than 16 bytes", BadBytesReason.TooLarge);
        Refused(Patch(1, 1, 0, 2, 4), "4 and 8 are known");
        Refused(Patch(1, 1, 2, 8, 16), "0 and 1 are known");
        Refused(Patch(1, 1, 1, 8, 16), "zlib");
        Refused(QrpPatch.Create(Samples.Id, 1, 1, 1, 8, BoundedInflate.Deflate(new byte[17])), "more than 16", BadBytesReason.TooLarge);
        Assert.Null(Give(receiver, Patch(1, 2, 0, 8, 8, 0x06)));
        Refused(Patch(2, 2, 0, 4, 8), "disagree");
        Assert.Null(Give(receiver, Patch(1, 2, 0, 8, 8, 0x06)));
        Assert.Equal(16, receiver.Table!.Count);
        Assert.Null(Give(receiver, Patch(2, 2, 0, 8, 8, 0x06)));
        Assert.Equal(0, receiver.Table.Count);
        Assert.Null(Give(receiver, QrpReset.Create(Samples.Id, 16, 7)));
        Assert.Null(receiver.Table);

        static QrpPatch Patch(byte number, byte count, byte compressor, byte bits, int bytes, byte entry = 0) =>
            QrpPatch.Create(Samples.Id, number, count, compressor, bits, Enumerable.Repeat(entry, bytes).ToArray());

        void Refused(Descriptor descriptor, string why, BadBytesReason reason = BadBytesReason.Malformed)
        {
            var bad = Give(receiver, descriptor);
            Assert.Equal(reason, bad?.Reason);
            Assert.Contains(why, bad!.Detail, StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData("00", 0)]
    [InlineData("0000400000", 0)]
    [InlineData("01010101", 0)]
    [InlineData("02", 1)]
    public void A_payload_too_short_for_its_variant_is_bad_and_an_unknown_variant_is_skipped(string payload, int messages)
    {
        var wire = Samples.Write(new UnknownDescriptor(Samples.Id, 1, 0, 0x30, Payload.Own(Convert.FromHexString(payload))));
        var (read, bad, _) = Feed.ReadAll(new DescriptorReader(100), [wire]);
        Assert.Equal((messages, messages == 0), (read.Count, bad is not null));
    }

    private static BadBytes? Give(QrpReceiver receiver, Descriptor descriptor) => descriptor is QrpReset reset
        ? receiver.Accept(Vectors.Again(reset))
        : receiver.Accept(Vectors.Again((QrpPatch)descriptor));

    private static QrpTable Recorded()
    {
        var receiver = new QrpReceiver();
        Assert.Null(receiver.Accept(Vectors.Descriptor<QrpReset>("odd_rx_30_0")));
        Assert.Null(receiver.Accept(Vectors.Descriptor<QrpPatch>("odd_rx_30_1")));
        return receiver.Table!;
    }

    private static void Same(QrpTable expected, QrpTable actual) =>
        Assert.Equal(Enumerable.Range(0, expected.Slots).Where(expected.HasSlot), Enumerable.Range(0, actual.Slots).Where(actual.HasSlot));
}
