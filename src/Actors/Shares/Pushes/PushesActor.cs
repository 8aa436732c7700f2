using System.Collections.Immutable;
using Akka.Actor;
using Akka.Event;
using PeerActors.Messages.Access;
using PeerActors.Messages.Identity;
using PeerActors.Messages.Router;
using PeerActors.Messages.Shares;
using PeerActors.Messages.Wire.Gnutella;

namespace PeerActors.Actors.Shares.Pushes;

/// <summary>
/// Pushes in both roles. As the sharer it dials whoever pushes, within the <see cref="PushGate"/>; as the asker it has a push sent, waits for the
/// sharer's <see cref="Giv"/>, and gives the connection to the download that waits. It tells the library who pass pushes on to this peer.
/// </summary>
internal sealed class PushesActor : ReceiveActor, IWithTimers
{
    private static readonly ResourcePath Resource = ResourcePath.Of(Resources.Push);

    private readonly PushSettings _settings;
    private readonly PushEndpoint _own;
    private readonly IPushPort _port;
    private readonly TimeProvider _clock;
    private readonly IActorRef _router;
    private readonly IActorRef _library;
    private readonly IActorRef _access;
    private readonly PushGate _gate;
    private readonly SortedDictionary<long, PushWait> _waiting = [];
    private readonly Dictionary<PushCount, long> _counts = [];
    private readonly CancellationTokenSource _stopping = new();
    private ImmutableArray<PeerAddress> _proxies = [];
    private AccessPolicy _policy = AccessPolicy.Closed;
    private long _last;

    public PushesActor(PushSettings settings, PushEndpoint own, IPushPort port, TimeProvider clock, IActorRef router, IActorRef library, IActorRef access)
    {
        (_settings, _own, _port, _clock, _router, _library, _access) = (settings, own, port, clock, router, library, access);
        _gate = new(settings, own.Address, clock.TimestampFrequency * 60);
        Receive<AccessChanged>(m => _policy = m.Policy);
        Receive<PushForUs>(Answer);
        Receive<PushAnswered>(OnAnswered);
        Receive<WantConnection>(Want);
        Receive<ForgetConnection>(m => Forget(w => w.Request == m.Request && w.Asker.Equals(Sender)));
        Receive<PushSent>(m => Follow(m.Request.Value, w => w.After(m.Sending), m.IsOnItsWay ? PushCount.Sent : null));
        Receive<ProxyAnswered>(m => Follow(m.Wait, w => w.AfterProxy(m.Took), m.Took ? PushCount.SentByProxy : PushCount.ProxyFailed));
        Receive<GivOverdue>(m => Follow(m.Wait, static w => w.AfterSilence(), null));
        Receive<GivArrived>(m => Give(m.Giv, m.Connection));
        Receive<PushProxiesFound>(OnProxies);
        Receive<GetPushStatus>(m => Sender.Tell(new PushStatus(m.Request, _counts.ToImmutableSortedDictionary(), _waiting.Count, _proxies)));
        Receive<Terminated>(m => Forget(w => w.Asker.Equals(m.ActorRef)));
    }

    /// <inheritdoc/>
    public ITimerScheduler Timers { get; set; } = null!;

    /// <summary>Makes the actor.</summary>
    /// <param name="settings">The bounds.</param>
    /// <param name="own">Who and where this peer is.</param>
    /// <param name="port">Carries the connections.</param>
    /// <param name="clock">The monotonic clock.</param>
    /// <param name="router">Brings pushes for this peer, and sends its own.</param>
    /// <param name="library">Told <see cref="PushProxiesChanged"/>.</param>
    /// <param name="access">Says whether strangers may have this peer dial; until it has, they may not.</param>
    public static Props For(PushSettings settings, PushEndpoint own, IPushPort port, TimeProvider clock, IActorRef router, IActorRef library, IActorRef access) =>
        Props.Create(() => new PushesActor(settings, own, port, clock, router, library, access));

    /// <inheritdoc/>
    protected override void PreStart()
    {
        var self = Self;
        _access.Tell(FollowAccess.Instance);
        _port.Listen((giv, connection) => self.Tell(new GivArrived(giv, connection), ActorRefs.NoSender));
        _router.Tell(new ServePushes(_own.IsFirewalled));
    }

    /// <inheritdoc/>
    protected override void PostStop()
    {
        _stopping.Cancel();
        _stopping.Dispose();
    }

    private void Answer(PushForUs m)
    {
        Sender.Tell(PushTaken.Instance);
        var verdict = _policy.Judge(Requester.Stranger, AccessVerbs.Invoke, Resource, _clock.GetUtcNow());
        if (!verdict.May)
        {
            Count(PushCount.Denied);
            _access.Tell(new AccessDenied(Asker: null, AccessVerbs.Invoke, Resource, verdict));
            return;
        }

        if (_gate.Enter(m.Push.Asker, _clock.GetTimestamp()) is { } refusal)
        {
            Count(refusal);
            return;
        }

        _ = _port.AnswerAsync(m.Push.Asker, new Giv(m.Push.File, _own.Servent, Giv.AnyName), _settings.DialTimeout, _stopping.Token)
            .PipeTo(Self, success: static handed => new PushAnswered(handed), failure: static _ => new PushAnswered(false));
    }

