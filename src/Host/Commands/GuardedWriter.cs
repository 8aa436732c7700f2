using System.Text;

namespace PeerActors.Host.Commands;

/// <summary>A standard stream whose disk may be full: what follows from a failed write is decided in one place.</summary>
internal sealed class GuardedWriter : TextWriter
{
    private readonly TextWriter _inner;
    private readonly Action<Exception> _failed;

    private GuardedWriter(TextWriter inner, Action<Exception> failed) => (_inner, _failed, CoreNewLine) = (inner, failed, inner.NewLine.ToCharArray());

    public override Encoding Encoding => _inner.Encoding;

    /// <summary>A command whose output gets lost has failed, and says so.</summary>
    public static GuardedWriter ForOutput(TextWriter output) => new(output, static cause =>
        throw new CommandFailed($"Standard output cannot be written: {cause.Message}. The command ends; what it had to say is incomplete.", cause));

    /// <summary>Errors that cannot be told end nothing: there is nowhere left to tell that, and the exit code still counts.</summary>
    public static GuardedWriter ForErrors(TextWriter errors) => new(errors, static _ => { });

    public override void Write(char value) => Try(() => _inner.Write(value));

    public override void Write(char[] buffer, int index, int count) => Try(() => _inner.Write(buffer, index, count));

    public override void Write(string? value) => Try(() => _inner.Write(value));

    public override void WriteLine(string? value) => Try(() => _inner.WriteLine(value));

    public override void Flush() => Try(_inner.Flush);

    private void Try(Action write)
    {
        try
        {
            write();
        }
        catch (Exception cause) when (cause is IOException or UnauthorizedAccessException)
        {
            _failed(cause);
        }
    }
}
