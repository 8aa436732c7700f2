using System.Collections.Immutable;
using Akka.Actor;
using PeerActors.Actors.Remoting;
using PeerActors.Messages.Access;
using PeerActors.Messages.Buddies;
using PeerActors.Messages.Identity;
using PeerActors.Messages.Remoting;
using PeerActors.TestKit.Stages;

namespace PeerActors.TestKit;

/// <summary>What a peer has that has a key (<see cref="Needs.Keys"/>): buddies, and services (<see cref="Needs.Services"/>).</summary>
public sealed partial class ScenarioPeer
{
    /// <summary>The hash of its key; the same after a restart (<see cref="Needs.Keys"/>).</summary>
    public PeerId Peer
    {
        get
        {
            _scenario.Require(Needs.Keys, "The id of a peer");
            return On.Key;
        }
    }

    /// <summary>Where it is dialled by its key (<see cref="Needs.Keys"/>).</summary>
    public PeerAddress PeerAddress
    {
        get
        {
            _scenario.Require(Needs.Keys, "The address of a peer");
            return On.KeyAddress;
        }
    }

    /// <summary>How it saw its buddies: each change of an entry of its roster, restarts included.</summary>
    public Recorder<BuddySeen> BuddiesSeen { get; }

    /// <summary>Makes a ticket for somebody (<see cref="Needs.Keys"/>).</summary>
    /// <exception cref="InvalidOperationException">It is refused; the message says why.</exception>
    public Task<string> Invite() => Keyed("A ticket").Invite();

    /// <summary>Accepts a ticket, and does not wait until whoever made it has confirmed (<see cref="Needs.Keys"/>).</summary>
    /// <exception cref="InvalidOperationException">It is refused; the message says why.</exception>
    public Task Accept(string ticket) => Keyed("A ticket").Accept(ticket);

    /// <summary>Its roster (<see cref="Needs.Keys"/>).</summary>
    public Task<ImmutableArray<BuddyView>> Buddies() => Keyed("A roster").Buddies();

    /// <summary>Its entry for another peer of the scenario; null when there is none (<see cref="Needs.Keys"/>).</summary>
    public async Task<BuddyView?> Buddy(string name)
    {
        var peer = _scenario[name].Peer;
        return (await Buddies()).FirstOrDefault(b => b.Peer == peer);
    }

    /// <summary>Waits until it sees another peer of the scenario so, and says when that was told (<see cref="Needs.Keys"/>).</summary>
    /// <param name="name">The buddy.</param>
    /// <param name="state">How it is to be.</param>
    /// <param name="since">Look at what it saw from this position of <see cref="BuddiesSeen"/> on.</param>
    /// <exception cref="TimeoutException">It does not come to that.</exception>
    public Task<TimeSpan> Sees(string name, PresenceState state, int since = 0) => Sees(name, b => b.State == state, since);

    /// <summary>Waits until an entry of its roster is so, and says when that was told (<see cref="Needs.Keys"/>).</summary>
    /// <param name="name">The buddy.</param>
    /// <param name="fits">How it is to be.</param>
    /// <param name="since">Look at what it saw from this position of <see cref="BuddiesSeen"/> on.</param>
    /// <exception cref="TimeoutException">It does not come to that.</exception>
    public async Task<TimeSpan> Sees(string name, Func<BuddyView, bool> fits, int since = 0)
    {
        var peer = _scenario[name].Peer;
        return (await BuddiesSeen.WaitFor(s => s.Buddy.Peer == peer && fits(s.Buddy), since)).At;
    }

    /// <summary>Tells buddies how it is (<see cref="Needs.Keys"/>).</summary>
    public Task Says(PresenceState state, string note = "") => Keyed("Presence").Say(state, note);

    /// <summary>Blocks a peer of the scenario (<see cref="Needs.Keys"/>).</summary>
    public Task Block(string name) => Keyed("A block").Block(_scenario[name].Peer);

    /// <summary>Dials a peer of the scenario by its key, and does not wait for the link (<see cref="Needs.Keys"/>).</summary>
    public Task DialKey(string name) => DialKey(name, _scenario[name].PeerAddress);

    /// <summary>Dials a peer of the scenario by its key at some address, and does not wait for the link (<see cref="Needs.Keys"/>).</summary>
    public Task DialKey(string name, PeerAddress at) => Keyed("A link by key").OpenPeerLink(_scenario[name].Peer, at);

    /// <summary>Lets a peer of the scenario do something (<see cref="Needs.Services"/>).</summary>
    public Task Allow(string name, AccessVerbs verbs, string resource) =>
        Serving("A rule").Add(new(0, Allows: true, new OnePeer(_scenario[name].Peer), verbs, ResourcePath.Of(resource), Expires: null));

    /// <summary>Lets other peers tell an actor the messages of a contract, if a rule allows them to; it ends with the run of the peer (<see cref="Needs.Services"/>).</summary>
    /// <param name="contract">Name of the service, and what may be said.</param>
    /// <param name="actor">Makes the actor.</param>
    public IActorRef Export(ServiceContract contract, Props actor) => Serving("A service").Export(contract, actor);

    /// <summary>A service of another peer of the scenario, as an actor of this one: to be told, asked and watched (<see cref="Needs.Services"/>).</summary>
    /// <param name="name">Whose it is.</param>
    /// <param name="contract">Name of the service, and what may be said.</param>
    public RemoteService Find(string name, ServiceContract contract) => Serving("A service").Find(_scenario[name].Peer, contract);

    internal void Saw(BuddyView buddy) => BuddiesSeen.Add(new(_scenario.Now, buddy));

    private IStagePeer Keyed(string what)
    {
        _scenario.Require(Needs.Keys, what);
        return On;
    }

    private IStagePeer Serving(string what)
    {
        _scenario.Require(Needs.Services, what);
        return On;
    }
}
