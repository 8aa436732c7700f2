using PeerActors.Messages.Identity;
using PeerActors.Messages.Router;
using PeerActors.Messages.Wire.Gnutella;

namespace PeerActors.Messages.Tests.Wire;

public class HitTests
{
    private static readonly TigerHash Tiger = TigerHash.Read(Enumerable.Range(1, 24).Select(static i => (byte)i).ToArray());
    private static readonly PeerAddress[] Others = [new(0x0A00_0105, 6346), new(0x0A00_0106, 80)];

    [Fact]
    public void A_recorded_hit_tells_its_files_with_hash_tree_and_time()
    {
        var hit = Vectors.Descriptor<QueryHit>("up_q_alpha_0");
        var files = hit.ReadFiles();
        Assert.Equal(
            ["alpha_document_1.txt", "alpha_document_2.txt", "alpha_bigfile.bin", "alpha_document_5.txt", "alpha_document_4.txt", "alpha_document_3.txt"],
            files.Select(static f => f.Name));
        Assert.Equal((4u, 3_000_000L, "6CIZ6KQOMIZH7ACPC5Y4AOSWWS7FW3W3"), (files[2].Index.Value, files[2].Size, files[2].Sha1?.ToString()));
        Assert.Equal("7I2XK6T6BCUA54JL53ORCPQ66X67BEIRWV524HA", files[0].Tiger?.ToString());
        Assert.All(files, static f => Assert.Equal(new DateTimeOffset(2024, 6, 1, 12, 0, 0, default), f.Created!.Value, TimeSpan.FromMinutes(10)));
    }

    [Fact]
    public void Hashes_in_the_H_block_are_the_same_as_those_in_URNs()
    {
        var urns = Vectors.Descriptor<QueryHit>("up_query_0x8000_0").ReadFiles();
        var blocks = Vectors.Descriptor<QueryHit>("odd_tx_query_utf8.reply0_81").ReadFiles();
        Assert.Equal(5, blocks.Length);
        Assert.Equal(urns.Select(static f => (f.Name, f.Sha1, f.Tiger)), blocks.Select(static f => (f.Name, f.Sha1, f.Tiger)));
    }

    [Fact]
    public void A_recorded_trailer_tells_what_the_sharer_says_about_itself()
    {
        var fresh = Vectors.Descriptor<QueryHit>("up_q_alpha_0").ReadTrailer()!;
        Assert.Equal(
            (VendorCode.Gtkg, false, false, false, (bool?)null), (fresh.Vendor, fresh.MustPush, fresh.IsBusy, fresh.HasUploaded, fresh.SpeedIsMeasured));
        Assert.Equal((true, true, 0), (fresh.ListsFiles, fresh.SpeaksTls, fresh.PushProxies.Length));
        Assert.Equal(["GTKGV", "TLS", "BH"], fresh.Ggep.Blocks.Select(static b => b.Id));
        Assert.True(Vectors.Descriptor<QueryHit>("odd_tx_query_utf8.reply0_81").ReadTrailer()!.HasUploaded);

        var ours = Vectors.Descriptor<QueryHit>("dl_s2_qhit").ReadTrailer()!;
        Assert.Equal((VendorCode.Ours, false, false, true, true), (ours.Vendor, ours.MustPush, ours.IsBusy, ours.HasUploaded, ours.SpeedIsMeasured));
        Assert.Null(Vectors.Descriptor<QueryHit>("dl_s1_qhit").ReadTrailer());
    }

    public static TheoryData<bool?, string> PushBits => new() { { null, "2000" }, { true, "2101" }, { false, "2001" } };

    /// <summary>GNUTELLA.md, section 6: for the push bit alone the value is in the first byte and its meaning in the second.</summary>
    [Theory, MemberData(nameof(PushBits))]
    public void The_push_bit_is_swapped(bool? mustPush, string bits)
    {
        var hit = Hit(new() { Vendor = VendorCode.Ours, MustPush = mustPush }, Samples.File);
        Assert.Equal("50414354" + "02" + bits, Convert.ToHexStringLower(hit.TrailerBytes));
        Assert.Equal(mustPush, hit.ReadTrailer()!.MustPush);
    }

    [Fact]
    public void A_trailer_that_was_made_comes_back()
    {
        var trailer = Hit(
            new() { Vendor = VendorCode.Ours, MustPush = true, IsBusy = true, HasUploaded = false, SpeedIsMeasured = true, ListsFiles = true, SpeaksTls = true, PushProxies = [.. Others] },
            Samples.File).ReadTrailer()!;
        Assert.Equal((true, true, false, true), (trailer.MustPush, trailer.IsBusy, trailer.HasUploaded, trailer.SpeedIsMeasured));
        Assert.True(trailer is { ListsFiles: true, SpeaksTls: true });
        Assert.Equal(Others, trailer.PushProxies);
    }

