using System.Collections.Immutable;

namespace PeerActors.Actors.Remoting;

/// <summary>What the services room counts.</summary>
public enum RemotingCount
{
    /// <summary>Messages given to a peer link.</summary>
    Sent,

    /// <summary>Messages that came and were given to a service of ours.</summary>
    Taken,

    /// <summary>Answers that came and were given to who waited for them.</summary>
    Answered,

    /// <summary>Messages dropped because too many waited for their peer (<c>remoting.max-waiting</c>).</summary>
    DroppedFull,

    /// <summary>Messages dropped because their peer was lost (<c>remoting.lease</c>).</summary>
    DroppedLost,

    /// <summary>Messages that a link did not send: they do not fit into the frames of the peer, or it was told of too many kinds.</summary>
    DroppedByLink,

    /// <summary>Kept messages that were sent again: a link was new, or nothing was confirmed for too long.</summary>
    Resent,

    /// <summary>Kept messages that were given up because the peer takes smaller ones since it was linked anew; whoever asked is told.</summary>
    NoLongerFits,

    /// <summary>Messages that were refused to whoever told them: their contract has no codec for them, or they are too large.</summary>
    RefusedByCodec,

    /// <summary>Messages that were refused to whoever told them: too much is kept for their peer already (<c>remoting.max-kept</c>).</summary>
    RefusedFull,

    /// <summary>Messages of peers for a service that is not exported.</summary>
    UnknownService,

    /// <summary>Messages of peers that may not invoke the service.</summary>
    NotAllowed,

    /// <summary>Messages of peers of which the service has no codec.</summary>
    UnknownMessage,

    /// <summary>Messages of peers that are none, by their codec.</summary>
    BadMessage,

    /// <summary>Messages of peers that are larger than the contract allows.</summary>
    TooLarge,

    /// <summary>Messages of peers for a service that is behind (<c>remoting.patience</c>).</summary>
    Busy,

    /// <summary>Answers to a number that was never given, or is forgotten.</summary>
    UnknownReply,

    /// <summary>Messages with a manifest that is none of a service, or a note that is none.</summary>
    NotUnderstood,

    /// <summary>Messages of ours that the other peer refused.</summary>
    RefusedThere,

    /// <summary>Numbers for answers that were forgotten because there were too many (<c>remoting.max-replies</c>).</summary>
    RepliesForgotten,

    /// <summary>Messages that were kept until their peer confirms them.</summary>
    Kept,

    /// <summary>Messages of peers that came a second time, because they had no confirmation, and were given to nobody again.</summary>
    Repeated,

    /// <summary>Messages of peers that came before one that is missing; they come again.</summary>
    OutOfTurn,

    /// <summary>Streams of kept messages of peers long gone that are not remembered any more, for others (<c>remoting.max-remembered</c>).</summary>
    StreamsForgotten,

    /// <summary>Kept messages of peers that were not taken yet because there was no place to remember that; they come again.</summary>
    TooManyStreams,

    /// <summary>Watches that were not taken because there are too many (<c>remoting.max-watchers</c>).</summary>
    TooManyWatchers,

    /// <summary>Messages of peers that were not looked at because there are too many peers (<c>remoting.max-peers</c>).</summary>
    TooManyPeers,
}

/// <summary>Counts, from any thread.</summary>
internal sealed class RemotingCounters
{
    private readonly long[] _counts = new long[Enum.GetValues<RemotingCount>().Length];

    public void Add(RemotingCount what, long many = 1)
    {
        if (many > 0) Interlocked.Add(ref _counts[(int)what], many);
    }

    /// <summary>What was counted so far; what never happened is left out.</summary>
    public ImmutableSortedDictionary<RemotingCount, long> Now() =>
        Enum.GetValues<RemotingCount>().Select(c => (Count: c, Many: Volatile.Read(ref _counts[(int)c]))).Where(static c => c.Many > 0).ToImmutableSortedDictionary(static c => c.Count, static c => c.Many);
}
