using PeerActors.TestKit.Processes;

namespace PeerActors.Scenarios.Processes;

/// <summary>A <c>peer up --json</c> that is up, and the commands that talk to it.</summary>
internal sealed class PeerProcess(PeerProcesses all, PeerProgram program, string data, OutputLine up)
{
    /// <summary>Its process.</summary>
    public PeerProgram Program { get; } = program;

    /// <summary>Its data folder.</summary>
    public string Data { get; } = data;

    /// <summary>Where it listens.</summary>
    public string Address { get; } = up.String("address");

    /// <summary>Its servent GUID.</summary>
    public string Id { get; } = up.String("peer");

    /// <summary>What it has told so far; a position from which to wait for more.</summary>
    public int Told => Program.Lines.Count;

    public Task<OutputLine> WaitFor(string what, Func<OutputLine, bool>? that = null, int since = 0) => Program.WaitFor(what, that, since);

    /// <summary>Waits until so many files are offered.</summary>
    public Task Offers(int files) => WaitFor("libraryReady", ready => ready.Number("files") == files);

    /// <summary>Runs a command for this peer with <c>--json</c>.</summary>
    public Task<Ended> Run(params string[] command) => all.Run([.. command, "--data", Data, "--json"]);

    /// <summary>Runs a command that must succeed.</summary>
    public async Task<IReadOnlyList<OutputLine>> Ask(params string[] command)
    {
        var ended = await Run(command);
        Assert.True(ended.Code == 0, $"peer {string.Join(' ', command)}: {ended}");
        return ended.Told;
    }

    /// <summary>The hits of a search that ends with so many.</summary>
    public async Task<IReadOnlyList<OutputLine>> Search(string words, int expect = 1) =>
        [.. (await Ask("search", words, "--for", "30", "--max", $"{expect}")).Where(static line => line.Event == "hit")];

    public async Task<OutputLine> Status() => Assert.Single(await Ask("status"));
}
