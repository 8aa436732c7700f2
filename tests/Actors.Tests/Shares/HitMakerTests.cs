using System.Collections.Immutable;
using PeerActors.Actors.Shares;
using PeerActors.Messages.Identity;
using PeerActors.Messages.Router;
using PeerActors.Messages.Shares;
using static PeerActors.Actors.Tests.Shares.Samples;

namespace PeerActors.Actors.Tests.Shares;

public sealed class HitMakerTests
{
    [Fact]
    public void A_hit_answers_the_query_and_tells_all_about_the_file()
    {
        var file = Shared(3, "Blå\nTåg \\ \"x\".flac", size: 5_000_000_000);
        var hit = Assert.Single(Make(Query("q", hops: 4), file));
        Assert.Equal((Query("q").Id, (byte)6, (byte)0), (hit.Id, hit.Ttl, hit.Hops));
        Assert.Equal((Self, OwnAddress, 10_000u), (hit.Sharer, hit.Address, hit.KilobitsPerSecond));
        Assert.Equal(new HitFile(file.Index, 5_000_000_000, file.Name, file.Sha1, file.Sha256), Assert.Single(hit.ReadFiles()));
    }

    [Fact]
    public void A_hit_says_what_this_peer_is_and_whether_it_is_busy()
    {
        var maker = Maker(new(Self, OwnAddress, IsFirewalled: false, ListsFiles: true));
        var first = Trailer(maker);
        Assert.Equal(("PACT", false, false, false, false), (first.Vendor.ToString(), first.MustPush, first.IsBusy, first.HasUploaded, first.SpeedIsMeasured));
        Assert.True(first.ListsFiles);

        maker.Stand(new(IsBusy: true, HasUploaded: true));
        var busy = Trailer(maker);
        Assert.Equal((true, true, true), (busy.IsBusy, busy.HasUploaded, busy.ListsFiles));
        Assert.False(Trailer(Maker(new(Self, OwnAddress))).ListsFiles);
    }

    [Fact]
    public void A_firewalled_peer_asks_for_pushes_and_names_who_passes_them_on()
    {
        var proxies = Enumerable.Range(1, 9).Select(static n => new PeerAddress(0x0808_0800 + (uint)n, 6346)).ToImmutableArray();
        var maker = Maker(new(Self, OwnAddress, IsFirewalled: true));
        maker.Proxies(proxies);
        maker.Stand(new(IsBusy: false, HasUploaded: true));
        var trailer = Trailer(maker);
        Assert.True(trailer.MustPush);
        Assert.Equal<PeerAddress>(proxies[..HitMaker.MostProxies], trailer.PushProxies);

        var open = Maker(new(Self, OwnAddress));
        open.Proxies(proxies);
        Assert.Empty(Trailer(open).PushProxies);
    }

    [Theory]
    [InlineData(QueryFlags.Marked, "urn:sha1:")]
    [InlineData(QueryFlags.ReadsHashBlocks, "urn:sha1:")]
    [InlineData(QueryFlags.Marked | QueryFlags.ReadsHashBlocks, null)]
    public void The_hash_is_a_block_only_for_an_asker_that_says_it_reads_those(QueryFlags flags, string? urn)
    {
        var file = Shared(1, "a");
        var hit = Assert.Single(Make(Messages.Router.Query.Create(new(1, 2), 7, "a", flags), 8192, file));
        Assert.Equal(urn is not null, System.Text.Encoding.Latin1.GetString(hit.Payload.Span).Contains("urn:sha1:", StringComparison.Ordinal));
        Assert.Equal((file.Sha1, file.Sha256), Assert.Single(hit.ReadFiles()) is var named ? (named.Sha1, named.Sha256) : default);
    }

