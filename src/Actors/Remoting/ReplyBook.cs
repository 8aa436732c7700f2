using System.Runtime.CompilerServices;
using Akka.Actor;
using PeerActors.Messages.Remoting;

namespace PeerActors.Actors.Remoting;

/// <summary>Who waits for an answer, and what may be answered.</summary>
internal sealed record ReplyPlace(ulong Number, IActorRef Sender, ServiceContract Contract);

/// <summary>
/// The numbers by which a peer may answer those who told its services something. There are two generations: each turn forgets the older one, so a number holds for one turn at
/// least; whoever goes on sending keeps its number. The first number is rolled, so that an answer to an earlier run of this program finds nobody.
/// </summary>
/// <param name="max">Numbers at most (<c>remoting.max-replies</c>).</param>
/// <param name="first">The first number.</param>
internal sealed class ReplyBook(int max, ulong first)
{
    private Dictionary<ulong, ReplyPlace> _young = [];
    private Dictionary<ulong, ReplyPlace> _old = [];
    private Dictionary<(IActorRef, ServiceContract), ReplyPlace> _youngSenders = new(ByReference.Instance);
    private Dictionary<(IActorRef, ServiceContract), ReplyPlace> _oldSenders = new(ByReference.Instance);
    private ReplyPlace? _last;
    private ulong _next = first;

    /// <summary>Numbers that hold.</summary>
    public int Count => _young.Count + _old.Count;

    /// <summary>Numbers that were forgotten because there were too many, since this was last asked.</summary>
    public int TakeForgotten()
    {
        var forgotten = _forgotten;
        _forgotten = 0;
        return forgotten;
    }

    private int _forgotten;

    /// <summary>The number for answers to a sender; the same again while it holds.</summary>
    public ulong NumberFor(IActorRef sender, ServiceContract contract)
    {
        if (_last is { } last && ReferenceEquals(last.Sender, sender) && ReferenceEquals(last.Contract, contract)) return last.Number;
        if (!_youngSenders.TryGetValue((sender, contract), out var place))
        {
            if (!_oldSenders.TryGetValue((sender, contract), out place)) place = new(_next++, sender, contract);
            if (_young.Count >= Math.Max(max / 2, 1))
            {
                _forgotten += _old.Count;
                Turn();
            }

            _young[place.Number] = place;
            _youngSenders[(sender, contract)] = place;
        }

        _last = place;
        return place.Number;
    }

    /// <summary>Who waits for an answer by this number; null when nobody does.</summary>
    public ReplyPlace? Find(ulong number) => _young.GetValueOrDefault(number) ?? _old.GetValueOrDefault(number);

    /// <summary>No further answer is wanted.</summary>
    public void Forget(ReplyPlace place)
    {
        _young.Remove(place.Number);
        _old.Remove(place.Number);
        _youngSenders.Remove((place.Sender, place.Contract));
        _oldSenders.Remove((place.Sender, place.Contract));
        if (_last == place) _last = null;
    }

    /// <summary>Forgets what was not used since the last turn.</summary>
    public void Turn()
    {
        (_old, _young) = (_young, []);
        (_oldSenders, _youngSenders) = (_youngSenders, new(ByReference.Instance));
        _last = null;
    }

    /// <summary>Paths of actors are long, and each question has a path of its own.</summary>
    private sealed class ByReference : IEqualityComparer<(IActorRef Sender, ServiceContract Contract)>
    {
        public static ByReference Instance { get; } = new();

        public bool Equals((IActorRef Sender, ServiceContract Contract) x, (IActorRef Sender, ServiceContract Contract) y) => ReferenceEquals(x.Sender, y.Sender) && ReferenceEquals(x.Contract, y.Contract);

        public int GetHashCode((IActorRef Sender, ServiceContract Contract) place) => RuntimeHelpers.GetHashCode(place.Sender) ^ RuntimeHelpers.GetHashCode(place.Contract);
    }
}
