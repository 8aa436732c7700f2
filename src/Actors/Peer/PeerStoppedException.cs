namespace PeerActors.Actors.Peer;

/// <summary>The peer could not come up, or failed in the open; the message says why.</summary>
public sealed class PeerStoppedException : Exception
{
    /// <summary>Says why.</summary>
    public PeerStoppedException(string why, Exception? cause = null) : base(why, cause) { }
}
