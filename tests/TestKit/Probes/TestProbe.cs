using System.Threading.Channels;
using Akka.Actor;

namespace PeerActors.TestKit;

/// <summary>
/// An actor that keeps what it is told until the test asks for it; names and habits are those of Akka.TestKit, and what waits returns a task.
/// Waiting is waiting for the message itself: a time limit only decides when to give up. In a simulation it is virtual time that passes.
/// </summary>
public sealed class TestProbe
{
    /// <summary>When a test gives up waiting for a message that should come. Generous, for a busy machine.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(15);

    private readonly Channel<(object Message, IActorRef Sender)> _inbox = Channel.CreateUnbounded<(object, IActorRef)>();
    private readonly ProbeTime _time;
    private TimeSpan? _end;
    private bool _lastWasNothing;

    private TestProbe(ActorSystem system, ProbeTime time)
    {
        _time = time;
        IActorRef actor = ActorRefs.Nobody;
        time.Act(() => actor = system.ActorOf(ProbeActor.For(_inbox.Writer)));
        Ref = actor;
    }

    /// <summary>Makes a probe in an actor system.</summary>
    public static TestProbe In(ActorSystem system) => new(system, ProbeTime.Real);

    /// <summary>Makes a probe in an actor system whose time is that.</summary>
    internal static TestProbe In(ActorSystem system, ProbeTime time) => new(system, time);

    /// <summary>The probe as an actor.</summary>
    public IActorRef Ref { get; }

    /// <summary>Who sent the message last taken.</summary>
    public IActorRef LastSender { get; private set; } = ActorRefs.Nobody;

    /// <summary>The time that is left in the innermost <see cref="Within(TimeSpan, Func{Task})"/>; <see cref="Patience"/> outside of any.</summary>
    public TimeSpan Remaining => _end is not { } end ? Patience : end > _time.Now ? end - _time.Now : TimeSpan.Zero;

    /// <summary>Tells an actor something with the probe as sender.</summary>
    public void Send(ICanTell to, object message) => _time.Act(() => to.Tell(message, Ref));

    /// <summary>Answers whoever sent the message last taken.</summary>
    public void Reply(object message) => Send(LastSender, message);

    /// <summary>Is told when an actor ends: expect a <see cref="Terminated"/>.</summary>
    public void Watch(IActorRef actor) => Send(Ref, new ProbeActor.ToWatch(actor));

    /// <summary>Takes the next message; it must be a <typeparamref name="T"/>.</summary>
    /// <param name="that">What must hold of it.</param>
    /// <param name="limit">When to give up; <see cref="Remaining"/> where nothing is said.</param>
    /// <exception cref="ProbeFailure">Another message came, or none.</exception>
    public async Task<T> ExpectMsg<T>(Func<T, bool>? that = null, TimeSpan? limit = null)
    {
        var next = await Next($"a {typeof(T).Name}", limit ?? Remaining);
        if (next is T message && (that is null || that(message))) return message;
        throw new ProbeFailure($"Expected a {typeof(T).Name}{(that is null ? "" : " that fits")}, got {next}.");
    }

    /// <summary>Takes the next message; null when none came within the limit, for what may rightly not come.</summary>
    /// <exception cref="ProbeFailure">Another message came.</exception>
    public async Task<T?> TryExpectMsg<T>(TimeSpan limit)
        where T : class => await HasMail(limit) ? await ExpectMsg<T>() : null;

    /// <summary>Takes messages until one is a <typeparamref name="T"/> that fits.</summary>
    /// <param name="that">What must hold of it.</param>
    /// <param name="limit">When to give up, all messages together; <see cref="Remaining"/> where nothing is said.</param>
    /// <exception cref="ProbeFailure">None came.</exception>
    public async Task<T> FishForMessage<T>(Func<T, bool>? that = null, TimeSpan? limit = null)
    {
        var end = _time.Now + (limit ?? Remaining);
        var thrownBack = new List<string>();
        while (true)
        {
            var left = end - _time.Now;
            var next = await Next($"a {typeof(T).Name} after {string.Join(", ", thrownBack)}", left > TimeSpan.Zero ? left : TimeSpan.Zero);
            if (next is T message && (that is null || that(message))) return message;
            thrownBack.Add(next.ToString() ?? next.GetType().Name);
        }
    }

