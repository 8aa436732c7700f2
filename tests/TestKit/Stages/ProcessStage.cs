using System.Diagnostics;
using PeerActors.Actors.Peer;

namespace PeerActors.TestKit.Stages;

/// <summary>Each peer a program of its own, in a folder that is deleted at the end.</summary>
internal sealed class ProcessStage : IStage
{
    private static readonly TimeSpan Look = TimeSpan.FromMilliseconds(50);

    private readonly string _folder = Directory.CreateTempSubdirectory("scenario-").FullName;
    private readonly long _started = Stopwatch.GetTimestamp();

    /// <inheritdoc/>
    public Needs Offers => Needs.Nothing;

    /// <inheritdoc/>
    public TimeSpan Now => Stopwatch.GetElapsedTime(_started);

    /// <inheritdoc/>
    public IStagePeer Add(ScenarioPeer peer, PeerSettings settings) => new ProgramPeer(peer, _folder, settings);

    /// <inheritdoc/>
    public Task<bool> Until(Func<Task<bool>> holds, TimeSpan limit) => Waiting.Until(holds, limit, Look);

    /// <inheritdoc/>
    public void Cut(IStagePeer one, IStagePeer other) => throw new NotSupportedException("Programs on loopback cannot be cut off from each other.");

    /// <inheritdoc/>
    public void Heal(IStagePeer one, IStagePeer other) => throw new NotSupportedException("Programs on loopback cannot be cut off from each other.");

    /// <inheritdoc/>
    public void Fault(Action<SimulationStage> fault) => throw new NotSupportedException("Only the simulation has this fault.");

    /// <inheritdoc/>
    public ValueTask DisposeAsync()
    {
        Directory.Delete(_folder, recursive: true);
        return ValueTask.CompletedTask;
    }
}
