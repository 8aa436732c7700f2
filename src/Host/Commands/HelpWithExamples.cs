using System.CommandLine;
using System.CommandLine.Invocation;

namespace PeerActors.Host.Commands;

/// <summary>A command whose help ends with examples.</summary>
internal sealed class ExampleCommand(string name, string description, params string[] examples) : Command(name, description)
{
    public IReadOnlyList<string> Examples { get; } = examples;
}

/// <summary>The usual help, and the command's examples below it.</summary>
internal sealed class HelpWithExamples(SynchronousCommandLineAction usual) : SynchronousCommandLineAction
{
    private static readonly string[] OfRoot =
        ["peer demo", "peer up --share ~/Music", "peer search blue train", "peer get 1"];

    public override bool ClearsParseErrors => true;

    public override int Invoke(ParseResult parseResult)
    {
        var result = usual.Invoke(parseResult);
        var examples = parseResult.CommandResult.Command is ExampleCommand command ? command.Examples : OfRoot;
        var lines = parseResult.InvocationConfiguration.Output;
        lines.WriteLine("Examples:");
        foreach (var example in examples) lines.WriteLine($"  {example}");
        return result;
    }
}
