using System.Collections.Immutable;
using Akka.Actor;
using PeerActors.Messages.Access;
using PeerActors.Messages.Buddies;
using PeerActors.Messages.Identity;
using PeerActors.Messages.PeerLinks;
using PeerActors.Messages.Wire.Buddies;
using PeerActors.Messages.Wire.Statements;

namespace PeerActors.Actors.Buddies;

/// <summary>What others are told, and what is done from time to time.</summary>
internal sealed partial class BuddiesActor
{
    private static readonly ResourcePath PresenceResource = ResourcePath.Of(Resources.Presence);

    /// <summary>What happens within so long is told together: a link that another replaces at once, many who come at once.</summary>
    private static readonly TimeSpan GatherFor = TimeSpan.FromMilliseconds(50);

    private void TellSoon(PeerId peer)
    {
        if (BuddyDevices.EntryOf(_roster, peer) is not { IsMutual: true }) return;
        _tells.Add(peer);
        Gather();
    }

    private void LocateSoon(PeerId peer)
    {
        if (!_watch.IsLinked(peer)) return;
        _locates.Add(peer);
        Gather();
    }

    private void Gather()
    {
        if (!Timers.IsTimerActive(Gathered.Instance)) Timers.StartSingleTimer(Gathered.Instance, Gathered.Instance, GatherFor);
    }

    private void Flush()
    {
        var now = Now;
        foreach (var peer in _tells.Take(now)) Tell(peer);
        foreach (var peer in _locates.Take(now)) Locate(peer);
        if (!_tells.IsEmpty || !_locates.IsEmpty) Gather();
    }

    private void Tell(PeerId peer)
    {
        if (!_watch.IsLinked(peer) || BuddyDevices.EntryOf(_roster, peer) is not { IsMutual: true }) return;
        if (_policy is null || !_policy.May(_policy.Who(peer), AccessVerbs.Subscribe, PresenceResource, WallNow))
        {
            // Perhaps the access room does not know yet that it is a buddy; it tells when it does.
            _undecided.Add(peer);
            return;
        }

        var proof = _person?.Proof ?? [];
        if (!proof.IsEmpty && StatementCodec.WriteProof(proof).Length > BuddyTells.MaxProof) proof = [];
        Say(peer, new BuddyTells(_presence, CircleBook.Of(_own, _roster, peer), proof));
    }

    private void Locate(PeerId peer)
    {
        if (!_watch.IsLinked(peer)) return;
        var news = _circles.Take(peer, _roster, WallNow);
        if (!news.IsEmpty) Say(peer, new BuddyLocates([.. news.Select(static l => l.Signed)]));
    }

    private void Say(PeerId peer, BuddyMessage message)
    {
        var (manifest, payload) = BuddyCodec.Write(message);
        Count($"{message.GetType().Name}Sent");
        _order.PeerLinks.Tell(new SendPeerMessage(new(++_lastSent), peer, UrgencyClass.Urgent, manifest, payload, Reliable: false));
    }

    private void Changed(PeerId peer)
    {
        if (!_roster.Buddies.TryGetValue(peer, out var buddy)) return;
        var changed = new BuddyChanged(View(buddy));
        foreach (var follower in _followers) follower.Tell(changed);
        Context.Parent.Tell(changed);
    }

    private void OnLook()
    {
        foreach (var peer in _watch.Look(Now))
            if (BuddyDevices.EntryOf(_roster, peer) is { } buddy) Changed(buddy.Peer);
        DialThoseWanted();
        if (Now - _saved < _settings.SaveInterval) return;
        if (_circles.TakeUnsaved() is { IsEmpty: false } circles)
        {
            _saved = Now;
            SaveUnawaited(new CirclesHeard(circles));
        }

        if (_heard.Count == 0) return;
        _saved = Now;
        var heard = new BuddiesHeard([.. _heard.Where(_roster.Buddies.ContainsKey).Select(peer => _roster.Buddies[peer])]);
        _heard.Clear();
        SaveUnawaited(heard);
    }

    private void DialThoseWanted()
    {
        var wanted = _roster.Buddies.Values.Where(b => BuddyDevices.MayBeDialled(b) && !_watch.IsLinked(b.Peer));
        foreach (var (peer, at) in _dials.Take(wanted, Now)) _order.PeerLinks.Tell(new OpenPeerLink(peer, at));
    }

    /// <summary>A ticket that was not confirmed in time is not shown any more.</summary>
    private void EndOverdueRequest()
    {
        if (_roster.Buddies.Values.FirstOrDefault(b => b.Consent == BuddyConsent.Requested && b.TicketEnds <= WallNow) is { } overdue)
            EndConsent(overdue, "the ticket expired before the inviting peer was reached");
    }

    /// <summary>Saves what holds here already, and nobody waits for.</summary>
    private void SaveUnawaited(RosterChange change) =>
        _ = _order.Store.SaveAsync(change, CancellationToken.None).PipeTo(Self, success: static () => HeardSaved.Instance, failure: static cause => new HeardNotSaved(cause));
}
