using PeerActors.Actors.Buddies;
using PeerActors.Actors.Peer;
using PeerActors.Messages.Buddies;
using PeerActors.Messages.Identity;
using PeerActors.Messages.Links;
using PeerActors.TestKit;
using PeerActors.TestKit.Services;

namespace PeerActors.Actors.Tests.Buddies;

/// <summary>Whole peers with keys in this process, over TLS on loopback.</summary>
public sealed class MeetingTests : IAsyncLifetime
{
    private readonly List<KeyedPeer> _peers = [];

    public Task InitializeAsync() => Task.CompletedTask;

    public async Task DisposeAsync()
    {
        foreach (var peer in _peers) await peer.DisposeAsync();
    }

    [Fact]
    public async Task Two_who_have_invited_each_other_and_dial_at_once_have_one_link()
    {
        var (alice, bob) = (await Up("alice"), await Up("bob"));
        var (ticketOfAlice, ticketOfBob) = (await Invite(alice), await Invite(bob));
        await Task.WhenAll(Accept(bob, ticketOfAlice), Accept(alice, ticketOfBob));
        await Sees(alice, bob, PresenceState.Online);
        await Sees(bob, alice, PresenceState.Online);
        Assert.NotNull(Assert.Single((await alice.System.Gateway.PeerLinks()).Peers).Link);
    }

    [Fact]
    public async Task A_ticket_whose_peer_is_not_there_yet_is_confirmed_when_it_comes()
    {
        var alice = await Up("alice");
        var store = new MemoryBuddyStore();
        var bob = await Up("bob", store: store);
        var ticket = await Invite(bob);
        await bob.DisposeAsync();

        await Accept(alice, ticket);
        Assert.Equal(BuddyConsent.Requested, (await Entry(alice, bob))!.Consent);
        var back = await Up("bob", bob, store, bob.Address.Port);
        await Sees(alice, back, PresenceState.Online);
    }

    [Fact]
    public async Task When_our_own_network_is_cut_buddies_are_unknown_to_us_and_we_are_offline_to_them()
    {
        await using var cut = new PulledCable();
        var (alice, bob, carol) = (await Up("alice", cut: cut), await Up("bob"), await Up("carol"));
        await Meet(alice, bob);
        await Meet(alice, carol);
        await Meet(bob, carol);
        await Sees(bob, alice, PresenceState.Online);
        await Sees(carol, bob, PresenceState.Online);

        cut.Off();
        await Sees(alice, bob, PresenceState.Unknown);
        await Sees(alice, carol, PresenceState.Unknown);
        await Sees(bob, alice, PresenceState.Offline);
        Assert.Equal(PresenceState.Online, (await Entry(bob, carol))!.State);

        cut.On();
        await Sees(alice, bob, PresenceState.Online);
        await Sees(bob, alice, PresenceState.Online);
    }

    [Fact]
    public async Task Two_who_both_moved_while_apart_find_each_other_through_a_buddy_of_both()
    {
        var stores = new Dictionary<string, MemoryBuddyStore> { ["bob"] = new(), ["carol"] = new() };
        var alice = await Up("alice");
        var (bob, carol) = (await Up("bob", store: stores["bob"]), await Up("carol", store: stores["carol"]));
        await Meet(alice, bob);
        await Meet(alice, carol);
        await Meet(bob, carol);
        await bob.DisposeAsync();
        await carol.DisposeAsync();
        await Sees(alice, bob, PresenceState.Offline);

        var bobs = await Up("bob", bob, stores["bob"]);
        await Sees(alice, bob, PresenceState.Online);
        var carols = await Up("carol", carol, stores["carol"]);
        Assert.NotEqual((bob.Address, carol.Address), (bobs.Address, carols.Address));
        await Sees(bobs, carol, PresenceState.Online);
        await Sees(carols, bob, PresenceState.Online);
    }

    [Fact]
    public async Task Whoever_is_blocked_gets_no_link_and_whoever_is_forgotten_knows_it_when_they_meet()
    {
        var (alice, bob) = (await Up("alice"), await Up("bob"));
        await Meet(alice, bob);
        Assert.IsType<BuddyTold>(await alice.System.Gateway.Buddies(r => new BlockBuddy(r, bob.Id)));
        await Sees(bob, alice, PresenceState.Offline);
        Assert.True((await Entry(alice, bob))!.IsBlocked);
        await Waiting.For(async () => (await alice.System.Gateway.PeerLinks()).Closed.ContainsKey(LinkCloseReason.Denied));

        Assert.IsType<BuddyForgotten>(await alice.System.Gateway.Buddies(r => new ForgetBuddy(r, bob.Id)));
        await Waiting.For(async () => (await Entry(bob, alice))!.Consent == BuddyConsent.None);
        Assert.Null(await Entry(alice, bob));
    }

    private async Task<KeyedPeer> Up(string name, KeyedPeer? again = null, MemoryBuddyStore? store = null, ushort port = 0, PulledCable? cut = null)
    {
        var peer = await KeyedPeer.StartAsync(name, new()
        {
            Key = again?.Key, Port = port,
            Settings = static s => s with
            {
                PeerLink = s.PeerLink with { BeatInterval = TimeSpan.FromMilliseconds(200), LostAfter = TimeSpan.FromMilliseconds(1000) },
                Buddies = s.Buddies with
                {
                    Lease = TimeSpan.FromMilliseconds(1500), LookInterval = TimeSpan.FromMilliseconds(50), DialFirst = TimeSpan.FromMilliseconds(200), DialMax = TimeSpan.FromSeconds(1),
                },
            },
            Environment = e => e with
            {
                BuddyStore = store ?? new(), Secure = e.Secure! with { Transport = cut is null ? e.Secure.Transport : cut.Around(e.Secure.Transport) },
            },
        });
        _peers.Add(peer);
        return peer;
    }

    private static async Task Meet(KeyedPeer one, KeyedPeer other)
    {
        await Accept(other, await Invite(one));
        await Sees(one, other, PresenceState.Online);
        await Sees(other, one, PresenceState.Online);
    }

    private static async Task<InvitationTicket> Invite(KeyedPeer peer) =>
        Assert.IsType<InvitationGiven>(await peer.System.Gateway.Buddies(r => new Invite(r, null, [peer.Address]))).Ticket;

    private static async Task Accept(KeyedPeer peer, InvitationTicket ticket) => Assert.IsType<BuddyTold>(await peer.System.Gateway.Buddies(r => new AcceptInvitation(r, ticket)));

    private static async Task<BuddyView?> Entry(KeyedPeer at, KeyedPeer of) =>
        Assert.IsType<BuddiesListed>(await at.System.Gateway.Buddies(static r => new ListBuddies(r))).Buddies.FirstOrDefault(b => b.Peer == of.Id);

    private static Task Sees(KeyedPeer at, KeyedPeer other, PresenceState state) => Waiting.For(async () => (await Entry(at, other))?.State == state);
}
