using System.Text.Json.Serialization;
using Akka.Actor;
using PeerActors.Messages.Remoting;

namespace PeerActors.Actors.Tests.Remoting;

internal sealed record Hello(string Name);

internal sealed record Greeting(string Text, int Number);

[JsonSerializable(typeof(Hello))]
[JsonSerializable(typeof(Greeting))]
internal sealed partial class GreeterJson : JsonSerializerContext;

/// <summary>Says hello to whoever says hello.</summary>
internal sealed class GreeterActor : ReceiveActor
{
    public static readonly ServiceContract Contract = new(
        "greeter", MessageCodec.Json("hello", 1, GreeterJson.Default.Hello), MessageCodec.Json("greeting", 1, GreeterJson.Default.Greeting), MessageCodec.Bytes("picture", 1));

    private int _greeted;

    public GreeterActor() => Receive<Hello>(m => Sender.Tell(new Greeting($"Hello, {m.Name}!", ++_greeted)));

    public static Props For() => Props.Create(() => new GreeterActor());
}
