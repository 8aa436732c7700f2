using System.Collections.Immutable;
using System.Text;
using PeerActors.Messages.Identity;
using PeerActors.Messages.Router;

namespace PeerActors.Messages.Tests.Wire;

/// <summary>What pings, pongs and queries say behind their fixed parts.</summary>
public class ExtensionTests
{
    [Fact]
    public void A_recorded_query_of_a_real_servent_is_read()
    {
        var query = Vectors.Descriptor<Query>("multi_upfull_80_17996");
        Assert.Equal(QueryFlags.Marked | QueryFlags.Xml | QueryFlags.LeafGuided | QueryFlags.ReadsHashBlocks | QueryFlags.SemiReliableUdp, query.Flags);
        Assert.Equal("zeb321566 strip894652", query.Text);
        var extensions = query.ReadExtensions();
        Assert.True(extensions is { WantsPartialFiles: true, WantsHashes: false, AsksWhatIsNew: false, Hashes.IsEmpty: true });
        Assert.True(Vectors.Descriptor<Query>("odd_tx_query_whatsnew").ReadExtensions().AsksWhatIsNew);
    }

    [Fact]
    public void A_recorded_query_by_hash_is_read()
    {
        var query = Vectors.Descriptor<Query>("up_q_sha1_ggepu.req");
        Assert.Equal(("\\", "6KCJTXCDU37LDUNZ2HXYS5QUIOEBHPTM"), (query.Text, Assert.Single(query.ReadExtensions().Hashes).ToString()));
        Assert.True(Vectors.Descriptor<Query>("up_q_urn_req.req").ReadExtensions().WantsHashes);
    }

    [Fact]
    public void A_query_that_was_made_comes_back()
    {
        var other = new Sha1Hash(1, 2, 3);
        var query = Vectors.Again(Query.Create(
            Samples.Id, 4, "blue train", QueryFlags.Marked | QueryFlags.Firewalled,
            new() { Hashes = [Samples.Sha1, other], WantsHashes = true, WantsPartialFiles = true, AsksWhatIsNew = true }));
        Assert.Equal(("blue train", QueryFlags.Marked | QueryFlags.Firewalled), (query.Text, query.Flags));
        var extensions = query.ReadExtensions();
        Assert.Equal<Sha1Hash>([Samples.Sha1, other], extensions.Hashes);
        Assert.True(extensions is { WantsHashes: true, WantsPartialFiles: true, AsksWhatIsNew: true });
        Assert.Same(QueryExtensions.None, Query.Create(Samples.Id, 4, "a").ReadExtensions());
    }

    [Fact]
    public void A_query_names_a_hash_once_and_not_too_many()
    {
        var bytes = Encoding.ASCII.GetBytes(string.Join('\x1c', Enumerable.Range(0, 100).SelectMany(static i => Enumerable.Repeat(new Sha1Hash(1, 2, (uint)i).Urn, 2))));
        Assert.Equal(Enumerable.Range(0, QueryExtensions.MaxHashes).Select(static i => new Sha1Hash(1, 2, (uint)i)), QueryExtensions.Read([.. bytes, 0]).Hashes);
    }

    [Fact]
    public void A_recorded_pong_tells_program_room_and_uptime()
    {
        var pong = Vectors.Descriptor<Pong>("up_ping_ggep_SCP_0");
        var extensions = pong.ReadExtensions();
        Assert.Equal((VendorCode.Gtkg, (byte)0x83), (extensions.Vendor!.Value, extensions.VendorVersion));
        Assert.Equal(new UltrapeerRoom(2, 0xFF, 0x31), extensions.Ultrapeer);
        Assert.Equal(TimeSpan.FromSeconds(0x4F), extensions.Uptime);
        Assert.True(extensions.SpeaksTls);

        // Everything in it has a name here, so it is made again to the byte.
        Assert.Equal(pong.Payload, Pong.Create(pong.Id, pong.Ttl, pong.Address, pong.Files, pong.Kilobytes, extensions).Payload);
    }

    [Fact]
    public void A_pong_gives_hosts_to_try_and_only_such_as_could_be_dialled()
    {
        ImmutableArray<PeerAddress> hosts = [new(0x0A000001, 6346), new(0, 1), new(0x0A000002, 0), new(0x0A000003, 80)];
        var extensions = Vectors.Again(Pong.Create(Samples.Id, 1, Samples.Address, 1, 2, new() { Hosts = hosts })).ReadExtensions();
        Assert.Equal<PeerAddress>([hosts[0], hosts[3]], extensions.Hosts);
        Assert.True(extensions is { Vendor: null, Ultrapeer: null, Uptime: null, SpeaksTls: false });
        Assert.Empty(Pong.Create(Samples.Id, 1, Samples.Address, 1, 2).ReadExtensions().Ggep.Blocks);
    }

    [Fact]
    public void A_recorded_ping_that_wants_hosts_is_read_and_made_again_to_the_byte()
    {
        var ping = Vectors.Descriptor<Ping>("odd_rx_00_4");
        var extensions = ping.ReadExtensions();
        Assert.True(extensions is { WantsHosts: true, AsUltrapeer: true, SpeaksTls: true });
        Assert.Equal(ping.Payload, Ping.Create(ping.Id, ping.Ttl, extensions).Payload);
        Assert.False(new Ping(Samples.Id, 1, 0).ReadExtensions().WantsHosts);
        Assert.False(Vectors.Descriptor<Ping>("odd_tx_ping_trailing_garbage").ReadExtensions().WantsHosts);
    }

    [Fact]
    public void A_recorded_push_says_that_the_asker_speaks_TLS()
    {
        Assert.True(Vectors.Descriptor<Push>("dl_s1_push").SpeaksTls);
        Assert.False(Push.Create(Samples.Id, 1, Samples.Sharer, new(1), Samples.Address).SpeaksTls);
    }
}
