using PeerActors.Actors.Peer;
using PeerActors.TestKit.Processes;

namespace PeerActors.TestKit.Stages;

/// <summary>Each peer a program of its own, in a folder that is deleted at the end.</summary>
internal sealed class ProcessStage : IStage
{
    private readonly string _program;
    private readonly string _folder;
    private readonly bool _isKeyed;

    /// <exception cref="ArgumentException">The program is not there.</exception>
    public ProcessStage(ScenarioOptions options)
    {
        _isKeyed = options.IsKeyed;
        _program = Path.GetFullPath(options.Program ?? PeerProgram.Beside);
        if (!File.Exists(_program))
            throw new ArgumentException($"{Stage.Processes} takes the program peer, and there is no {_program}. Name it in {nameof(ScenarioOptions)}.{nameof(ScenarioOptions.Program)}, or reference the host from the test's project.", nameof(options));
        _folder = Directory.CreateTempSubdirectory("scenario-").FullName;
    }

    /// <inheritdoc/>
    public ProbeTime Time => ProbeTime.Real;

    /// <inheritdoc/>
    public IStagePeer Add(ScenarioPeer peer, PeerSettings settings) => new ProgramPeer(peer, _folder, settings, _program, _isKeyed);

    /// <inheritdoc/>
    public TestProbe Probe() => throw new NotSupportedException("A peer in a process of its own has no actors here that a probe could speak to.");

    /// <inheritdoc/>
    public void Cut(IStagePeer one, IStagePeer other) => throw new NotSupportedException("Programs on loopback cannot be cut off from each other.");

    /// <inheritdoc/>
    public void Heal(IStagePeer one, IStagePeer other) => throw new NotSupportedException("Programs on loopback cannot be cut off from each other.");

    /// <inheritdoc/>
    public ValueTask DisposeAsync()
    {
        Directory.Delete(_folder, recursive: true);
        return ValueTask.CompletedTask;
    }
}
