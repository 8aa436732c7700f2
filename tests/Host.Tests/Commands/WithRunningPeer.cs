using PeerActors.Host.Tests.Admin;
using PeerActors.Host.Tests.Composition;

namespace PeerActors.Host.Tests.Commands;

/// <summary>A folder in which <c>peer up</c> runs over a fake peer, for the commands that talk to it.</summary>
public abstract class WithRunningPeer : IAsyncLifetime
{
    private readonly ScratchFolder _scratch = new();
    private readonly FakeHost _host = new();
    private CommandRun _up = null!;

    private protected FakeGateway Gateway => _host.Gateway;

    private protected string Data => _scratch.In("data");

    private protected string Scratch => _scratch.Path;

    public async Task InitializeAsync()
    {
        _up = CommandRun.Start(_host.Seams, ["up", "--data", Data, "--json"]);
        await _up.Out.NextLine();
    }

    public async Task DisposeAsync()
    {
        await _up.DisposeAsync();
        _scratch.Dispose();
    }

    private protected async Task StopPeer()
    {
        _up.Stop();
        await _up.Exit;
    }

    private protected Task<CommandRun> Run(params string[] args) => CommandRun.ToEnd([.. args, "--data", Data]);

    private protected Task<CommandRun> RunOnTerminal(params string[] args) => CommandRun.ToEnd([.. args, "--data", Data], terminal: true);
}
