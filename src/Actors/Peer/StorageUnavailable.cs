namespace PeerActors.Actors.Peer;

/// <summary>
/// Our own storage failed: nobody's bytes are to blame and it usually passes. The supervisor answers it with a restart of the
/// room, which then loads what the storage holds.
/// </summary>
public sealed class StorageUnavailable : Exception
{
    /// <summary>Says what could not be done.</summary>
    public StorageUnavailable(string what, Exception? cause) : base(what, cause) { }
}
