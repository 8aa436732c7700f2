using PeerActors.Actors.Router;
using PeerActors.Messages.Identity;

namespace PeerActors.Actors.Tests.Router;

public class RouteTableTests
{
    private const long Lifetime = 1000;
    private static readonly LinkId One = new(1);
    private static readonly LinkId Two = new(2);

    [Fact]
    public void A_key_is_remembered_once_and_keeps_its_first_link()
    {
        var table = new RouteTable<DescriptorId>(100, Lifetime, new SecretHash(new Random(1)));
        Assert.True(table.TryRemember(Key(1), One, now: 0));
        Assert.False(table.TryRemember(Key(1), Two, now: 1));
        Assert.True(table.TryFind(Key(1), now: 1, out var from));
        Assert.Equal(One, from);
        Assert.False(table.TryFind(Key(2), now: 1, out _));
    }

    [Fact]
    public void A_key_lives_exactly_as_long_as_its_lifetime()
    {
        var table = new RouteTable<DescriptorId>(100, Lifetime, new SecretHash(new Random(1)));
        table.TryRemember(Key(1), One, now: 10);
        Assert.True(table.TryFind(Key(1), 10 + Lifetime - 1, out _));
        Assert.False(table.TryRemember(Key(1), Two, 10 + Lifetime - 1));
        Assert.False(table.TryFind(Key(1), 10 + Lifetime, out _));
        Assert.True(table.TryRemember(Key(1), Two, 10 + Lifetime));
        Assert.True(table.TryFind(Key(1), 10 + Lifetime, out var from));
        Assert.Equal(Two, from);
    }

    [Fact]
    public void A_key_is_raised_over_its_own_link_by_a_higher_ttl_only_and_keeps_its_age()
    {
        var table = new RouteTable<DescriptorId>(4, Lifetime, new SecretHash(new Random(1)));
        Assert.True(table.TryRemember(Key(1), One, now: 1, ttl: 1));
        Assert.False(table.TryRaise(Key(1), new(2), 1, ttl: 4));
        Assert.False(table.TryRaise(Key(1), One, 1, ttl: 1));
        Assert.True(table.TryRaise(Key(1), One, 1, ttl: 3));
        Assert.False(table.TryRaise(Key(1), One, 1, ttl: 3));
        Assert.False(table.TryRaise(Key(2), One, 1, ttl: 3));
        table.TryRemember(Key(3), One, 1);
        table.TryRemember(Key(4), One, 1);
        Assert.True(table.TryRaise(Key(1), One, Lifetime, ttl: 4));
        Assert.False(table.TryRaise(Key(1), One, Lifetime + 1, ttl: 5));
    }

    [Fact]
    public void A_key_that_came_without_a_ttl_cannot_be_raised()
    {
        var table = new RouteTable<DescriptorId>(100, Lifetime, new SecretHash(new Random(1)));
        table.Remember(Key(1), LinkId.Self, 1);
        Assert.False(table.TryRaise(Key(1), LinkId.Self, 1, byte.MaxValue));
    }

    [Fact]
    public void The_bound_holds_and_the_youngest_half_of_it_is_always_there()
    {
        const int max = 64;
        var table = new RouteTable<DescriptorId>(max, Lifetime, new SecretHash(new Random(1)));
        for (var i = 0; i < 1000; i++)
        {
            Assert.True(table.TryRemember(Key(i), One, now: 1));
            Assert.True(table.Count <= max);
            for (var j = Math.Max(0, i - max / 2 + 1); j <= i; j++) Assert.True(table.TryFind(Key(j), 1, out _), $"{j} of {i}");
        }

        Assert.True(table.ForgottenEarly >= 1000 - 2 * max);
    }

    [Fact]
    public void What_expires_by_time_is_not_counted_as_forgotten_early()
    {
        var table = new RouteTable<DescriptorId>(1000, Lifetime, new SecretHash(new Random(1)));
        for (var i = 0; i < 100; i++) table.TryRemember(Key(i), One, now: i * Lifetime);
        Assert.Equal(0, table.ForgottenEarly);
        Assert.True(table.Count <= 2);
    }

    [Fact]
    public void At_its_steady_size_it_allocates_nothing()
    {
        var table = new RouteTable<DescriptorId>(1024, Lifetime, new SecretHash(new Random(1)));
        for (var i = 0; i < 4096; i++) table.TryRemember(Key(i), One, now: 1);
        var rounds = Enumerable.Range(1, 3).Select(AllocatedIn).ToArray();

        // The runtime itself may allocate once when it makes a method anew; a table that allocates does so in every round.
        Assert.Contains(0, rounds);

        long AllocatedIn(int round)
        {
            var before = GC.GetAllocatedBytesForCurrentThread();
            for (var i = round * 40_960; i < (round + 1) * 40_960; i++) table.TryRemember(Key(i), One, now: 1);
            return GC.GetAllocatedBytesForCurrentThread() - before;
        }
    }

    /// <summary>Against a model that keeps everything: whatever the table remembers is right, and it forgets only what it may.</summary>
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void It_never_says_otherwise_than_a_table_without_bounds(int seed)
    {
        var dice = new Random(seed);
        const int max = 40;
        var table = new RouteTable<DescriptorId>(max, Lifetime, new SecretHash(new Random(1)));
        var model = new Dictionary<DescriptorId, (LinkId From, long Since, long Order)>();
        long now = 0, order = 0;
        for (var step = 0; step < 20_000; step++)
        {
            now += dice.Next(20);
            var (key, link) = (Key(dice.Next(60)), new LinkId(dice.Next(1, 5)));
            var known = model.TryGetValue(key, out var m) && now - m.Since < Lifetime;
            var mustKnow = known && order - m.Order < max / 2;
            if (table.TryFind(key, now, out var from)) Assert.True(known && from == m.From, $"seed {seed}, step {step}");
            else Assert.False(mustKnow, $"seed {seed}, step {step}: forgotten too early");
            if (dice.Next(2) == 0) continue;
            if (table.TryRemember(key, link, now)) model[key] = (link, now, order++);
            else Assert.True(known, $"seed {seed}, step {step}");
        }
    }

    /// <summary>With a hash that can be worked out these would all fall together; so would they for two peers whose secrets are the same.</summary>
    [Fact]
    public void Keys_chosen_to_collide_do_not_collide_and_each_table_scatters_them_otherwise()
    {
        DescriptorId[] chosen = [.. Enumerable.Range(1, 10_000).Select(static i => new DescriptorId(7, ((ulong)i << 32) | (uint)i))];
        Assert.Single(chosen.Select(static id => id.GetHashCode()).Distinct());
        var (one, other) = (new SecretHash(new Random(1)), new SecretHash(new Random(2)));
        Assert.True(chosen.Select(one.GetHashCode).Distinct().Count() > 9_990);
        Assert.True(chosen.Count(id => one.GetHashCode(id) == other.GetHashCode(id)) < 10);
    }

    private static DescriptorId Key(int i) => new((ulong)i * 0x9E3779B97F4A7C15, (ulong)i);
}
