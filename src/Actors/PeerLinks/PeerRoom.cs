using PeerActors.Messages.PeerLinks;

namespace PeerActors.Actors.PeerLinks;

/// <summary>How large a message to a peer may be: it must fit into a frame of both sides, and into what the peer takes of its class unasked.</summary>
internal sealed record PeerRoom(int MaxFrame, PerClass<int> Windows)
{
    /// <summary>What is around a message, and the names of what is around it, is less than this.</summary>
    public const int Around = 64;

    /// <summary>Of a peer that has said hello.</summary>
    public static PeerRoom Of(HelloFrame theirs, PeerLinkSettings settings) => new(Math.Min(theirs.MaxFrame, settings.MaxFrame), theirs.Windows);

    /// <summary>Largest payload.</summary>
    public int MaxPayload(UrgencyClass traffic) => Math.Min(MaxFrame - Around, Windows[traffic] - PaidFrame.Overhead);
}