    private void OnAnswered(PushAnswered answered)
    {
        _gate.Over();
        Count(answered.Handed ? PushCount.Answered : PushCount.AskerUnreachable);
    }

    private void Want(WantConnection want)
    {
        if (WhyNot() is (var failure, var detail))
        {
            Sender.Tell(new ConnectionRefused(want.Request, failure, detail));
            return;
        }

        Context.Watch(Sender);
        _waiting.Add(++_last, PushWait.For(Sender, want, _own.Address, _settings.MaxProxies));
        _router.Tell(new SendPush(new RequestId(_last), want.Route.Sharer, want.Route.File, _own.Address));
    }

    private (PushFailure Failure, string Detail)? WhyNot()
    {
        if (_own.IsFirewalled) return (PushFailure.WeAreFirewalled, "The sharer must dial us, and nobody can dial this peer either (peer.firewalled).");
        if (!_own.Address.IsDialable)
            return (PushFailure.WeAreFirewalled, $"The sharer must dial us, and nobody can dial {_own.Address}. Say where this peer can be dialled with peer.advertise.");
        if (_waiting.Count >= _settings.MaxWaiting)
            return (PushFailure.TooManyWaiting, $"{_waiting.Count:N0} downloads wait for their sharers to dial, which is the limit (pushes.max-waiting). Try again later.");
        return null;
    }

    /// <summary>A late word about a push that waits no longer is counted, and dropped.</summary>
    private void Follow(long number, Func<PushWait, PushStep> then, PushCount? count)
    {
        if (count is { } what) Count(what);
        if (!_waiting.TryGetValue(number, out var wait)) return;
        switch (then(wait))
        {
            case AwaitGiv next:
                _waiting[number] = next.Wait;
                Timers.StartSingleTimer(number, new GivOverdue(number), _settings.GivTimeout);
                break;
            case AskProxy next:
                _waiting[number] = next.Wait;
                _ = _port.AskProxyAsync(next.Proxy, wait.Route.Sharer, wait.Route.File, _own.Address, _settings.DialTimeout, _stopping.Token)
                    .PipeTo(Self, success: took => new ProxyAnswered(number, took), failure: _ => new ProxyAnswered(number, false));
                break;
            case GiveUp end:
                Count(end.Failure == PushFailure.HostDown ? PushCount.HostDown : PushCount.RouteLost);
                Remove(number, wait).Tell(new ConnectionRefused(wait.Request, end.Failure, end.Detail));
                break;
        }
    }

    /// <summary>To the oldest that waits for just that; whatever waits was pushed within the last few times of <c>pushes.giv-timeout</c>.</summary>
    private void Give(Giv giv, IGivenConnection connection)
    {
        foreach (var (number, wait) in _waiting)
        {
            if (!wait.Fits(giv, connection.Remote)) continue;
            Count(PushCount.Connected);
            Remove(number, wait).Tell(new ConnectionGiven(wait.Request, connection));
            return;
        }

        Count(PushCount.Unsolicited);
        connection.Close();
    }

    private void Forget(Func<PushWait, bool> which)
    {
        foreach (var (number, wait) in _waiting.Where(w => which(w.Value)).ToArray()) Remove(number, wait);
    }

    private IActorRef Remove(long number, PushWait wait)
    {
        _waiting.Remove(number);
        Timers.Cancel(number);
        if (!_waiting.Values.Any(w => w.Asker.Equals(wait.Asker))) Context.Unwatch(wait.Asker);
        return wait.Asker;
    }

    private void OnProxies(PushProxiesFound changed)
    {
        _proxies = changed.Proxies;
        _library.Tell(new PushProxiesChanged(_proxies));
    }

    private void Count(PushCount what) => _counts[what] = _counts.GetValueOrDefault(what) + 1;

    private sealed record PushAnswered(bool Handed) : IDeadLetterSuppression;

    private sealed record ProxyAnswered(long Wait, bool Took) : IDeadLetterSuppression;

    private sealed record GivOverdue(long Wait) : IDeadLetterSuppression;

    private sealed record GivArrived(Giv Giv, IGivenConnection Connection);
}

/// <summary>Who and where this peer is, for pushes.</summary>
/// <param name="Servent">Its servent GUID.</param>
/// <param name="Address">Where it is dialled.</param>
/// <param name="IsFirewalled">True when nobody can dial it (<c>peer.firewalled</c>).</param>
internal sealed record PushEndpoint(ServentId Servent, PeerAddress Address, bool IsFirewalled);