    [Fact]
    public void Others_who_have_a_file_are_named_up_to_a_bound()
    {
        var others = Enumerable.Range(1, 20).Select(static n => new PeerAddress(0x0808_0800 + (uint)n, 6346)).ToImmutableArray();
        var hits = ImmutableArray.CreateBuilder<QueryHit>();
        new HitMaker(LibrarySettings, new(Self, OwnAddress), _ => others).Make(Query("q"), [Shared(1, "a")], hits);
        Assert.Equal<PeerAddress>(others[..HitMaker.MostAlternates], Assert.Single(hits[0].ReadFiles()).Alternates);
    }

    [Fact]
    public void Hits_for_one_who_browses_go_no_further()
    {
        var hits = ImmutableArray.CreateBuilder<QueryHit>();
        Maker(new(Self, OwnAddress)).MakeForBrowser([Shared(1, "a"), Shared(2, "b")], hits);
        Assert.Equal((1, 0, 2), (hits[0].Ttl, hits[0].Hops, hits[0].Count));
    }

    [Theory]
    [InlineData(1024)]
    [InlineData(2000)]
    [InlineData(65536)]
    public void Many_files_are_cut_into_hits_that_fit_and_none_is_lost(int maxPayload)
    {
        var files = Enumerable.Range(1, 400).Select(i => Shared((uint)i, new string('é', i % 120 + 1))).ToArray();
        var hits = Make(Query("q"), maxPayload, files);
        Assert.All(hits, hit => Assert.InRange(hit.Payload.Length, 1, maxPayload));
        Assert.Equal(files.Select(file => file.Index), hits.SelectMany(hit => hit.ReadFiles()).Select(file => file.Index));
        Assert.InRange(hits.Length, 2, files.Length / 2);
    }

    [Fact]
    public void A_name_that_fits_in_no_hit_is_left_out_and_the_others_are_not()
    {
        var hits = Make(Query("q"), 1024, Shared(1, "a"), Shared(2, new('b', 2000)), Shared(3, "c"));
        Assert.Equal([1u, 3u], hits.SelectMany(hit => hit.ReadFiles()).Select(file => file.Index.Value));
    }

    [Theory]
    [InlineData(QueryFlags.Marked, true)]
    [InlineData(QueryFlags.Marked | QueryFlags.ReadsHashBlocks, false)]
    [InlineData(QueryFlags.ReadsHashBlocks, true)]
    public void Whoever_reads_hash_blocks_is_sent_those_and_everybody_else_is_sent_urns(QueryFlags flags, bool isUrn)
    {
        var file = Shared(1, "a");
        var hit = Assert.Single(Make(Messages.Router.Query.Create(new(1, 1), 7, "q", flags), file));
        Assert.Equal(isUrn, hit.Payload.Span.IndexOf("urn:sha1:"u8) >= 0);
        Assert.Equal(file.Sha1, Assert.Single(hit.ReadFiles()).Sha1);
    }

    [Fact]
    public void A_query_from_as_far_as_a_byte_can_tell_is_answered_with_the_largest_TTL() =>
        Assert.Equal(255, Assert.Single(Make(Query("q", hops: 255), Shared(1, "a"))).Ttl);

    private static SharedFile Shared(uint index, string name, long size = 10) =>
        new(new(index), "/music/" + name, name, size, Time, new(index, 1, 2), new(index, 2, 3, 4));

    private static ImmutableArray<QueryHit> Make(Query query, params SharedFile[] files) => Make(query, 8192, files);

    private static ImmutableArray<QueryHit> Make(Query query, int maxPayload, params SharedFile[] files)
    {
        var hits = ImmutableArray.CreateBuilder<QueryHit>();
        new HitMaker(LibrarySettings with { MaxHitPayload = maxPayload }, new(Self, OwnAddress), static _ => []).Make(query, [.. files], hits);
        return hits.ToImmutable();
    }

    private static HitMaker Maker(Sharer self) => new(LibrarySettings, self, static _ => []);

    private static HitTrailer Trailer(HitMaker maker)
    {
        var hits = ImmutableArray.CreateBuilder<QueryHit>();
        maker.Make(Query("q"), [Shared(1, "a")], hits);
        return hits[0].ReadTrailer()!;
    }
}
