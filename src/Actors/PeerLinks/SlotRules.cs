using PeerActors.Messages.Identity;

namespace PeerActors.Actors.PeerLinks;

/// <summary>A link as both of its sides know it, once both hellos are there.</summary>
/// <param name="IsOurDial">Whether we dialled it.</param>
/// <param name="OurNumber">The number that our hello gave it.</param>
/// <param name="TheirSession">The session of the peer.</param>
/// <param name="TheirNumber">The number that its hello gave it; 0 of version 1.</param>
internal sealed record SlotLink(bool IsOurDial, ulong OurNumber, ulong TheirSession, ulong TheirNumber);

/// <summary>Which of two links to one peer stays. Both sides decide alone and come to the same, whatever the order in which things reached them.</summary>
internal static class SlotRules
{
    /// <summary>True when the newcomer takes the place of the link that is there.</summary>
    /// <remarks>
    /// Each side numbers its links. Where one side dialled both, its numbers decide: the later link stays. Where each dialled one and both numbers say the same
    /// order, the later stays as well: it is a reconnect, and the earlier one may be dead without anybody having noticed. Where they disagree, both sides
    /// dialled at the same time: the link that the smaller id dialled stays.
    /// </remarks>
    public static bool NewcomerStays(PeerId own, PeerId peer, SlotLink held, SlotLink newcomer)
    {
        if (newcomer.TheirSession != held.TheirSession) return true;
        if (newcomer.TheirNumber == 0 || held.TheirNumber == 0) return held.IsOurDial == newcomer.IsOurDial || newcomer.IsOurDial == own < peer;
        var (isLaterForUs, isLaterForThem) = (newcomer.OurNumber > held.OurNumber, newcomer.TheirNumber > held.TheirNumber);
        if (newcomer.IsOurDial == held.IsOurDial) return newcomer.IsOurDial ? isLaterForUs : isLaterForThem;
        return isLaterForUs == isLaterForThem ? isLaterForUs : newcomer.IsOurDial == own < peer;
    }
}
