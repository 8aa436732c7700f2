using PeerActors.Actors.Router;
using PeerActors.Messages.Router;

namespace PeerActors.Actors.Tests.Router;

/// <summary>The seed's "Rules for forwards", for every pair of TTL and hops that stands near a limit.</summary>
public class HopRulesTests
{
    private static readonly HopRules Seed = new(MaxTtl: 7, ExcessiveTtl: 60);
    private static readonly byte[] Counts = [.. Enumerable.Range(0, 9).Select(static i => (byte)i), 59, 60, 61, 255];

    public static TheoryData<byte, byte> Pairs
    {
        get
        {
            var data = new TheoryData<byte, byte>();
            foreach (var ttl in Counts)
                foreach (var hops in Counts) data.Add(ttl, hops);
            return data;
        }
    }

    [Theory, MemberData(nameof(Pairs))]
    public void Every_pair_of_ttl_and_hops_is_judged_as_the_seed_says(byte ttl, byte hops)
    {
        var verdict = Seed.Judge(ttl, hops, out var lowered);
        if (hops > 7)
        {
            Assert.Equal(DropReason.TooManyHops, verdict);
        }
        else if (ttl > 60)
        {
            Assert.Equal(DropReason.ExcessiveTtl, verdict);
        }
        else
        {
            Assert.Null(verdict);
            Assert.Equal(ttl + hops > 7 ? 7 - hops : ttl, lowered);
            Assert.True(lowered + hops <= 7);
        }
    }

    // Written out, so that a slip in the test above cannot agree with a slip in the rules.
    [Theory]
    [InlineData(7, 0, null, 7)]
    [InlineData(7, 1, null, 6)]
    [InlineData(0, 7, null, 0)]
    [InlineData(1, 7, null, 0)]
    [InlineData(8, 0, null, 7)]
    [InlineData(60, 0, null, 7)]
    [InlineData(60, 7, null, 0)]
    [InlineData(61, 0, DropReason.ExcessiveTtl, 61)]
    [InlineData(255, 0, DropReason.ExcessiveTtl, 255)]
    [InlineData(1, 8, DropReason.TooManyHops, 1)]
    [InlineData(255, 255, DropReason.TooManyHops, 255)]
    [InlineData(3, 2, null, 3)]
    public void Some_pairs_by_hand(byte ttl, byte hops, DropReason? verdict, byte lowered)
    {
        Assert.Equal(verdict, Seed.Judge(ttl, hops, out var got));
        Assert.Equal(lowered, got);
    }

    [Theory]
    [InlineData(0, false)]
    [InlineData(1, false)]
    [InlineData(2, true)]
    [InlineData(7, true)]
    public void A_descriptor_travels_on_while_its_ttl_lasts(byte ttl, bool travels) => Assert.Equal(travels, HopRules.TravelsOn(ttl));

    [Fact]
    public void A_lower_limit_lowers_more()
    {
        var modern = new HopRules(MaxTtl: 4, ExcessiveTtl: 60);
        Assert.Null(modern.Judge(7, 1, out var lowered));
        Assert.Equal(3, lowered);
        Assert.Equal(DropReason.TooManyHops, modern.Judge(1, 5, out _));
    }
}
