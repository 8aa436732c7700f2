using PeerActors.Actors.Simulation.Shrinking;

namespace PeerActors.Actors.Tests.Simulation.Shrinking;

public class ShrinkerTests
{
    private static readonly int[] Hundred = [.. Enumerable.Range(0, 100)];

    [Theory]
    [InlineData(new[] { 42 })]
    [InlineData(new[] { 0 })]
    [InlineData(new[] { 99 })]
    [InlineData(new[] { 3, 57, 98 })]
    [InlineData(new[] { 10, 11, 12, 13 })]
    public void Only_what_the_failure_needs_is_left(int[] needed) =>
        Assert.Equal(needed, new Shrinker(10_000).Shrink(Hundred, part => needed.All(part.Contains)));

    [Fact]
    public void What_fails_with_nothing_needs_nothing() => Assert.Empty(new Shrinker(10).Shrink(Hundred, static _ => true));

    [Fact]
    public void What_needs_everything_keeps_everything() => Assert.Equal(Hundred, new Shrinker(10_000).Shrink(Hundred, static part => part.Count == 100));

    [Fact]
    public void Either_of_two_causes_is_enough()
    {
        var left = new Shrinker(10_000).Shrink(Hundred, static part => part.Contains(20) || part.Contains(80));
        Assert.Single(left);
    }

    [Fact]
    public void Parts_come_in_the_order_of_the_whole() => new Shrinker(10_000).Shrink(Hundred, static part =>
    {
        Assert.Equal(part.Order(), part);
        return part.Contains(7) && part.Contains(70);
    });

    [Fact]
    public void A_single_cause_among_a_thousand_is_found_within_forty_tries()
    {
        var shrinker = new Shrinker(10_000);
        shrinker.Shrink([.. Enumerable.Range(0, 1000)], static part => part.Contains(777));
        Assert.InRange(shrinker.Tries, 1, 40);
    }

    [Fact]
    public void When_the_tries_run_out_what_was_found_so_far_is_the_answer_and_fails_still()
    {
        var shrinker = new Shrinker(5);
        var left = shrinker.Shrink(Hundred, static part => part.Contains(3) && part.Contains(96));
        Assert.True(shrinker.IsExhausted);
        Assert.Equal(5, shrinker.Tries);
        Assert.Contains(3, left);
        Assert.Contains(96, left);
    }

    [Fact]
    public void Nothing_is_tried_of_nothing()
    {
        var shrinker = new Shrinker(5);
        Assert.Empty(shrinker.Shrink(Array.Empty<int>(), static _ => throw new InvalidOperationException("tried")));
        Assert.Equal(0, shrinker.Tries);
    }
}
