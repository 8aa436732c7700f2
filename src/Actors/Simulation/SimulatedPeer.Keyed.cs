using Akka.Actor;
using PeerActors.Actors.Peer;
using PeerActors.Actors.Remoting;
using PeerActors.Actors.Simulation.Disk;
using PeerActors.Actors.Simulation.Keys;
using PeerActors.Actors.Simulation.Loop;
using PeerActors.Actors.Simulation.Network;
using PeerActors.Messages.Identity;
using PeerActors.Messages.Remoting;

namespace PeerActors.Actors.Simulation;

/// <summary>What a peer has that has a key (<see cref="SimulationOptions.Keyed"/>): an id, a person, services.</summary>
public sealed partial class SimulatedPeer
{
    private readonly SimulatedIdentity? _identity;
    private SpawnedPeer? _spawned;

    /// <summary>The hash of its key; the same after a restart, and in every run of the seed.</summary>
    /// <exception cref="InvalidOperationException">It has no key.</exception>
    public PeerId Peer => Identity.Key.Public.Holder;

    /// <summary>Whose device it is, as its files say; it reads them when it starts.</summary>
    /// <exception cref="InvalidOperationException">It has no key.</exception>
    public PersonHistory? Person
    {
        get => Identity.Person;
        set => Identity.Person = value;
    }

    private SimulatedIdentity Identity => _identity ?? throw new InvalidOperationException($"{Name} has no key; say {nameof(SimulationOptions)}.{nameof(SimulationOptions.Keyed)}.");

    /// <summary>Lets other peers tell an actor of this one the messages of a contract, if a rule allows them to. The actor ends with the run, and so does the service.</summary>
    /// <param name="contract">Name of the service, and what may be said.</param>
    /// <param name="actor">Makes the actor.</param>
    /// <exception cref="InvalidOperationException">It has no key, or is not up.</exception>
    public IActorRef Export(ServiceContract contract, Props actor)
    {
        using var driving = _simulation.Loop.Drive();
        var service = PeerTree.SpawnBeside(Spawned.System, Spawned.Tree.Path.Name, actor, contract.Service);
        Services.Export(contract, service);
        return service;
    }

    /// <summary>A service of another peer, as an actor of this one.</summary>
    /// <param name="peer">Which peer.</param>
    /// <param name="contract">Name of the service, and what may be said.</param>
    /// <exception cref="InvalidOperationException">It has no key, or is not up.</exception>
    public RemoteService Find(PeerId peer, ServiceContract contract)
    {
        using var driving = _simulation.Loop.Drive();
        return Services.Find(peer, contract);
    }

    private SpawnedPeer Spawned => _spawned ?? throw new InvalidOperationException($"{Name} is not up.");

    private PeerServices Services => new(Spawned.Desk ?? throw new InvalidOperationException($"{Name} has no key, and so no services; say {nameof(SimulationOptions)}.{nameof(SimulationOptions.Keyed)}."));

    /// <summary>What a key brings into a run.</summary>
    private PeerEnvironment WithKey(PeerEnvironment environment, Incarnation run) => _identity is not { } identity ? environment : environment with
    {
        Secure = new(identity.Key, new SimulatedPeerTransport(_simulation.Network, Host, identity.Key.Public.Holder), identity.SecretsOf(run)),
        BuddyStore = new SimulatedBuddyStore(_disk),
        ServiceStore = new SimulatedServiceStore(_disk),
        Person = identity.Person,
        Acquaintances = identity.Acquaintances,
    };
}

/// <summary>A run of a peer, as it was started.</summary>
/// <param name="System">Its actor system, perhaps with others in it.</param>
/// <param name="Tree">The peer.</param>
/// <param name="Spectator">Told of what it says.</param>
/// <param name="Desk">Its services; null without a key.</param>
internal sealed record SpawnedPeer(ActorSystem System, IActorRef Tree, IActorRef Spectator, RemotingDesk? Desk);
