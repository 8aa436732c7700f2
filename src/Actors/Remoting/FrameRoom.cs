using PeerActors.Messages.Remoting;

namespace PeerActors.Actors.Remoting;

/// <summary>What of a frame is not payload.</summary>
internal static class FrameRoom
{
    /// <summary>Around a message.</summary>
    public const int Call = 64;

    /// <summary>Around a message that is kept until it is confirmed.</summary>
    public const int Kept = Call + KeptNote.Around;
}
