using PeerActors.Messages.Remoting;

namespace PeerActors.Actors.Remoting;

/// <summary>How a message that is sent until it is confirmed was taken.</summary>
internal enum KeptArrival
{
    /// <summary>It is the next one.</summary>
    Next,

    /// <summary>It came before.</summary>
    Repeated,

    /// <summary>One before it is missing, and will come again.</summary>
    Gap,
}

/// <summary>How far the messages of a peer to one service were given to it, and how far it has taken them.</summary>
/// <param name="service">Which.</param>
internal sealed class InStream(string service)
{
    private ulong _given;

    public string Service => service;

    /// <summary>Which stream of the peer's; another one than before begins anew.</summary>
    public ulong Stream { get; private set; }

    /// <summary>Up to where the service has taken them.</summary>
    public ulong Taken { get; private set; }

    /// <summary>Up to where that is on the disk, and may be confirmed.</summary>
    public ulong Saved { get; private set; }

    /// <summary>When the service last took some.</summary>
    public DateTimeOffset At { get; private set; }

    /// <summary>As it was saved.</summary>
    public static InStream Restored(MessagesTaken saved) => new(saved.Service) { Stream = saved.Stream, _given = saved.Sequence, Taken = saved.Sequence, Saved = saved.Sequence, At = saved.At };

    /// <summary>Judges a message. What the peer says was confirmed before is not waited for: it was, and we have forgotten it, or never knew.</summary>
    public KeptArrival Judge(KeptNote note)
    {
        if (note.Stream != Stream) (Stream, _given, Taken, Saved) = (note.Stream, 0, 0, 0);
        if (note.Oldest - 1 > _given) (_given, Taken) = (note.Oldest - 1, note.Oldest - 1);
        return note.Sequence <= _given ? KeptArrival.Repeated : note.Sequence == _given + 1 ? KeptArrival.Next : KeptArrival.Gap;
    }

    /// <summary>The next one was given to the service.</summary>
    public void OnGiven() => _given++;

    /// <summary>The service has taken all up to this of a stream. False when that is not the stream any more.</summary>
    public bool OnTaken(ulong stream, ulong sequence, DateTimeOffset at)
    {
        if (stream != Stream) return false;
        At = at;
        Taken = Math.Max(Taken, sequence);
        return true;
    }

    /// <summary>That is on the disk now.</summary>
    public bool OnSaved(ulong stream, ulong sequence)
    {
        if (stream != Stream) return false;
        Saved = Math.Max(Saved, sequence);
        return true;
    }

    /// <summary>The service has ended: what it was given and did not take is given again when it comes again.</summary>
    public void Rewind() => _given = Taken;

    /// <summary>Up to where it was given to the service.</summary>
    public ulong Given => _given;
}
