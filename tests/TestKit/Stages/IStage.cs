using System.Collections.Immutable;
using Akka.Actor;
using PeerActors.Actors.Peer;
using PeerActors.Actors.Remoting;
using PeerActors.Messages.Access;
using PeerActors.Messages.Buddies;
using PeerActors.Messages.Identity;
using PeerActors.Messages.Remoting;
using PeerActors.Messages.Shares;

namespace PeerActors.TestKit.Stages;

/// <summary>Runs peers. Faults that a stage does not offer throw <see cref="NotSupportedException"/>.</summary>
internal interface IStage : IAsyncDisposable
{
    /// <summary>The time of its probes.</summary>
    ProbeTime Time { get; }

    /// <summary>Makes a peer that is not up yet.</summary>
    IStagePeer Add(ScenarioPeer peer, PeerSettings settings);

    /// <summary>Makes a probe.</summary>
    TestProbe Probe();

    /// <summary>Breaks the links between two peers and lets none be made.</summary>
    void Cut(IStagePeer one, IStagePeer other);

    /// <summary>Lets two peers link again.</summary>
    void Heal(IStagePeer one, IStagePeer other);
}

/// <summary>A peer on its stage. What happens to its links is told to <see cref="ScenarioPeer.Links"/>.</summary>
internal interface IStagePeer : IAsyncDisposable
{
    /// <summary>Its servent GUID; the same after a restart.</summary>
    ServentId Id { get; }

    /// <summary>Where it listens, once it was up.</summary>
    PeerAddress Address { get; }

    /// <summary>True while it runs.</summary>
    bool IsUp { get; }

    /// <summary>Files that it offers.</summary>
    Task<int> Offered();

    /// <summary>Its gateway.</summary>
    IPeerGateway Gateway { get; }

    /// <summary>One of its actors, by the path below the peer.</summary>
    ICanTell Actor(string path);

    /// <summary>Brings it up, with what was stored.</summary>
    Task Start();

    /// <summary>Ends it at once.</summary>
    Task Crash();

    /// <summary>Ends it in order.</summary>
    Task Leave();

    /// <summary>Puts a file into its shared folder.</summary>
    void Share(string name, long bytes);

    /// <summary>Dials a peer and goes on dialling it.</summary>
    Task OpenLink(PeerAddress remote);

    /// <summary>Searches until so many hits came or the time is over.</summary>
    Task<ImmutableArray<SearchHit>> Search(string words, TimeSpan limit, int expect);

    /// <summary>Fetches what a hit names.</summary>
    Task<IDownloadEvent> Download(SearchHit hit);

    /// <summary>The hash of its key.</summary>
    PeerId Key { get; }

    /// <summary>Where it is dialled by its key.</summary>
    PeerAddress KeyAddress { get; }

    /// <summary>Dials a peer by its key and goes on dialling it.</summary>
    Task OpenPeerLink(PeerId peer, PeerAddress remote);

    /// <summary>Makes a ticket.</summary>
    Task<string> Invite();

    /// <summary>Accepts a ticket; does not wait until it is confirmed.</summary>
    Task Accept(string ticket);

    /// <summary>Its roster.</summary>
    Task<ImmutableArray<BuddyView>> Buddies();

    /// <summary>Tells buddies how it is.</summary>
    Task Say(PresenceState state, string note);

    /// <summary>Blocks a peer.</summary>
    Task Block(PeerId peer);

    /// <summary>Adds a rule.</summary>
    Task Add(AccessRule rule);

    /// <summary>Exports a service.</summary>
    IActorRef Export(ServiceContract contract, Props actor);

    /// <summary>Finds a service of another peer.</summary>
    RemoteService Find(PeerId peer, ServiceContract contract);

    /// <summary>Whose device it is, which it learns when it starts.</summary>
    PersonHistory? Person { get; set; }
}
