using System.CommandLine;
using System.CommandLine.Help;
using System.CommandLine.Invocation;
using System.CommandLine.Parsing;
using PeerActors.Host.Commands.Access;
using PeerActors.Host.Commands.Buddies;
using PeerActors.Host.Commands.Demo;
using PeerActors.Host.Commands.Scenarios;
using PeerActors.Host.Composition;

namespace PeerActors.Host.Commands;

/// <summary>The command <c>peer</c>: parses, runs, and turns every failure into a message and an exit code.</summary>
internal static class PeerCommandLine
{
    private const string Name = "peer";

    public static async Task<int> RunAsync(IReadOnlyList<string> args, CommandIo io, Seams seams, CancellationToken stop)
    {
        io = io with { Out = GuardedWriter.ForOutput(io.Out), Error = GuardedWriter.ForErrors(io.Error) };
        // No response files: a search word may begin with @.
        var parsed = Root(io, seams).Parse(args, new ParserConfiguration { ResponseFileTokenReplacer = null });
        if (parsed.Action is ParseErrorAction) return WrongUsage(parsed, io);
        try
        {
            var invocation = new InvocationConfiguration
            {
                Output = io.Out, Error = io.Error, EnableDefaultExceptionHandler = false, ProcessTerminationTimeout = null,
            };
            return await parsed.InvokeAsync(invocation, stop);
        }
        catch (StartFailed failed)
        {
            foreach (var problem in failed.Problems) io.Error.WriteLine(Shown.Text(problem));
        }
        catch (Exception told) when (told is CommandFailed or NoRunningPeer)
        {
            io.Error.WriteLine(Shown.Text(told.Message));
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            io.Error.WriteLine("Stopped.");
        }
        catch (Exception fault)
        {
            io.Error.WriteLine($"A fault of this program ended the command: {fault}");
        }

        return ExitCode.Failed;
    }

    private static RootCommand Root(CommandIo io, Seams seams)
    {
        var common = new CommonOptions();
        var root = new RootCommand(
            "A peer: finds, fetches and shares files among peers, without a server. Exit codes: 0 done, 1 failed (standard error says why), 2 wrong usage.")
        {
            common.Json,
        };
        root.HelpName = Name;
        root.Add(UpCommand.Create(common, io, seams));
        root.Add(SearchCommand.Create(common, io));
        root.Add(BrowseCommand.Create(common, io));
        root.Add(GetCommand.Create(common, io));
        root.Add(StatusCommand.Create(common, io));
        root.Add(LinksCommand.Create(common, io));
        root.Add(HostsCommand.Create(common, io));
        root.Add(PeersCommand.Create(common, io));
        root.Add(IdCommand.Create(common, io));
        root.Add(InviteCommand.Create(common, io));
        root.Add(AcceptCommand.Create(common, io));
        root.Add(BuddiesCommand.Create(common, io));
        root.Add(WhoisCommand.Create(common, io));
        foreach (var command in PresenceCommands.Create(common, io)) root.Add(command);
        root.Add(EndingCommands.Block(common, io));
        root.Add(EndingCommands.Forget(common, io));
        root.Add(RuleCommands.Allow(common, io));
        root.Add(RuleCommands.Deny(common, io));
        root.Add(RuleCommands.Revoke(common, io));
        root.Add(RuleCommands.Rules(common, io));
        root.Add(GroupCommand.Create(common, io));
        root.Add(MayCommand.Create(common, io));
        root.Add(DemoCommand.Create(common, io, seams));
        root.Add(ScenarioCommand.Create(common, io));
        var help = root.Options.OfType<HelpOption>().Single();
        help.Action = new HelpWithExamples((SynchronousCommandLineAction)help.Action!);
        return root;
    }

    private static int WrongUsage(ParseResult parsed, CommandIo io)
    {
        foreach (var error in UsageErrors.Of(parsed)) io.Error.WriteLine(Shown.Text(error));
        var names = new List<string>();
        for (SymbolResult? at = parsed.CommandResult; at is CommandResult result; at = at.Parent)
            names.Insert(0, result.Command is RootCommand ? Name : result.Command.Name);
        io.Error.WriteLine($"See: {string.Join(' ', names)} --help");
        return ExitCode.WrongUsage;
    }
}
