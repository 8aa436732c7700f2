using System.Text.Json.Serialization;
using Akka.Actor;
using PeerActors.Messages.Remoting;

namespace PeerActors.Scenarios.Processes.Services;

/// <summary>A line for the book.</summary>
/// <param name="Life">Which run of the sender wrote it.</param>
/// <param name="Number">Counts from 1 in each run.</param>
public sealed record Entry(int Life, int Number);

[JsonSerializable(typeof(Entry))]
internal sealed partial class BookJson : JsonSerializerContext;

/// <summary>Writes what it is told to standard output, which outlives the program: what is in the pipe is read after a kill.</summary>
internal sealed class BookActor : ReceiveActor
{
    public BookActor() => Receive<Entry>(static e => Console.WriteLine($$"""{"event":"entered","life":{{e.Life}},"number":{{e.Number}}}"""));

    public static ServiceContract Contract { get; } = new("book", MessageCodec.Json("entry", 1, BookJson.Default.Entry));

    public static Props For() => Props.Create(() => new BookActor());
}
