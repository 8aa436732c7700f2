using System.Buffers.Binary;
using System.Diagnostics;
using Akka.Actor;
using PeerActors.Messages.Identity;
using PeerActors.Messages.PeerLinks;
using PeerActors.Messages.Router;

namespace PeerActors.Benchmarks.Services;

/// <summary>Messages of a link, beside which services and bulk may flood it: how long urgent ones take, as presence does.</summary>
internal static class Urgency
{
    public const string Ping = "bench/ping";
    public const string Pong = "bench/pong";
    public const string Bulk = "bench/bulk";
    public const string BulkTaken = "bench/bulk-taken";

    /// <summary>Where a peer has its room of peer links.</summary>
    public const string Links = "/user/peer/peer-links";

    /// <summary>Both processes read one clock: that of the machine.</summary>
    public static long Now => Stopwatch.GetTimestamp();
}

/// <summary>Answers urgent messages with when they came, and tells of bulk that it has come.</summary>
internal sealed class UrgentEchoActor : ReceiveActor
{
    public UrgentEchoActor()
    {
        var links = Context.ActorSelection(Urgency.Links);
        links.Tell(new ReceivePeerMessages(Urgency.Ping));
        links.Tell(new ReceivePeerMessages(Urgency.Bulk));
        Receive<PeerMessagesArrived>(m =>
        {
            Sender.Tell(new PeerMessagesTaken(m.Delivery));
            foreach (var payload in m.Payloads)
            {
                var answer = new byte[16];
                payload.Span[..8].CopyTo(answer);
                BinaryPrimitives.WriteInt64LittleEndian(answer.AsSpan(8), Urgency.Now);
                var (traffic, manifest) = m.Manifest == Urgency.Ping ? (UrgencyClass.Urgent, Urgency.Pong) : (UrgencyClass.Bulk, Urgency.BulkTaken);
                links.Tell(new SendPeerMessage(new(1), m.Peer, traffic, manifest, Payload.Own(answer), Reliable: false));
            }
        });
    }

    public static Props For() => Props.Create(() => new UrgentEchoActor());
}

/// <summary>Sends urgent messages one after the other, and says how long each took to get there, and to be answered, in ms.</summary>
internal sealed class UrgentPingActor : ReceiveActor
{
    public UrgentPingActor(PeerId peer, int count, TaskCompletionSource<(List<double> There, List<double> Both)> done)
    {
        var links = Context.ActorSelection(Urgency.Links);
        var (there, both) = (new List<double>(count), new List<double>(count));
        links.Tell(new ReceivePeerMessages(Urgency.Pong));
        Receive<PeerMessagesArrived>(m =>
        {
            var now = Urgency.Now;
            Sender.Tell(new PeerMessagesTaken(m.Delivery));
            var answer = m.Payloads[0].Span;
            var (sent, came) = (BinaryPrimitives.ReadInt64LittleEndian(answer), BinaryPrimitives.ReadInt64LittleEndian(answer[8..]));
            there.Add(Stopwatch.GetElapsedTime(sent, came).TotalMilliseconds);
            both.Add(Stopwatch.GetElapsedTime(sent, now).TotalMilliseconds);
            if (there.Count < count) Send();
            else done.TrySetResult((there, both));
        });
        Send();

        void Send()
        {
            var bytes = new byte[100];
            BinaryPrimitives.WriteInt64LittleEndian(bytes, Urgency.Now);
            links.Tell(new SendPeerMessage(new(1), peer, UrgencyClass.Urgent, Urgency.Ping, Payload.Own(bytes), Reliable: false));
        }
    }

    public static Props For(PeerId peer, int count, TaskCompletionSource<(List<double> There, List<double> Both)> done) => Props.Create(() => new UrgentPingActor(peer, count, done));
}

/// <summary>Keeps a link full of bulk until it is stopped: always more waits than may leave.</summary>
internal sealed class BulkActor : ReceiveActor
{
    private const int Block = 16 * 1024;
    private const int UnderWay = 48;

    public BulkActor(PeerId peer, Action<int> taken)
    {
        var links = Context.ActorSelection(Urgency.Links);
        links.Tell(new ReceivePeerMessages(Urgency.BulkTaken));
        Receive<PeerMessagesArrived>(m =>
        {
            Sender.Tell(new PeerMessagesTaken(m.Delivery));
            taken(m.Payloads.Length * Block);
            foreach (var _ in m.Payloads) Send();
        });
        for (var i = 0; i < UnderWay; i++) Send();

        void Send() => links.Tell(new SendPeerMessage(new(1), peer, UrgencyClass.Bulk, Urgency.Bulk, Payload.Own(new byte[Block]), Reliable: false));
    }

    public static Props For(PeerId peer, Action<int> taken) => Props.Create(() => new BulkActor(peer, taken));
}
