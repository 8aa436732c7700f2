using System.Collections.Immutable;
using PeerActors.Actors.Shares;
using PeerActors.Messages.Access;
using PeerActors.Messages.Identity;
using PeerActors.Messages.Router;
using PeerActors.TestKit;
using static PeerActors.Actors.Tests.Shares.Samples;

namespace PeerActors.Actors.Tests.Shares;

/// <summary>What the access rules mean for searches: what somebody may not find is not there for him, and nothing else changes.</summary>
public sealed class ShareAccessTests
{
    private static readonly PeerId Alice = PeerId.Of("alice"u8);
    private static readonly PeerId Bob = PeerId.Of("bob"u8);
    private static readonly PeerId Carol = PeerId.Of("carol"u8);
    private static readonly string[] Files = ["/music/open/blue train", "/music/private/blue monk", "/books/blue"];

    private readonly ManualClock _clock = new();
    private readonly Library _library;
    private AccessRules _rules = AccessRules.None;

    public ShareAccessTests()
    {
        _library = new(LibrarySettings, new(LibrarySettings, _clock));
        Offer();
        Say();
    }

    /// <summary>How much, however often it has changed.</summary>
    private ShareSize PublicSize => _library.PublicSize with { Generation = 0 };

    [Fact]
    public void A_new_peer_shows_everybody_everything()
    {
        Assert.Equal(["blue train", "blue monk", "blue"], Found(null));
        Assert.Equal(_library.Size with { Generation = 0 }, PublicSize);
    }

    [Fact]
    public void Before_the_rules_are_known_nobody_finds_anything()
    {
        _library.Change(AccessPolicy.Closed);
        Assert.Equal((0, new ShareSize(0, 0)), (Found(null).Length + Found(Alice).Length, PublicSize));
    }

    [Fact]
    public void What_is_denied_to_strangers_is_found_by_no_way()
    {
        Say("deny anyone search /shares/public/music/private");
        Assert.Equal(["blue train", "blue"], Found(null));
        Assert.Equal(["blue train", "blue"], Found(Alice));
        var hidden = Hash(File("/music/private/blue monk")).Sha1;
        Assert.Empty(_library.Find(UrnQuery("", hidden.Urn)));
        Assert.Equal(["blue", "blue train"], _library.Find(Query("WhatIsNewXOXO")).Select(static f => f.Name));
        Assert.Equal(new ShareSize(2, 200), PublicSize);
        var table = _library.MakeTable(maxBits: 20).Table;
        Assert.Equal((true, false), (table.HasWord("train"), table.HasWord("monk")));
    }

    [Fact]
    public void Whoever_a_rule_singles_out_finds_what_others_do_not()
    {
        Say("deny anyone search /shares/public/music/private", $"allow peer:{Alice} search /shares/public/music/private", $"deny peer:{Bob} search /shares/public");
        Assert.Equal(["blue train", "blue monk", "blue"], Found(Alice));
        Assert.Empty(Found(Bob));
        Assert.Equal(["blue train", "blue"], Found(Carol));
    }

    [Fact]
    public void Files_that_come_and_go_come_and_go_for_those_who_may_find_them()
    {
        Say("deny anyone search /shares/public/music/private", $"allow peer:{Alice} search /shares/public/music/private");
        Found(Alice);
        Offer("/music/private/blue two", "/music/open/blue three");
        Assert.Equal(["blue train", "blue", "blue three"], Found(null));
        Assert.Equal(["blue train", "blue monk", "blue", "blue two", "blue three"], Found(Alice));
        _library.Apply(Listing(File("/music/private/blue two"), File("/books/blue")));
        Assert.Equal(["blue"], Found(null));
        Assert.Equal(["blue", "blue two"], Found(Alice));
        Assert.Equal(new ShareSize(1, 100), PublicSize);
    }

    [Fact]
    public void Hidden_files_take_no_places_of_others()
    {
        var settings = LibrarySettings with { MaxHitsPerQuery = 2 };
        var library = new Library(settings, new(settings, _clock));
        Say(library, "deny anyone search /shares/public/music");
        var files = Enumerable.Range(0, 20).Select(static i => File(i < 18 ? $"/music/blue {i}" : $"/books/blue {i}")).ToArray();
        library.Apply(Listing(files));
        foreach (var file in files) library.Hashed(Hash(file));
        Assert.Equal(["blue 18", "blue 19"], library.Find(Query("blue")).Select(static f => f.Name));
    }

    [Fact]
    public void More_views_than_are_kept_are_made_anew_and_stay_right()
    {
        Say("deny anyone search /shares/public/music", $"allow peer:{Alice} search /shares/public/music/open", $"allow peer:{Bob} search /shares/public/music/private", $"deny peer:{Carol} search /shares/public/books");
        for (var round = 0; round < 3; round++)
        {
            Assert.Equal(["blue train", "blue"], Found(Alice));
            Assert.Equal(["blue monk", "blue"], Found(Bob));
            Assert.Empty(Found(Carol));
        }
    }

    private string[] Found(PeerId? asker) => [.. _library.Find(Query("blue"), asker).Select(static f => f.Name)];

    private void Offer(params string[] paths)
    {
        var there = Files.Concat(paths).Distinct().Select(static path => File(path)).ToArray();
        _library.Apply(Listing(there));
        while (_library.NextToHash is { } file) _library.Hashed(Hash(file));
    }

    private void Say(params string[] rules) => Say(_library, rules);

    private void Say(Library library, params string[] rules)
    {
        foreach (var rule in rules)
        {
            var words = rule.Split(' ');
            Assert.True(AccessVerbText.TryParse(words[2], out var verbs) & AccessSubject.TryParse(words[1], out var subject));
            _rules = _rules.After(new RuleMade(new(_rules.LastNumber + 1, words[0] == "allow", subject!, verbs, ResourcePath.Of(words[3]), Expires: null)));
        }

        library.Change(new(Resources.StandingRules(lists: true), _rules, ImmutableDictionary<PeerId, Acquaintance>.Empty));
    }
}
