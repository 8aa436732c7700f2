using PeerActors.Messages.PeerLinks;

namespace PeerActors.Actors.PeerLinks;

/// <summary>How a numbered message was taken.</summary>
internal enum Arrival
{
    /// <summary>It is the next one.</summary>
    Next,

    /// <summary>It came before.</summary>
    Repeated,

    /// <summary>One before it is missing.</summary>
    Gap,
}

/// <summary>What has arrived of a peer's numbered messages: streams are in order, so the last number is all that must be remembered to see a repetition.</summary>
internal sealed class ReliableIn
{
    private readonly ulong[] _last = new ulong[PerClass.Count];

    /// <summary>The session of the peer that the numbers are of; 0 before the first.</summary>
    public ulong Session { get; private set; }

    /// <summary>Messages that came again.</summary>
    public long Repeated { get; private set; }

    /// <summary>Last number of each class.</summary>
    public PerClass<ulong> Received => new(_last[0], _last[1], _last[2]);

    /// <summary>The peer is in this session; another one than before begins again at 1.</summary>
    public void Begin(ulong session)
    {
        if (session == Session) return;
        Session = session;
        Array.Clear(_last);
    }

    /// <summary>Judges a numbered message, and remembers it when it is the next.</summary>
    public Arrival Take(UrgencyClass traffic, ulong sequence)
    {
        ref var last = ref _last[(int)traffic];
        if (sequence <= last)
        {
            Repeated++;
            return Arrival.Repeated;
        }

        if (sequence != last + 1) return Arrival.Gap;
        last = sequence;
        return Arrival.Next;
    }
}
