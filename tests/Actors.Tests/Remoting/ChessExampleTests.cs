using System.Text.Json.Serialization;
using Akka.Actor;
using PeerActors.Actors.Peer;
using PeerActors.Messages.Remoting;
using PeerActors.TestKit.Services;

namespace PeerActors.Actors.Tests.Remoting;

/// <summary>The example of the readme, as it stands there.</summary>
public sealed class ChessExampleTests
{
    [Fact]
    public async Task The_example_runs()
    {
        await using var alice = await KeyedPeer.StartAsync("alice");
        await using var bob = await KeyedPeer.StartAsync("bob");
        await bob.Allow(alice, "chess");
        alice.Dial(bob);
        Assert.Equal("e7-e5", await Play(alice.System, bob.System, bob.Id));
    }

    [Fact]
    public void The_readme_shows_what_runs_here()
    {
        var root = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(root!.FullName, "PeerActors.sln"))) root = root.Parent;
        var here = Lines(File.ReadAllText(Path.Combine(root.FullName, "tests/Actors.Tests/Remoting/ChessExampleTests.cs")));
        var readme = File.ReadAllText(Path.Combine(root.FullName, "README.md"));
        const string Begins = "```csharp\n";
        var from = readme.IndexOf(Begins, readme.IndexOf("<!-- the chess example -->", StringComparison.Ordinal), StringComparison.Ordinal) + Begins.Length;
        var shown = readme[from..readme.IndexOf("```", from, StringComparison.Ordinal)];
        Assert.NotEmpty(shown);
        Assert.All(Lines(shown), line => Assert.Contains(line, here));
    }

    private static async Task<string> Play(PeerSystem alice, PeerSystem bob, Messages.Identity.PeerId bobsId)
    {
        var chess = new ServiceContract("chess",
            MessageCodec.Json("move", 1, ChessJson.Default.Move), MessageCodec.Json("answer", 1, ChessJson.Default.Answer));

        bob.Services.Export(chess, bob.Spawn(ChessActor.For(), "chess"));

        var opponent = alice.Services.Find(bobsId, chess);
        var answer = await opponent.Ask<Answer>(new Move("e2-e4"), TimeSpan.FromSeconds(15));
        await opponent.Reliably().KeepAsync(new Move("g1-f3"));
        return answer.Text;
    }

    private static HashSet<string> Lines(string text) => [.. text.Split('\n').Select(static l => l.Trim()).Where(static l => l.Length > 0)];
}

public sealed record Move(string Text);
public sealed record Answer(string Text);

[JsonSerializable(typeof(Move))]
[JsonSerializable(typeof(Answer))]
internal sealed partial class ChessJson : JsonSerializerContext;

internal sealed class ChessActor : ReceiveActor
{
    public ChessActor() => Receive<Move>(move => Sender.Tell(new Answer(move.Text == "e2-e4" ? "e7-e5" : "b8-c6")));

    public static Props For() => Props.Create(() => new ChessActor());
}
