using System.Threading.Channels;
using Akka.Actor;

namespace PeerActors.TestKit;

/// <summary>
/// An actor that keeps what it is told until the test asks for it; names and habits are those of Akka.TestKit. Waiting is waiting for the
/// message itself: a time limit only decides when to give up.
/// </summary>
public sealed class TestProbe
{
    /// <summary>When a test gives up waiting for a message that should come. Generous, for a busy machine.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(15);

    private readonly Channel<(object Message, IActorRef Sender)> _inbox = Channel.CreateUnbounded<(object, IActorRef)>();

    private TestProbe(ActorSystem system) => Ref = system.ActorOf(ProbeActor.For(_inbox.Writer));

    /// <summary>Makes a probe in an actor system.</summary>
    public static TestProbe In(ActorSystem system) => new(system);

    /// <summary>The probe as an actor.</summary>
    public IActorRef Ref { get; }

    /// <summary>Who sent the message last taken.</summary>
    public IActorRef LastSender { get; private set; } = ActorRefs.Nobody;

    /// <summary>Tells an actor something with the probe as sender.</summary>
    public void Send(IActorRef to, object message) => to.Tell(message, Ref);

    /// <summary>Answers whoever sent the message last taken.</summary>
    public void Reply(object message) => LastSender.Tell(message, Ref);

    /// <summary>Takes the next message; it must be a <typeparamref name="T"/>.</summary>
    /// <exception cref="ProbeFailure">Another message came, or none.</exception>
    public async Task<T> ExpectMsg<T>(Func<T, bool>? that = null, TimeSpan? limit = null)
    {
        var next = await Next($"a {typeof(T).Name}", limit ?? Patience);
        if (next is T message && (that is null || that(message))) return message;
        throw new ProbeFailure($"Expected a {typeof(T).Name}{(that is null ? "" : " that fits")}, got {next}.");
    }

    /// <summary>Takes the next message; null when none came within the limit, for what may rightly not come.</summary>
    /// <exception cref="ProbeFailure">Another message came.</exception>
    public async Task<T?> TryExpectMsg<T>(TimeSpan limit)
        where T : class
    {
        using var patience = new CancellationTokenSource(limit);
        try
        {
            if (!await _inbox.Reader.WaitToReadAsync(patience.Token)) return null;
        }
        catch (OperationCanceledException)
        {
            return null;
        }

        return await ExpectMsg<T>();
    }

    /// <summary>Takes messages until one is a <typeparamref name="T"/> that fits.</summary>
    /// <exception cref="ProbeFailure">None came.</exception>
    public async Task<T> FishForMessage<T>(Func<T, bool>? that = null, TimeSpan? limit = null)
    {
        var patience = limit ?? Patience;
        var thrownBack = new List<string>();
        while (true)
        {
            var next = await Next($"a {typeof(T).Name} after {string.Join(", ", thrownBack)}", patience);
            if (next is T message && (that is null || that(message))) return message;
            thrownBack.Add(next.ToString() ?? next.GetType().Name);
        }
    }

    /// <summary>Fails when something came up to now. Tell a probe something through the same actors first, and expect that: then all that went
    /// before it has arrived, and no time needs to pass.</summary>
    /// <exception cref="ProbeFailure">Something came.</exception>
    public void ExpectNoMsg()
    {
        if (_inbox.Reader.TryRead(out var next)) throw new ProbeFailure($"Expected nothing, got {next.Message}.");
    }

    private async Task<object> Next(string what, TimeSpan limit)
    {
        using var patience = new CancellationTokenSource(limit);
        try
        {
            (var message, LastSender) = await _inbox.Reader.ReadAsync(patience.Token);
            return message;
        }
        catch (OperationCanceledException)
        {
            throw new ProbeFailure($"Expected {what}, got nothing within {limit.TotalSeconds:0.###} s.");
        }
    }

    private sealed class ProbeActor : UntypedActor
    {
        private readonly ChannelWriter<(object, IActorRef)> _inbox;

        public ProbeActor(ChannelWriter<(object, IActorRef)> inbox) => _inbox = inbox;

        public static Props For(ChannelWriter<(object, IActorRef)> inbox) => Props.Create(() => new ProbeActor(inbox));

        protected override void OnReceive(object message) => _inbox.TryWrite((message, Sender));
    }
}

/// <summary>A probe was not told what the test expects.</summary>
public sealed class ProbeFailure(string what) : Exception(what);
