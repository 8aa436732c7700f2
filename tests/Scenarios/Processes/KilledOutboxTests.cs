using PeerActors.Scenarios.Processes.Services;
using PeerActors.TestKit.Processes;
using Xunit.Abstractions;

namespace PeerActors.Scenarios.Processes;

/// <summary>What was kept for a service arrives, in order, however sender and receiver end: both are killed at random points, one or the other or both, and started anew.</summary>
[System.Runtime.Versioning.UnsupportedOSPlatform("windows")]
public class KilledOutboxTests(ITestOutputHelper output)
{
    [Fact]
    public async Task Every_message_that_was_kept_arrives_in_order_and_once_in_each_life_of_the_receiver()
    {
        await using var peers = new PeerProcesses();
        peers.Settings["PEER_PEER_LINK_REDIAL_FIRST"] = "50ms";
        peers.Settings["PEER_PEER_LINK_REDIAL_MAX"] = "500ms";
        peers.Settings["PEER_REMOTING_MAX_KEPT"] = "64KiB";
        peers.Settings["PEER_REMOTING_RESEND_AFTER"] = "500ms";
        var (kills, dice) = KillRun.Plan(output);
        var (book, life) = (new ArrivalBook(), 0);
        Runner? keeper = null;
        Runner? sender = null;
        for (var killed = 0; killed < kills;)
        {
            await BringUp();
            await keeper!.Tells("entered", dice.Next(1, 60));
            await sender!.Tells("kept", dice.Next(1, 60));
            var whom = dice.Next(3);
            if (whom != 0) await Task.WhenAll(End(sender), whom == 2 ? End(keeper) : Task.CompletedTask);
            else await End(keeper);
            killed += whom == 2 ? 2 : 1;
            if (whom != 1) keeper = null;
            if (whom != 0) sender = null;
        }

        // A last sender, behind whose first entry there is nothing of the others.
        if (sender is not null) await End(sender);
        sender = null;
        await BringUp();
        await keeper!.WaitFor("entered", told => told.Number("life") == life);
        await Task.WhenAll(End(sender!), End(keeper));
        output.WriteLine($"{book.Kept} messages were kept, {book.Refused} times the sender was told that too much was; {book.Arrived} arrived, {book.Again} of them again after a kill.");
        Assert.True(book.Kept >= kills);
        book.Check(butNotOfLife: life);

        async Task BringUp()
        {
            keeper ??= await Runner.Start(peers, ["keep-book", peers["keeper"], .. sender?.Name ?? []]);
            sender ??= await Runner.Start(peers, ["send-entries", peers["sender"], $"{++life}", .. keeper.Name]);
        }

        async Task End(Runner runner)
        {
            await runner.Program.Kill();
            book.Read(runner.Program.Lines.Select(OutputLine.Read));
        }
    }

    /// <summary>One of the two programs, and how others dial it.</summary>
    private sealed record Runner(PeerProgram Program, string[] Name)
    {
        public static async Task<Runner> Start(PeerProcesses peers, string[] arguments)
        {
            var program = peers.StartOwn(arguments);
            var up = await program.WaitFor("up");
            return new(program, [up.String("peer"), up.String("address")]);
        }

        /// <summary>Waits until it has told so many more of them.</summary>
        public Task<OutputLine> Tells(string what, int more) => Program.WaitFor(what, _ => --more <= 0, Program.Lines.Count);

        public Task<OutputLine> WaitFor(string what, Func<OutputLine, bool> that) => Program.WaitFor(what, that);
    }
}
