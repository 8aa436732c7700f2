using System.Collections.Immutable;
using PeerActors.Messages.Identity;
using PeerActors.Messages.Remoting;

namespace PeerActors.Actors.Remoting;

/// <summary>What of a peer's mail is on its way to the disk.</summary>
/// <param name="Changes">In order.</param>
/// <param name="Waiting">Told when it is there.</param>
internal sealed record PostSave(ImmutableArray<ServiceChange> Changes, ImmutableArray<TaskCompletionSource> Waiting);

/// <summary>All that is kept for a peer, and all that is remembered of what it has sent until it was confirmed; says what has to be saved. It does no work of its own.</summary>
/// <param name="peer">Which.</param>
/// <param name="dice">Rolls streams.</param>
/// <param name="clock">Says when something was taken.</param>
internal sealed class KeptPost(PeerId peer, Random dice, TimeProvider clock)
{
    private readonly Dictionary<string, OutStream> _out = new(StringComparer.Ordinal);
    private readonly Dictionary<string, InStream> _in = new(StringComparer.Ordinal);
    private readonly List<ServiceChange> _changes = [];
    private readonly List<TaskCompletionSource> _waiting = [];
    private PostSave? _saving;

    /// <summary>True when nothing is kept and nothing is to be saved: what is remembered is on the disk.</summary>
    public bool IsAtRest => _saving is null && _changes.Count == 0 && _out.Values.All(static s => s.Count == 0);

    /// <summary>What is remembered; of use while it <see cref="IsAtRest"/>.</summary>
    public ServiceStock Remembered => new(
        [.. _out.Values.Select(s => new StreamGiven(peer, s.Service, s.Stream, s.Oldest - 1))], [],
        [.. _in.Values.Select(s => new MessagesTaken(peer, s.Service, s.Stream, s.Saved) { At = s.At })]);

    /// <summary>Streams to services of the peer.</summary>
    public IEnumerable<OutStream> Out => _out.Values;

    /// <summary>Takes back what was saved in an earlier run.</summary>
    /// <returns>Bytes that are kept.</returns>
    public long Restore(ServiceStock stock)
    {
        long bytes = 0;
        foreach (var given in stock.Given) _out[given.Service] = new(given.Service, given.Stream, given.Last);
        foreach (var taken in stock.Taken) _in[taken.Service] = InStream.Restored(taken);
        foreach (var kept in stock.Kept)
        {
            if (!_out.TryGetValue(kept.Service, out var stream) || stream.Stream != kept.Stream) continue;
            stream.Restore(kept.Sequence, kept.Manifest, kept.Payload);
            bytes += kept.Payload.Length + OutgoingMessage.Overhead;
        }

        return bytes;
    }

    /// <summary>Keeps a message; it is to be saved.</summary>
    public void Keep(in LetterToKeep letter)
    {
        var service = letter.Contract.Service;
        if (!_out.TryGetValue(service, out var stream)) _out.Add(service, stream = new(service, (ulong)dice.NextInt64(1, long.MaxValue), 0));
        var kept = stream.Keep(letter.Manifest, letter.Payload, letter.Sender, letter.Sender is null ? null : letter.Contract);
        _changes.Add(new MessageKept(peer, service, stream.Stream, kept.Sequence, kept.Manifest, kept.Payload));
        if (letter.Waiting is { } waiting) _waiting.Add(waiting);
    }

    /// <summary>The peer confirms; that is to be saved.</summary>
    /// <returns>Bytes that are kept no more.</returns>
    public long Confirm(string service, TakenNote note)
    {
        if (!_out.TryGetValue(service, out var stream) || stream.Stream != note.Stream) return 0;
        var freed = stream.Confirm(note.Sequence);
        if (freed > 0) _changes.Add(new MessagesConfirmed(peer, service, note.Stream, stream.Oldest - 1));
        return freed;
    }

    /// <summary>Gives up what is too large for the peer; that is to be saved.</summary>
    /// <param name="stream">The first of which.</param>
    /// <param name="room">Largest payload that the peer takes.</param>
    /// <returns>Null when the first is not.</returns>
    public KeptLetter? GiveUpUnfit(OutStream stream, int room)
    {
        var given = stream.GiveUpUnfit(room);
        if (given is not null) _changes.Add(new MessagesConfirmed(peer, stream.Service, stream.Stream, given.Sequence));
        return given;
    }

    /// <summary>Whether something is known of the peer's messages to a service.</summary>
    public bool Knows(string service) => _in.ContainsKey(service);

    /// <summary>What is known of the peer's messages to a service.</summary>
    public InStream In(string service) => _in.TryGetValue(service, out var stream) ? stream : _in[service] = new(service);

    /// <summary>A service has taken messages; that is to be saved, and then confirmed.</summary>
    public void OnTaken(InStream stream, ulong id, ulong upTo)
    {
        if (stream.OnTaken(id, upTo, clock.GetUtcNow())) _changes.Add(new MessagesTaken(peer, stream.Service, id, stream.Taken) { At = stream.At });
    }

    /// <summary>What to save now; null when there is nothing, or something is being saved.</summary>
    public PostSave? TakeSave()
    {
        if (_saving is not null || _changes.Count == 0) return null;
        _saving = new([.. _changes], [.. _waiting]);
        _changes.Clear();
        _waiting.Clear();
        return _saving;
    }

    /// <summary>It is on the disk: messages may be sent.</summary>
    /// <returns>Streams of which more may be confirmed to the peer now.</returns>
    public IReadOnlyList<InStream> OnSaved()
    {
        var toConfirm = new List<InStream>();
        foreach (var change in _saving?.Changes ?? [])
        {
            if (change is MessageKept kept) _out[kept.Service].OnSaved(kept.Sequence);
            else if (change is MessagesTaken taken && _in.TryGetValue(taken.Service, out var stream) && stream.OnSaved(taken.Stream, taken.Sequence) && !toConfirm.Contains(stream)) toConfirm.Add(stream);
        }

        foreach (var waiting in _saving?.Waiting ?? []) waiting.TrySetResult();
        _saving = null;
        return toConfirm;
    }

    /// <summary>The disk refused; it is to be saved again, before what came meanwhile.</summary>
    public void OnNotSaved()
    {
        if (_saving is not { } failed) return;
        _changes.InsertRange(0, failed.Changes);
        _waiting.InsertRange(0, failed.Waiting);
        _saving = null;
    }
}
