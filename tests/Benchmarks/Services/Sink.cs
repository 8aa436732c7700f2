using System.Text.Json.Serialization;
using Akka.Actor;
using PeerActors.Messages.Remoting;
using PeerActors.Messages.Router;

namespace PeerActors.Benchmarks.Services;

/// <summary>A user's own record, about 100 bytes as JSON.</summary>
internal sealed record Trade(long Number, string Symbol, int Quantity, double Price, string Note);

/// <summary>So many more were taken.</summary>
internal sealed record Progress(int Taken);

[JsonSerializable(typeof(Trade))]
[JsonSerializable(typeof(Progress))]
internal sealed partial class SinkJson : JsonSerializerContext;

/// <summary>Counts what it is told, and says so to whoever tells it, once for many; echoes what it is asked.</summary>
internal sealed class SinkActor : ReceiveActor
{
    /// <summary>How many for one answer.</summary>
    public const int Each = 1000;

    public static readonly ServiceContract Contract = new(
        "sink", MessageCodec.Bytes("bytes", 1), MessageCodec.Json("trade", 1, SinkJson.Default.Trade), MessageCodec.Json("progress", 1, SinkJson.Default.Progress));

    private int _count;

    public SinkActor(ManualResetEventSlim open)
    {
        Receive<Payload>(_ => Count(open));
        Receive<Trade>(_ => Count(open));
        Receive<Progress>(m => Sender.Tell(m));
    }

    public static Props For(ManualResetEventSlim open) => Props.Create(() => new SinkActor(open));

    private void Count(ManualResetEventSlim open)
    {
        open.Wait();
        if (++_count % Each == 0) Sender.Tell(new Progress(Each));
    }
}

/// <summary>Tells a service so many messages, no more at once than a window, and says when all were taken.</summary>
internal sealed class PumpActor : ReceiveActor
{
    private const int Window = 16 * SinkActor.Each;

    private int _left;
    private int _outstanding;

    public PumpActor(IActorRef sink, object message, int count, TaskCompletionSource done)
    {
        _left = count;
        Receive<Progress>(m =>
        {
            _outstanding -= m.Taken;
            Pump();
        });
        Pump();

        void Pump()
        {
            while (_left > 0 && _outstanding < Window)
            {
                sink.Tell(message);
                _left--;
                _outstanding++;
            }

            if (_left > 0 || _outstanding > 0) return;
            done.TrySetResult();
            Context.Stop(Self);
        }
    }

    public static Props For(IActorRef sink, object message, int count, TaskCompletionSource done) => Props.Create(() => new PumpActor(sink, message, count, done));
}
