using System.Collections.Immutable;
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

/// <summary>Kept messages that a service was handed, up to where.</summary>
internal sealed record KeptHanding(InStream Stream, ulong Id, ulong UpTo);

/// <summary>A service is to be asked who it is.</summary>
internal readonly record struct PaceQuestion(IActorRef Service, long Number);

/// <summary>A service has answered, or has ended.</summary>
/// <param name="Done">Deliveries all of which is taken now.</param>
/// <param name="Kept">Kept messages that were in its part.</param>
internal sealed record PaceAnswer(List<HandedDelivery> Done, ImmutableArray<KeptHanding> Kept);

/// <summary>
/// Holds peers to the pace of the services. Behind what it was handed a service is asked who it is, which every actor answers by itself, in its turn: then it has taken that.
/// There is one question to a service at a time, and none while little was handed, so that a question costs little beside what it is about. A service that does not answer for
/// too long is behind: the peer gets its credit, so that its link goes on, and the service gets nothing more until it has answered.
/// </summary>
internal sealed class ServicePacing
{
    /// <summary>Less than this need not be asked about: credit goes back in larger pieces.</summary>
    private const int Little = 16 * 1024;

    private readonly Dictionary<IActorRef, Pace> _paces = [];
    private long _last;
    private long _unasked;

    /// <summary>Whether nothing waits for a service.</summary>
    public bool IsEmpty => _paces.Count == 0;

    /// <summary>Whether a service is given nothing more for now.</summary>
    public bool IsBehind(IActorRef service) => _paces.TryGetValue(service, out var pace) && pace.IsBehind;

    /// <summary>A service was handed its part of a delivery.</summary>
    public void Hand(IActorRef service, HandedDelivery delivery, IEnumerable<InStream> kept)
    {
        if (!_paces.TryGetValue(service, out var pace)) _paces.Add(service, pace = new());
        delivery.Waiting.Add(service);
        pace.Since.Add(delivery);
        pace.KeptSince.UnionWith(kept);
    }

    /// <summary>So much was handed in all: whom to ask now.</summary>
    /// <param name="bytes">Since this was last called.</param>
    /// <param name="isUrgent">Even if it is little: something kept is to be confirmed.</param>
    public List<PaceQuestion> Due(long bytes, bool isUrgent)
    {
        _unasked += bytes;
        if (_unasked < Little && !isUrgent) return [];
        _unasked = 0;
        return [.. _paces.Select(p => Ask(p.Key, p.Value)).OfType<PaceQuestion>()];
    }

    /// <summary>A service has answered.</summary>
    /// <param name="service">Which.</param>
    /// <param name="number">Of the question.</param>
    /// <param name="next">What to ask it next; null when nothing was handed to it meanwhile.</param>
    public PaceAnswer OnAnswer(IActorRef service, long number, out PaceQuestion? next)
    {
        next = null;
        if (!_paces.TryGetValue(service, out var pace) || pace.Number != number) return new([], []);
        var answer = new PaceAnswer([.. pace.Asked.Where(d => IsDone(service, d))], pace.Kept);
        (pace.Number, pace.IsBehind, pace.Kept) = (null, false, []);
        pace.Asked.Clear();
        next = Ask(service, pace);
        if (next is null) _paces.Remove(service);
        return answer;
    }

    /// <summary>Nobody is there any more who was asked this.</summary>
    public PaceAnswer OnNobody(long number) => _paces.FirstOrDefault(p => p.Value.Number == number).Key is { } service ? OnEnded(service) : new([], []);

    /// <summary>A service has ended, and will take nothing more.</summary>
    public PaceAnswer OnEnded(IActorRef service) => _paces.Remove(service, out var pace)
        ? new([.. pace.Asked.Concat(pace.Since).Where(d => IsDone(service, d))], [.. pace.Kept, .. pace.KeptSince.Select(static s => new KeptHanding(s, s.Stream, s.Given))])
        : new([], []);

    /// <summary>Deliveries that have waited for too long; whoever they wait for is behind until it has answered. Who was handed little, and was not asked, is asked now.</summary>
    /// <param name="isOverdue">Says so of a time.</param>
    /// <param name="questions">Whom to ask.</param>
    public List<HandedDelivery> TakeOverdue(Func<long, bool> isOverdue, out List<PaceQuestion> questions)
    {
        var overdue = new List<HandedDelivery>();
        questions = Due(0, isUrgent: true);
        foreach (var (service, pace) in _paces)
        {
            foreach (var delivery in pace.Asked.Concat(pace.Since))
            {
                if (pace.Number is null || !isOverdue(delivery.Since)) continue;
                pace.IsBehind |= pace.Asked.Contains(delivery) && !questions.Exists(q => q.Service == service);
                if (!pace.IsBehind || delivery.Waiting.Count == 0) continue;
                delivery.Waiting.Clear();
                overdue.Add(delivery);
            }
        }

        return overdue;
    }

    private PaceQuestion? Ask(IActorRef service, Pace pace)
    {
        if (pace.Number is not null || pace.Since.Count == 0) return null;
        pace.Asked.AddRange(pace.Since);
        pace.Since.Clear();
        pace.Kept = [.. pace.KeptSince.Select(static s => new KeptHanding(s, s.Stream, s.Given))];
        pace.KeptSince.Clear();
        pace.Number = ++_last;
        return new(service, _last);
    }

    private static bool IsDone(IActorRef service, HandedDelivery delivery) => delivery.Waiting.Remove(service) && delivery.Waiting.Count == 0;

    private sealed class Pace
    {
        /// <summary>Of the question that it has not answered.</summary>
        public long? Number { get; set; }

        public bool IsBehind { get; set; }

        /// <summary>What the question is about.</summary>
        public List<HandedDelivery> Asked { get; } = [];

        public ImmutableArray<KeptHanding> Kept { get; set; } = [];

        /// <summary>What it was handed after that.</summary>
        public List<HandedDelivery> Since { get; } = [];

        public HashSet<InStream> KeptSince { get; } = [];
    }
}
