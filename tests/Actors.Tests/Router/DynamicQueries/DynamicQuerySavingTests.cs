using PeerActors.Actors.Peer;
using Xunit.Abstractions;

namespace PeerActors.Actors.Tests.Router.DynamicQueries;

/// <summary>What dynamic querying saves against the flood, both with last-hop tables, in an overlay of 2,000 ultrapeers of degree 16.</summary>
public sealed class DynamicQuerySavingTests(ITestOutputHelper output)
{
    private const int Ultrapeers = 2_000;
    private const int Degree = 16;
    private const int Searches = 40;
    private const byte Ttl = 4;

    /// <summary>Part of the ultrapeers that have it, themselves or at a leaf, from a word that everybody has to one that a tenth has.</summary>
    [Theory]
    [InlineData(0.9)]
    [InlineData(0.5)]
    [InlineData(0.2)]
    [InlineData(0.1)]
    public void For_popular_words_it_takes_at_least_three_fifths_fewer_messages_for_as_many_hits_as_are_wanted(double share)
    {
        var settings = PeerSettings.Reference().Router.Dynamic;
        var (flooded, asked, floodMessages, askMessages) = (0L, 0L, 0L, 0L);
        for (var seed = 1; seed <= Searches; seed++)
        {
            var overlay = new Overlay(seed, Ultrapeers, Degree, share, falseShare: 0.05);
            var flood = overlay.Flood(0, Ttl);
            var dynamic = overlay.Ask(0, Ttl, settings.Wanted, settings, new Random(seed));
            Assert.True(flood.Hits >= settings.Wanted, $"seed {seed}: the flood brought {flood.Hits}");
            Assert.True(dynamic.Hits >= settings.Wanted, $"seed {seed}: asking in turn brought {dynamic.Hits}");
            (flooded, asked) = (flooded + flood.Hits, asked + dynamic.Hits);
            (floodMessages, askMessages) = (floodMessages + flood.Messages, askMessages + dynamic.Messages);
        }

        var saved = 1 - (double)askMessages / floodMessages;
        output.WriteLine($"{share:P0} have it: flood {floodMessages / Searches:N0} messages, {flooded / Searches:N0} hits; dynamic {askMessages / Searches:N0} messages, {asked / Searches:N0} hits; {saved:P1} fewer messages");
        Assert.True(saved >= 0.6, $"only {saved:P1} fewer");
    }

    [Fact]
    public void What_is_rare_is_found_as_the_flood_finds_it()
    {
        var settings = PeerSettings.Reference().Router.Dynamic;
        var (flooded, asked) = (0L, 0L);
        for (var seed = 1; seed <= Searches; seed++)
        {
            var overlay = new Overlay(seed, Ultrapeers, Degree, 0.002, falseShare: 0.05);
            flooded += overlay.Flood(0, Ttl).Hits;
            asked += overlay.Ask(0, Ttl, settings.Wanted, settings, new Random(seed)).Hits;
        }

        output.WriteLine($"rare: flood {flooded:N0} hits, dynamic {asked:N0}");
        Assert.True(asked >= 0.9 * flooded, $"{asked} of {flooded} hits");
    }
}
