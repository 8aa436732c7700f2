using PeerActors.Actors.Router.QueryRouting;
using PeerActors.Messages.Identity;
using PeerActors.Messages.Router;
using static PeerActors.Actors.Tests.Router.RouterScene;

namespace PeerActors.Actors.Tests.Router.QueryRouting;

public sealed class SeenTextsTests
{
    private const long Window = 1000;
    private static readonly LinkId One = new(1);

    [Fact]
    public void A_window_begins_with_the_first_asking_and_repeating_does_not_prolong_it()
    {
        var texts = new SeenTexts(64, Window, new Random(1));
        Assert.False(texts.IsRepeated(One, Ask(1, "blue"), now: 10_000));
        Assert.True(texts.IsRepeated(One, Ask(2, "blue"), now: 10_999));
        Assert.False(texts.IsRepeated(One, Ask(3, "blue"), now: 11_000));
    }

    [Fact]
    public void Other_words_other_links_and_other_distances_are_other_askers()
    {
        var texts = new SeenTexts(1 << 16, Window, new Random(1));
        Assert.False(texts.IsRepeated(One, Ask(1, "blue"), 1));
        Assert.False(texts.IsRepeated(One, Ask(2, "blue "), 1));
        Assert.False(texts.IsRepeated(One, Ask(3, "blue train of thought"), 1));
        Assert.False(texts.IsRepeated(new(2), Ask(4, "blue"), 1));
        Assert.False(texts.IsRepeated(One, Ask(5, "blue", hops: 1), 1));
        Assert.True(texts.IsRepeated(One, Ask(6, "blue train of thought"), 1));
    }

    [Fact]
    public void Its_size_does_not_grow_and_the_later_of_two_in_one_place_is_remembered()
    {
        var texts = new SeenTexts(16, Window, new Random(1));
        for (var i = 0; i < 1000; i++)
        {
            Assert.False(texts.IsRepeated(One, Ask(i, $"word {i}"), 1));
            Assert.True(texts.IsRepeated(One, Ask(i, $"word {i}"), 1));
        }
    }

    [Fact]
    public void A_window_of_nothing_remembers_nothing()
    {
        var texts = new SeenTexts(16, 0, new Random(1));
        for (var i = 0; i < 3; i++) Assert.False(texts.IsRepeated(One, Ask(i, "blue"), 1));
    }

    [Fact]
    public void What_is_asked_within_a_window_has_room_up_to_the_bound_and_what_is_over_takes_none()
    {
        var texts = new SeenTexts(1 << 16, Window, new Random(1));
        for (var second = 0; second < 5; second++)
        {
            var now = 1 + second * Window;
            for (var i = 0; i < 1000; i++) Assert.False(texts.IsRepeated(One, Ask(i, $"word {i}"), now));
            var remembered = Enumerable.Range(0, 1000).Count(i => texts.IsRepeated(One, Ask(i, $"word {i}"), now));
            Assert.InRange(remembered, 750, 1000);
        }
    }
}
