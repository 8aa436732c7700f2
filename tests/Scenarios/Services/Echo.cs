using System.Text.Json.Serialization;
using Akka.Actor;
using PeerActors.Messages.Remoting;
using PeerActors.TestKit;

namespace PeerActors.Scenarios.Services;

internal sealed record Ping(int Number);

internal sealed record Pong(int Number);

[JsonSerializable(typeof(Ping))]
[JsonSerializable(typeof(Pong))]
internal sealed partial class EchoJson : JsonSerializerContext;

/// <summary>Answers each ping, and keeps its number.</summary>
internal sealed class EchoActor : ReceiveActor
{
    public static readonly ServiceContract Contract = new("echo", MessageCodec.Json("ping", 1, EchoJson.Default.Ping), MessageCodec.Json("pong", 1, EchoJson.Default.Pong));

    public EchoActor(Recorder<int> heard) => Receive<Ping>(m =>
    {
        heard.Add(m.Number);
        Sender.Tell(new Pong(m.Number));
    });

    public static Props For(Recorder<int> heard) => Props.Create(() => new EchoActor(heard));
}
