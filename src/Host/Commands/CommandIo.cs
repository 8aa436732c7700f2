using Spectre.Console;

namespace PeerActors.Host.Commands;

/// <summary>Where a command writes, and its clock.</summary>
/// <param name="Out">Standard output.</param>
/// <param name="Error">Standard error.</param>
/// <param name="Terminal">Standard output as a terminal with colour and width; null when it is a file or a pipe.</param>
/// <param name="Clock">For the pace of progress lines.</param>
internal sealed record CommandIo(TextWriter Out, TextWriter Error, IAnsiConsole? Terminal, TimeProvider Clock)
{
    /// <summary>Those of this process.</summary>
    public static CommandIo ForProcess() =>
        new(Console.Out, Console.Error, Console.IsOutputRedirected ? null : AnsiConsole.Console, TimeProvider.System);
}
