using System.Text;
using PeerActors.Host.Commands;

namespace PeerActors.Host.Tests.Commands;

public sealed class FullDiskTests : WithRunningPeer
{
    [Fact]
    public async Task Output_that_cannot_be_written_is_named_and_the_command_fails()
    {
        using var errors = new StringWriter();
        foreach (var command in (string[][])[["status"], ["status", "--json"], ["hosts"], ["--help"]])
        {
            using var full = new FullDisk();
            Assert.Equal(1, await Run(full, errors, command));
        }

        var lines = errors.ToString().Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal(4, lines.Length);
        Assert.All(lines, static line => Assert.StartsWith("Standard output cannot be written: No space left on device.", line, StringComparison.Ordinal));
    }

    [Theory, InlineData(1, "get", "7"), InlineData(2, "get"), InlineData(0, "status")]
    public async Task Errors_that_cannot_be_written_leave_the_exit_code(int code, params string[] command)
    {
        using var output = new StringWriter();
        using var full = new FullDisk();
        Assert.Equal(code, await Run(output, full, command));
    }

    private Task<int> Run(TextWriter output, TextWriter errors, string[] command) => PeerCommandLine.RunAsync(
        command[0] == "--help" || command is ["get"] ? command : [.. command, "--data", Data],
        new CommandIo(output, errors, Terminal: null, TimeProvider.System), CommandRun.NoPeer, CancellationToken.None);

    private sealed class FullDisk : TextWriter
    {
        public override Encoding Encoding => Encoding.UTF8;

        public override void Write(char value) => throw new IOException("No space left on device");
    }
}