    [Theory]
    [InlineData(0L)]
    [InlineData(uint.MaxValue - 1L)]
    [InlineData(uint.MaxValue)]
    [InlineData(uint.MaxValue + 1L)]
    [InlineData(5_000_000_000L)]
    [InlineData(long.MaxValue)]
    public void A_size_of_any_length_comes_back(long size) =>
        Assert.Equal(size, Assert.Single(Hit(null, Samples.File with { Size = size }).ReadFiles()).Size);

    [Fact]
    public void A_size_beyond_32_bits_stands_in_LF_and_the_field_says_so()
    {
        var hit = Hit(null, new HitFile(new(1), 0x01_0000_0000, "a", null, null));
        Assert.Equal(
            "01000000" + "ffffffff" + "6100" + "c3" + "c2" + "4c46" + "46" + "010101010201" + "00",
            Convert.ToHexStringLower(hit.Payload.Span[QueryHit.FixedBytes..^ServentId.Bytes]));
    }

    [Fact]
    public void Everything_about_a_file_comes_back_and_counts_as_many_bytes_as_it_takes()
    {
        HitFile[] files =
        [
            Samples.File with { Size = 5_000_000_000, Tiger = Tiger, Created = DateTimeOffset.FromUnixTimeSeconds(1_700_000_000), Alternates = [.. Others] },
            new(new(8), 5, "ü", null, null) { Tiger = Tiger },
            new(new(9), 5, "c", null, Samples.Sha256),
        ];
        foreach (var inGgep in (bool[])[false, true])
        {
            var hit = Vectors.Again(QueryHit.Create(Samples.Id, 5, Samples.Address, 1, files, Samples.Sharer, new() { Vendor = VendorCode.Ours }, inGgep));
            Assert.Equal(files, hit.ReadFiles());
            Assert.Equal(VendorCode.Ours, hit.ReadTrailer()!.Vendor);
            Assert.Equal(hit.Payload.Length - QueryHit.FixedBytes - ServentId.Bytes - hit.TrailerBytes.Length, files.Sum(f => QueryHit.BytesOf(f, inGgep)));
        }
    }

    [Theory]
    [InlineData("<?xml?>\x1curn:sha1:AEBAGBAFAYDQQCIKBMGA2DQPCAIREEYU")]
    [InlineData("URN:SHA1:aebagbafaydqqcikbmga2dqpcaireeyu")]
    [InlineData("rubbish\x1c{}\x1c\x1curn:bitprint:AEBAGBAFAYDQQCIKBMGA2DQPCAIREEYU.AEBAGBAFAYDQQCIKBMGA2DQPCAIREEYUCULBOGA")]
    [InlineData("urn:sha1:AEBAGBAFAYDQQCIKBMGA2DQPCAIREEYU\x1curn:sha1:short\x1cÃ\u0085broken")]
    public void A_hash_is_found_among_extensions_that_nobody_reads(string extensions)
    {
        var file = Assert.Single(HitWith(System.Text.Encoding.Latin1.GetBytes(extensions)).ReadFiles());
        Assert.Equal(("a", Samples.Sha1), (file.Name, file.Sha1));
    }

    [Fact]
    public void A_separator_inside_of_GGEP_does_not_cut_it()
    {
        var tree = TigerHash.Read(Enumerable.Repeat((byte)0x1C, 24).ToArray());
        var file = Assert.Single(HitWith(
            [.. new GgepWriter(true).Add("TT", Enumerable.Repeat((byte)0x1C, 24).ToArray()).ToArray(), 0x1C, .. System.Text.Encoding.ASCII.GetBytes(Samples.Sha1.Urn)]).ReadFiles());
        Assert.Equal((tree, Samples.Sha1), (file.Tiger, file.Sha1));
    }

    [Fact]
    public void GGEP_is_found_behind_a_vendor_s_own_bytes_and_before_XML()
    {
        byte[] trailer = [.. "LIME"u8, 4, 0x20, 0x20, 5, 0, 1, 0xC3, 0x00, .. new GgepWriter().Add("BH").ToArray(), .. "<xml>"u8];
        var read = HitTrailer.Read(trailer)!;
        Assert.Equal((true, 5, VendorCode.Lime), (read.ListsFiles, read.XmlBytes, read.Vendor));
        for (var length = 0; length < trailer.Length; length++) _ = HitTrailer.Read(trailer.AsSpan(0, length));
    }

    private static QueryHit Hit(HitTrailer? trailer, params HitFile[] files) =>
        Vectors.Again(QueryHit.Create(Samples.Id, 5, Samples.Address, 1000, files, Samples.Sharer, trailer));

    private static QueryHit HitWith(byte[] extensions)
    {
        var payload = Hit(null, new HitFile(new(1), 2, "a", null, null)).Payload.Span;
        return Vectors.Read<QueryHit>(Samples.Write(new UnknownDescriptor(
            Samples.Id, 1, 0, 0x81, Payload.Copy([.. payload[..^(ServentId.Bytes + 1)], .. extensions, .. payload[^(ServentId.Bytes + 1)..]]))));
    }
}
