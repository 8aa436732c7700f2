using Akka.Actor;
using PeerActors.Messages.Identity;

namespace PeerActors.Actors.Remoting;

/// <summary>Messages of a peer that were handed to services, and that these have not all taken.</summary>
/// <param name="Id">As the link counts it.</param>
/// <param name="Connection">The link, which gives the peer credit again once all is taken.</param>
/// <param name="Since">On the monotonic clock.</param>
internal sealed record HandedDelivery(RequestId Id, IActorRef Connection, long Since)
{
    /// <summary>Who has not taken its part.</summary>
    public List<IActorRef> Waiting { get; init; } = [];
}

/// <summary>
/// Holds peers to the pace of the services. Behind each batch a service is asked who it is, which every actor answers by itself, in its turn: then it has taken the
/// batch. A service that does not for too long is behind: the peer gets its credit, so that its link goes on, and the service gets nothing more until it has answered.
/// </summary>
internal sealed class ServicePacing
{
    private readonly Dictionary<long, (IActorRef Service, HandedDelivery Delivery)> _asked = [];
    private readonly Dictionary<IActorRef, long> _behind = [];
    private long _last;

    public bool IsEmpty => _asked.Count == 0;

    /// <summary>Whether a service is given nothing more for now.</summary>
    public bool IsBehind(IActorRef service) => _behind.Count > 0 && _behind.ContainsKey(service);

    /// <summary>A service was handed its part of a delivery: the number by which to ask it.</summary>
    public long Hand(IActorRef service, HandedDelivery delivery)
    {
        delivery.Waiting.Add(service);
        _asked.Add(++_last, (service, delivery));
        return _last;
    }

    /// <summary>A service has answered: the delivery, when all of it is taken now; otherwise null.</summary>
    public HandedDelivery? OnAnswer(long number)
    {
        if (!_asked.Remove(number, out var asked)) return null;
        if (_behind.TryGetValue(asked.Service, out var until) && number >= until) _behind.Remove(asked.Service);
        return IsDone(asked.Service, asked.Delivery) ? asked.Delivery : null;
    }

    /// <summary>A service has ended, and will take nothing more: deliveries that are done by that.</summary>
    public List<HandedDelivery> OnEnded(IActorRef service)
    {
        _behind.Remove(service);
        var done = new List<HandedDelivery>();
        foreach (var (number, asked) in _asked.Where(a => a.Value.Service.Equals(service)).ToArray())
        {
            _asked.Remove(number);
            if (IsDone(service, asked.Delivery)) done.Add(asked.Delivery);
        }

        return done;
    }

    /// <summary>Deliveries that have waited for too long; whoever they wait for is behind until it has answered for all that it has.</summary>
    /// <param name="isOverdue">Says so of a time.</param>
    public List<HandedDelivery> TakeOverdue(Func<long, bool> isOverdue)
    {
        var overdue = new List<HandedDelivery>();
        foreach (var (number, (service, delivery)) in _asked)
        {
            if (!isOverdue(delivery.Since)) continue;
            if (delivery.Waiting.Count > 0)
            {
                delivery.Waiting.Clear();
                overdue.Add(delivery);
            }

            _behind[service] = Math.Max(number, _behind.GetValueOrDefault(service));
        }

        return overdue;
    }

    private static bool IsDone(IActorRef service, HandedDelivery delivery) => delivery.Waiting.Remove(service) && delivery.Waiting.Count == 0;
}
