using PeerActors.TestKit.Processes;

namespace PeerActors.Scenarios.Processes;

/// <summary>The programs of one test and their folder; programs that still run are killed, and the folder is deleted, when the test ends.</summary>
internal sealed class PeerProcesses : IAsyncDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("peers-").FullName;
    private readonly List<PeerProgram> _started = [];

    /// <summary>Settings of every peer: it links only to whom it is told to, and tries again soon.</summary>
    public Dictionary<string, string> Settings { get; } = new(StringComparer.Ordinal)
    {
        ["PEER_LINKS_DIAL_DISCOVERED"] = "false",
        ["PEER_LINKS_MAINTAIN_INTERVAL"] = "100ms",
        ["PEER_HOSTS_BACKOFF_FIRST"] = "100ms",
        ["PEER_HOSTS_BACKOFF_MAX"] = "1s",
        ["PEER_ROUTER_SAME_QUERY_WINDOW"] = "0s",
        ["PEER_SHARES_SETTLE_TIME"] = "50ms",
    };

    /// <summary>A path in the folder.</summary>
    public string this[string name] => Path.Combine(_folder, name);

    /// <summary>The folder that a peer shares, by the peer's name.</summary>
    public string ShareOf(string name) => Directory.CreateDirectory(this[$"{name}-share"]).FullName;

    /// <summary>Brings a peer up: data folder and share are those of its name, so that a second one of that name is the same peer.</summary>
    /// <param name="name">What the story calls it.</param>
    /// <param name="join">Whom it dials.</param>
    /// <param name="listen">Where it listens, when not on a free port.</param>
    /// <param name="prologue">See <see cref="PeerProgram.Start"/>.</param>
    /// <param name="more">A further argument.</param>
    public async Task<PeerProcess> Up(string name, PeerProcess? join = null, string listen = "127.0.0.1:0", string? prologue = null, string? more = null)
    {
        string[] arguments = ["up", "--data", this[name], "--name", name, "--listen", listen, "--share", ShareOf(name), "--json"];
        if (join is not null) arguments = [.. arguments, "--join", join.Address];
        if (more is not null) arguments = [.. arguments, more];
        var program = Start(arguments, prologue);
        var peer = new PeerProcess(this, program, this[name], await program.WaitFor("up"));
        if (join is not null) await peer.WaitFor("linkOpened", link => link.String("remote") == join.Address);
        return peer;
    }

    /// <summary>Runs a command to its end.</summary>
    public Task<Ended> Run(params string[] arguments) => Start(arguments).End();

    /// <summary>Starts a program of this test's own (Program.cs).</summary>
    public PeerProgram StartOwn(params string[] arguments) => Start(arguments, program: typeof(PeerProcesses).Assembly.Location);

    public PeerProgram Start(IReadOnlyList<string> arguments, string? prologue = null, string? program = null) =>
        Keep(PeerProgram.Start(_folder, Settings, arguments, prologue, program: program));

    private PeerProgram Keep(PeerProgram program)
    {
        _started.Add(program);
        return program;
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var program in _started) await program.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }
}
