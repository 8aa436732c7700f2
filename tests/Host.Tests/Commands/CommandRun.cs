using PeerActors.Host.Commands;
using Spectre.Console;

namespace PeerActors.Host.Tests.Commands;

/// <summary>One command line, run in this process.</summary>
internal sealed class CommandRun : IAsyncDisposable
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(60);
    private readonly CancellationTokenSource _stop = new();
    private readonly Task<int> _exit;

    private CommandRun(string[] args, Seams seams, bool terminal, TimeProvider? clock)
    {
        var console = terminal ? TerminalOn(Out) : null;
        _exit = PeerCommandLine.RunAsync(args, new CommandIo(Out, Error, console, clock ?? TimeProvider.System), seams, _stop.Token);
    }

    public LineWriter Out { get; } = new();

    public LineWriter Error { get; } = new();

    public Task<int> Exit => _exit.WaitAsync(Limit);

    /// <summary>Starts a command.</summary>
    public static CommandRun Start(Seams seams, string[] args, bool terminal = false, TimeProvider? clock = null) => new(args, seams, terminal, clock);

    /// <summary>Runs a command that needs no peer of its own to its end.</summary>
    public static async Task<CommandRun> ToEnd(string[] args, bool terminal = false, TimeProvider? clock = null)
    {
        var run = Start(NoPeer, args, terminal, clock);
        await run.Exit;
        return run;
    }

    /// <summary>As the first signal does.</summary>
    public void Stop() => _stop.Cancel();

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await Exit;
        _stop.Dispose();
    }

    public static Seams NoPeer { get; } = new()
    {
        LoadSettings = _ => throw new InvalidOperationException("This command needs no settings."),
        StartPeer = (_, _) => throw new InvalidOperationException("This command starts no peer."),
    };

    private static IAnsiConsole TerminalOn(TextWriter writer)
    {
        var console = AnsiConsole.Create(new AnsiConsoleSettings
        {
            Ansi = AnsiSupport.Yes, ColorSystem = ColorSystemSupport.Standard, Interactive = InteractionSupport.Yes, Out = new AnsiConsoleOutput(writer),
        });
        console.Profile.Width = 80;
        return console;
    }
}
