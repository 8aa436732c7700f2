using System.ComponentModel;
using System.Diagnostics;
using System.Runtime.InteropServices;

namespace PeerActors.TestKit.Processes;

/// <summary>One run of the real program <c>peer</c> in a process of its own, which ends with the test at the latest.</summary>
internal sealed class PeerProgram : IAsyncDisposable
{
    /// <summary>When a test gives up waiting for a process. Generous, for a machine that runs many.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private const int Interrupt = 2;
    private const int Terminate = 15;

    private readonly Process _process;
    private readonly Recorder<string> _lines;
    private readonly Recorder<string> _errors = new();
    private readonly Task _ended;

    private PeerProgram(Process process, Action<string>? heard)
    {
        (_process, _lines) = (process, new(heard));
        _ended = Task.WhenAll(Record(process.StandardOutput, _lines), Record(process.StandardError, _errors), process.WaitForExitAsync());
    }

    /// <summary>The program beside the test.</summary>
    public static string Beside => Path.Combine(AppContext.BaseDirectory, "peer.dll");

    public int Id => _process.Id;

    /// <summary>What it wrote to standard output so far.</summary>
    public IReadOnlyList<string> Lines => _lines.SoFar;

    /// <summary>What it wrote to standard error so far.</summary>
    public string Errors => string.Join('\n', _errors.SoFar);

    /// <summary>Starts <c>peer</c>.</summary>
    /// <param name="folder">Its working folder.</param>
    /// <param name="settings">Environment variables; those called <c>PEER_*</c> around the test do not reach it.</param>
    /// <param name="arguments">Its command line.</param>
    /// <param name="prologue">Shell words that the program follows; they end in <c>exec</c>, so that the process becomes the program.</param>
    /// <param name="heard">Told of each line of standard output.</param>
    /// <param name="program">Which <c>peer</c>; null for <see cref="Beside"/>.</param>
    public static PeerProgram Start(
        string folder, IReadOnlyDictionary<string, string> settings, IReadOnlyList<string> arguments, string? prologue = null, Action<string>? heard = null, string? program = null)
    {
        program ??= Beside;
        string[] words = Path.GetExtension(program) == ".dll" ? [Runtime(), program, .. arguments] : [program, .. arguments];
        if (prologue is not null) words = ["bash", "-c", $"{prologue} \"$@\"", "peer", .. words];
        var start = new ProcessStartInfo(words[0], words[1..])
        {
            UseShellExecute = false, WorkingDirectory = folder, RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true,
            StandardOutputEncoding = System.Text.Encoding.UTF8, StandardErrorEncoding = System.Text.Encoding.UTF8,
        };
        foreach (var name in start.Environment.Keys.Where(static k => k.StartsWith("PEER_", StringComparison.Ordinal)).ToArray()) start.Environment.Remove(name);
        foreach (var (name, value) in settings) start.Environment[name] = value;
        var process = Process.Start(start) ?? throw new InvalidOperationException($"{words[0]} did not start.");
        process.StandardInput.Close();
        return new(process, heard);
    }

    /// <summary>The first event of a kind, of those told from a line on or to be told.</summary>
    public async Task<OutputLine> WaitFor(string what, Func<OutputLine, bool>? that = null, int since = 0)
    {
        var coming = _lines.WaitFor(Fits, since, Patience);
        try
        {
            await Task.WhenAny(coming, _ended);
            if (!_ended.IsCompleted) return OutputLine.Read(await coming);
        }
        catch (TimeoutException late)
        {
            throw new TimeoutException($"peer told no such {what} within {Patience.TotalSeconds} s. {Story}", late);
        }

        return Lines.Skip(since).Where(Fits).Select(OutputLine.Read).FirstOrDefault()
            ?? throw new InvalidOperationException($"peer ended with exit code {_process.ExitCode} and told no such {what}. {Story}");

        bool Fits(string line) => OutputLine.Read(line) is var told && told.Event == what && (that is null || that(told));
    }

    /// <summary>Waits until it ends by itself.</summary>
    public async Task<Ended> End()
    {
        try
        {
            await _ended.WaitAsync(Patience);
        }
        catch (TimeoutException late)
        {
            throw new TimeoutException($"peer did not end within {Patience.TotalSeconds} s. {Story}", late);
        }

        return new(_process.ExitCode, Lines, Errors);
    }

    /// <summary>SIGTERM.</summary>
    public void AskToEnd() => Send(Terminate);

    /// <summary>SIGINT, as Ctrl+C sends it. A program that is started where that is ignored, as a shell's background jobs are, ignores it too; see <see cref="HearsInterrupts"/>.</summary>
    public void PressControlC() => Send(Interrupt);

    /// <summary>A prologue for <see cref="Start"/>, after which the program hears SIGINT wherever the test runs.</summary>
    public const string HearsInterrupts = "exec env --default-signal=INT";

    /// <summary>SIGKILL.</summary>
    public async Task Kill()
    {
        _process.Kill();
        await End();
    }

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited) await Kill();
        await _ended;
        _process.Dispose();
    }

    private string Story => $"Standard output:\n{string.Join('\n', Lines)}\nStandard error:\n{Errors}";

    private void Send(int signal)
    {
        if (Signal(_process.Id, signal) != 0) throw new Win32Exception(Marshal.GetLastPInvokeError());
    }

    private static async Task Record(StreamReader from, Recorder<string> to)
    {
        while (await from.ReadLineAsync() is { } line) to.Add(line);
    }

    /// <summary>The runtime that runs this test also runs the program.</summary>
    private static string Runtime() =>
        Environment.ProcessPath is { } own && Path.GetFileNameWithoutExtension(own) == "dotnet" ? own : Environment.GetEnvironmentVariable("DOTNET_HOST_PATH") ?? "dotnet";

    [DllImport("libc", EntryPoint = "kill", SetLastError = true), DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int Signal(int process, int signal);
}

/// <summary>How a program ended.</summary>
/// <param name="Code">Its exit code.</param>
/// <param name="Lines">Its standard output.</param>
/// <param name="Errors">Its standard error.</param>
internal sealed record Ended(int Code, IReadOnlyList<string> Lines, string Errors)
{
    /// <summary>Its standard output, each line of which must be one JSON object.</summary>
    public IReadOnlyList<OutputLine> Told => [.. Lines.Select(OutputLine.Read)];

    public override string ToString() => $"exit code {Code}\n{string.Join('\n', Lines)}\n{Errors}";
}
