using System.Collections.Immutable;
using PeerActors.Actors.Shares;
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
        Assert.Equal(new HitFile(file.Index, uint.MaxValue, file.Name, file.Sha1, file.Sha256), Assert.Single(hit.ReadFiles()));
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
        new HitMaker(LibrarySettings with { MaxHitPayload = maxPayload }, Self, OwnAddress).Make(query, [.. files], hits);
        return hits.ToImmutable();
    }
}
