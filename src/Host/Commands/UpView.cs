using System.Collections.Immutable;
using PeerActors.Host.Composition;
using PeerActors.Messages.Access;
using PeerActors.Messages.Buddies;
using PeerActors.Messages.Identity;
using PeerActors.Messages.Links;
using PeerActors.Messages.Peer;

namespace PeerActors.Host.Commands;

/// <summary>What <c>peer up</c> says while it runs, for people or for programs.</summary>
internal abstract class UpView
{
    /// <summary>Buddies remembered so that the same is not told twice; as many as the roster may have.</summary>
    private const int MostBuddies = 1000;

    private readonly Dictionary<PeerId, (BuddyConsent, bool, PresenceState, string, string, string)> _buddies = [];

    public static UpView For(bool json, CommandIo io, ImmutableArray<PeerAddress> joined) =>
        json ? new UpJson(io.Out) : new UpSentences(io.Out, joined.ToHashSet());

    public abstract void Up(RunningPeer peer, string admin);

    public abstract void Left(PeerLeft left);

    public void Happened(HostEvent what)
    {
        switch (what)
        {
            case LinkHappened { Event: LinkOpened opened }:
                Opened(opened);
                break;
            case LinkHappened { Event: LinkClosed closed }:
                Closed(closed);
                break;
            case AccessWasDenied denied:
                Denied(denied.Event);
                break;
            case BuddyHappened buddy:
                if (IsNews(buddy.Buddy)) Buddy(buddy.Buddy, Fingerprint.Of(buddy.Own, buddy.Buddy.Peer));
                break;
            case LibraryReady ready:
                Ready(ready);
                break;
        }
    }

    protected abstract void Opened(LinkOpened link);

    protected abstract void Closed(LinkClosed link);

    protected abstract void Denied(AccessDenied denied);

    protected abstract void Buddy(BuddyView buddy, string fingerprint);

    protected abstract void Ready(LibraryReady library);

    /// <summary>Where somebody listens, and when he was last seen, changes too often to be told.</summary>
    private bool IsNews(BuddyView buddy)
    {
        var seen = (buddy.Consent, buddy.IsBlocked, buddy.State, buddy.Name, buddy.Note, buddy.Problem);
        if (_buddies.TryGetValue(buddy.Peer, out var before) && before == seen) return false;
        if (_buddies.Count >= MostBuddies) _buddies.Clear();
        _buddies[buddy.Peer] = seen;
        return true;
    }
}
