using System.Collections.Immutable;
using PeerActors.Messages.Identity;
using PeerActors.Messages.Router;

namespace PeerActors.Actors.Remoting;

/// <summary>Keeps messages that were promised to services of peers, and how far those of peers to ours were taken. What a save has confirmed survives the end of the
/// process, however it ends.</summary>
public interface IServiceStore
{
    /// <summary>What was saved.</summary>
    /// <exception cref="Peer.StorageUnavailable">The store cannot be read.</exception>
    Task<ServiceStock> LoadAsync(CancellationToken stopping);

    /// <summary>Saves changes in their order, wholly or not at all.</summary>
    /// <exception cref="Peer.StorageUnavailable">The store refuses; what was there is still there.</exception>
    Task SaveAsync(ImmutableArray<ServiceChange> changes, CancellationToken stopping);
}

/// <summary>Something to save.</summary>
/// <param name="Peer">About messages to or from this peer.</param>
/// <param name="Service">For which service.</param>
/// <param name="Stream">Which stream of messages.</param>
/// <param name="Sequence">In it.</param>
public abstract record ServiceChange(PeerId Peer, string Service, ulong Stream, ulong Sequence);

/// <summary>A message is kept until the peer has confirmed it.</summary>
/// <param name="Peer">For which peer.</param>
/// <param name="Service">For which of its services.</param>
/// <param name="Stream">The one stream of messages for that service.</param>
/// <param name="Sequence">One more than that of the message before.</param>
/// <param name="Manifest">What it is.</param>
/// <param name="Payload">As its codec made it.</param>
public sealed record MessageKept(PeerId Peer, string Service, ulong Stream, ulong Sequence, string Manifest, Payload Payload) : ServiceChange(Peer, Service, Stream, Sequence);

/// <summary>The peer has confirmed all up to this; none of it is kept any more.</summary>
public sealed record MessagesConfirmed(PeerId Peer, string Service, ulong Stream, ulong Sequence) : ServiceChange(Peer, Service, Stream, Sequence);

/// <summary>A service of ours has taken all of a peer's stream up to this, and must not be given it again.</summary>
public sealed record MessagesTaken(PeerId Peer, string Service, ulong Stream, ulong Sequence) : ServiceChange(Peer, Service, Stream, Sequence)
{
    /// <summary>When it had; of too many, the oldest is forgotten.</summary>
    public DateTimeOffset At { get; init; }
}

/// <summary>How far a peer's stream was taken is not remembered any more (<c>remoting.max-remembered</c>).</summary>
public sealed record StreamForgotten(PeerId Peer, string Service, ulong Stream, ulong Sequence) : ServiceChange(Peer, Service, Stream, Sequence);

/// <summary>The last number that was given in a stream to a service of a peer.</summary>
public sealed record StreamGiven(PeerId Peer, string Service, ulong Stream, ulong Last);

/// <summary>All that was saved.</summary>
/// <param name="Given">Streams to services of peers.</param>
/// <param name="Kept">What they have not confirmed, in order.</param>
/// <param name="Taken">Streams of peers to services of ours.</param>
public sealed record ServiceStock(ImmutableArray<StreamGiven> Given, ImmutableArray<MessageKept> Kept, ImmutableArray<MessagesTaken> Taken)
{
    /// <summary>Nothing.</summary>
    public static ServiceStock None { get; } = new([], [], []);

    /// <summary>What there is after a change.</summary>
    public ServiceStock After(ServiceChange change) => change switch
    {
        MessageKept kept => this with { Kept = Kept.Add(kept), Given = Given.RemoveAll(g => g.Peer == kept.Peer && g.Service == kept.Service).Add(new(kept.Peer, kept.Service, kept.Stream, kept.Sequence)) },
        MessagesConfirmed confirmed => this with { Kept = Kept.RemoveAll(k => k.Peer == confirmed.Peer && k.Service == confirmed.Service && k.Stream == confirmed.Stream && k.Sequence <= confirmed.Sequence) },
        MessagesTaken taken => this with { Taken = Taken.RemoveAll(t => t.Peer == taken.Peer && t.Service == taken.Service).Add(taken) },
        StreamForgotten gone => this with { Taken = Taken.RemoveAll(t => t.Peer == gone.Peer && t.Service == gone.Service && t.Stream == gone.Stream && t.Sequence <= gone.Sequence) },
        _ => throw new ArgumentException($"{change} cannot be saved.", nameof(change)),
    };
}

/// <summary>Keeps them for as long as the object lives: for a peer in memory.</summary>
public sealed class MemoryServiceStore : IServiceStore
{
    private ServiceStock _saved = ServiceStock.None;

    /// <summary>What was saved.</summary>
    public ServiceStock Saved => _saved;

    /// <inheritdoc/>
    public Task<ServiceStock> LoadAsync(CancellationToken stopping) => Task.FromResult(_saved);

    /// <inheritdoc/>
    public Task SaveAsync(ImmutableArray<ServiceChange> changes, CancellationToken stopping)
    {
        ImmutableInterlocked.Update(ref _saved, static (saved, changes) => changes.Aggregate(saved, static (all, change) => all.After(change)), changes);
        return Task.CompletedTask;
    }
}
