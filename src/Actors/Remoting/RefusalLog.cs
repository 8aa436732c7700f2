using Akka.Event;
using PeerActors.Messages.Identity;

namespace PeerActors.Actors.Remoting;

/// <summary>Counts what went wrong with a peer, and says each kind of it once a minute at most: whoever sends nonsense must not fill our disk.</summary>
internal sealed class RefusalLog(PeerId peer, RemotingCounters counters, ILoggingAdapter log, TimeProvider clock)
{
    private static readonly TimeSpan Pause = TimeSpan.FromMinutes(1);

    private readonly Dictionary<RemotingCount, long> _said = [];

    public void Note(RemotingCount what, string detail)
    {
        counters.Add(what);
        var now = clock.GetTimestamp();
        if (_said.TryGetValue(what, out var last) && clock.GetElapsedTime(last, now) < Pause) return;
        _said[what] = now;
        log.Info("A message of peer {0} was dropped ({1}): {2}.", peer.Short, what, detail);
    }
}