    /// <summary>Fails when something came up to now. Tell a probe something through the same actors first, and expect that: then all that went
    /// before it has arrived, and no time needs to pass.</summary>
    /// <exception cref="ProbeFailure">Something came.</exception>
    public void ExpectNoMsg()
    {
        _lastWasNothing = true;
        if (_inbox.Reader.TryRead(out var next)) throw new ProbeFailure($"Expected nothing, got {next.Message}.");
    }

    /// <summary>Lets time pass, and fails when something comes. For simulations, where it costs nothing; in real time, <see cref="ExpectNoMsg()"/> is the better one.</summary>
    /// <exception cref="ProbeFailure">Something came.</exception>
    public async Task ExpectNoMsg(TimeSpan during)
    {
        await HasMail(during);
        ExpectNoMsg();
    }

    /// <summary>Does something, which must not take longer. What is expected in it without a limit of its own has the time that is left.</summary>
    /// <exception cref="ProbeFailure">It took longer.</exception>
    public Task Within(TimeSpan max, Func<Task> what) => Within(TimeSpan.Zero, max, what);

    /// <summary>Does something, which must take so long at least, and so long at most.</summary>
    /// <exception cref="ProbeFailure">It took longer, or less.</exception>
    public Task Within(TimeSpan min, TimeSpan max, Func<Task> what) => Within(min, max, Bounds.WithResult(what));

    /// <summary>Does something, which must not take longer, and returns what it came to.</summary>
    /// <exception cref="ProbeFailure">It took longer.</exception>
    public Task<T> Within<T>(TimeSpan max, Func<Task<T>> what) => Within(TimeSpan.Zero, max, what);

    /// <summary>Tries an assertion until it holds.</summary>
    /// <param name="assertion">Throws while it does not hold; the last failure is what the test sees.</param>
    /// <param name="duration">When to give up; <see cref="Remaining"/> where nothing is said.</param>
    /// <param name="interval">How often to try; ten times a second where nothing is said.</param>
    public Task AwaitAssert(Action assertion, TimeSpan? duration = null, TimeSpan? interval = null) => AwaitAssert(Bounds.Done(assertion), duration, interval);

    /// <summary>Tries an assertion until it holds.</summary>
    /// <param name="assertion">Throws while it does not hold; the last failure is what the test sees.</param>
    /// <param name="duration">When to give up; <see cref="Remaining"/> where nothing is said.</param>
    /// <param name="interval">How often to try; ten times a second where nothing is said.</param>
    public Task AwaitAssert(Func<Task> assertion, TimeSpan? duration = null, TimeSpan? interval = null) => Bounds.AwaitAssert(_time, assertion, duration ?? Remaining, interval);

    private async Task<T> Within<T>(TimeSpan min, TimeSpan max, Func<Task<T>> what)
    {
        var outer = _end;
        var end = _time.Now + max;
        _end = outer < end ? outer : end;
        _lastWasNothing = false;
        try
        {
            return await Bounds.Within(_time, min, max, what, () => _lastWasNothing);
        }
        finally
        {
            _end = outer;
        }
    }

    private Task<bool> HasMail(TimeSpan limit) => _time.For(_inbox.Reader.WaitToReadAsync, () => _inbox.Reader.TryPeek(out _), limit);

    private async Task<object> Next(string what, TimeSpan limit)
    {
        _lastWasNothing = false;
        if (!await HasMail(limit) || !_inbox.Reader.TryRead(out var next)) throw new ProbeFailure($"Expected {what}, got nothing within {limit.TotalSeconds:0.###} s.");
        LastSender = next.Sender;
        return next.Message;
    }

    private sealed class ProbeActor : UntypedActor
    {
        private readonly ChannelWriter<(object, IActorRef)> _inbox;

        public ProbeActor(ChannelWriter<(object, IActorRef)> inbox) => _inbox = inbox;

        public static Props For(ChannelWriter<(object, IActorRef)> inbox) => Props.Create(() => new ProbeActor(inbox));

        protected override void OnReceive(object message)
        {
            if (message is ToWatch watch) Context.Watch(watch.Actor);
            else _inbox.TryWrite((message, Sender));
        }

        internal sealed record ToWatch(IActorRef Actor);
    }
}

/// <summary>A probe was not told what the test expects.</summary>
public sealed class ProbeFailure(string what) : Exception(what);
