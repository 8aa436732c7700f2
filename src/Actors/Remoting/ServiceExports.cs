using System.Collections.Immutable;
using Akka.Actor;
using PeerActors.Messages.Remoting;

namespace PeerActors.Actors.Remoting;

/// <summary>A service that peers may be given messages for.</summary>
internal sealed record ServiceExport(ServiceContract Contract, IActorRef Actor);

/// <summary>The services of this peer, by name; read and changed from any thread.</summary>
/// <param name="max">At most so many (<c>remoting.max-services</c>).</param>
internal sealed class ServiceExports(int max)
{
    private ImmutableDictionary<string, ServiceExport> _services = ImmutableDictionary.Create<string, ServiceExport>(StringComparer.Ordinal);

    /// <summary>Another object after each change.</summary>
    public object Version => Volatile.Read(ref _services);

    public int Count => Volatile.Read(ref _services).Count;

    public ServiceExport? Find(string service) => Volatile.Read(ref _services).GetValueOrDefault(service);

    /// <exception cref="RemotingRefusedException">The name is taken, or there are too many.</exception>
    public void Add(ServiceExport export)
    {
        var name = export.Contract.Service;
        if (Volatile.Read(ref _services).Count >= max) throw new RemotingRefusedException($"Service {name} is not exported: there are {max:N0}, no more are allowed (remoting.max-services).");
        if (!ImmutableInterlocked.TryAdd(ref _services, name, export)) throw new RemotingRefusedException($"Service {name} is not exported: there is one of that name. Withdraw that first.");
    }

    /// <summary>Takes a service away; null when there is none.</summary>
    public ServiceExport? Remove(string service) => ImmutableInterlocked.TryRemove(ref _services, service, out var export) ? export : null;

    /// <summary>Takes all away that an actor serves.</summary>
    public void RemoveOf(IActorRef actor)
    {
        foreach (var (name, export) in Volatile.Read(ref _services))
            if (export.Actor.Equals(actor)) ImmutableInterlocked.Update(ref _services, static (all, gone) => all.GetValueOrDefault(gone.name) == gone.export ? all.Remove(gone.name) : all, (name, export));
    }
}
