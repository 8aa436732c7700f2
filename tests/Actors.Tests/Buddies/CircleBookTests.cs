using PeerActors.Actors.Buddies;
using PeerActors.Messages.Buddies;
using PeerActors.Messages.Identity;
using PeerActors.Messages.Wire.Statements;

namespace PeerActors.Actors.Tests.Buddies;

public sealed class CircleBookTests : IDisposable
{
    private static readonly DateTimeOffset Now = new(2026, 1, 2, 3, 4, 5, TimeSpan.Zero);
    private static readonly PeerId Own = PeerId.Of("own"u8);
    private readonly SigningKey _bobs = SigningKey.Make();
    private readonly SigningKey _carols = SigningKey.Make();
    private readonly CircleBook _book = new();

    private PeerId Bob => _bobs.Public.Holder;

    private PeerId Carol => _carols.Public.Holder;

    public void Dispose()
    {
        _bobs.Dispose();
        _carols.Dispose();
    }

    [Fact]
    public void Where_one_listens_is_told_to_another_when_both_have_said_that_they_are_buddies_and_once_only()
    {
        _book.OnTold(Bob, [new(BuddyPair.Of(Bob, Carol), 0)]);
        _book.OnTold(Carol, [new(BuddyPair.Of(Bob, Carol), 0)]);
        Assert.Equal([Bob], _book.FriendsOf(Carol));
        Assert.Equal(Bob, Assert.Single(_book.Take(Carol, Both(), Now)).Record.Peer);
        Assert.Empty(_book.Take(Carol, Both(), Now));
    }

    [Fact]
    public void It_is_not_told_to_whom_only_one_of_them_names()
    {
        _book.OnTold(Carol, [new(BuddyPair.Of(Bob, Carol), 0)]);
        _book.OnTold(Bob, []);
        Assert.Empty(_book.Take(Carol, Both(), Now));
        Assert.Empty(_book.FriendsOf(Carol));
    }

    [Fact]
    public void What_is_known_there_already_and_what_is_over_is_not_told()
    {
        _book.OnTold(Bob, [new(BuddyPair.Of(Bob, Carol), 0)]);
        _book.OnTold(Carol, [new(BuddyPair.Of(Bob, Carol), 7)]);
        Assert.Empty(_book.Take(Carol, Both(), Now));
        _book.OnTold(Carol, [new(BuddyPair.Of(Bob, Carol), 6)]);
        Assert.Empty(_book.Take(Carol, Both(), Now.AddDays(2)));
        Assert.Single(_book.Take(Carol, Both(), Now));
    }

    [Fact]
    public void Nobody_is_told_of_whom_we_are_no_buddies_any_more()
    {
        _book.OnTold(Bob, [new(BuddyPair.Of(Bob, Carol), 0)]);
        _book.OnTold(Carol, [new(BuddyPair.Of(Bob, Carol), 0)]);
        var blocked = Both().After(new BuddyPut(Both().Buddies[Bob] with { IsBlocked = true }));
        Assert.Empty(_book.Take(Carol, blocked, Now));
    }

    [Fact]
    public void A_circle_names_all_mutual_buddies_but_the_one_that_is_told()
    {
        var circle = CircleBook.Of(Own, Both().After(new BuddyPut(new(PeerId.Of("dave"u8), "", BuddyConsent.Requested, IsBlocked: false, Now))), asker: Carol);
        Assert.Equal(new CircleMember(BuddyPair.Of(Own, Bob), 7), Assert.Single(circle));
    }

    private Roster Both() => Roster.Empty.After(new BuddyPut(Entry(_bobs))).After(new BuddyPut(Entry(_carols)));

    private static Buddy Entry(SigningKey key)
    {
        var record = new EndpointRecord(key.Public.Holder, 7, Now, TimeSpan.FromDays(1), [new(PeerAddress.Loopback, 7)]);
        return new(key.Public.Holder, "", BuddyConsent.Mutual, IsBlocked: false, Now) { Location = new(StatementCodec.Sign(record, key), record) };
    }
}
