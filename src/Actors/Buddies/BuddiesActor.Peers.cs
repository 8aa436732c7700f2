using System.Collections.Immutable;
using Akka.Actor;
using PeerActors.Messages.Access;
using PeerActors.Messages.Buddies;
using PeerActors.Messages.Identity;
using PeerActors.Messages.PeerLinks;
using PeerActors.Messages.Router;
using PeerActors.Messages.Wire.Buddies;
using PeerActors.Messages.Wire.Statements;

namespace PeerActors.Actors.Buddies;

/// <summary>What comes of other peers.</summary>
internal sealed partial class BuddiesActor
{
    private void OnReachable(PeerReachable m)
    {
        var isNews = _watch.OnLinked(m.Peer, Now);
        _sentOff.Remove(m.Peer);
        if (m.Endpoint is { } signed)
        {
            // Whoever becomes a buddy over this link has said already where it listens.
            _endpoints[m.Peer] = signed;
            Learn(signed, m.Peer);
        }

        if (BuddyDevices.EntryOf(_roster, m.Peer) is not { IsBlocked: false } buddy) return;
        if (buddy.Consent == BuddyConsent.Requested) Say(m.Peer, new BuddyAccepts(buddy.Secret, _presence.Name));
        if (!buddy.IsMutual) return;
        Seen(buddy);
        TellSoon(m.Peer);
        if (isNews) Changed(buddy.Peer);
    }

    private void OnUnreachable(PeerUnreachable m)
    {
        var isNews = _watch.OnLost(m.Peer, m.Reason, Now);
        _tells.Forget(m.Peer);
        _locates.Forget(m.Peer);
        _undecided.Remove(m.Peer);
        _sentOff.Remove(m.Peer);
        _endpoints.Remove(m.Peer);
        _refusals.RemoveWhere(r => r.Peer == m.Peer);
        if (BuddyDevices.EntryOf(_roster, m.Peer) is not { IsMutual: true } buddy) return;
        Seen(buddy);
        _dials.Begin(buddy.Peer);
        if (isNews) Changed(buddy.Peer);
    }

    /// <summary>Messages one by one; when one must be saved first, those behind it wait. Only when all were looked at may the peer send as much again.</summary>
    private void OnMessages(PeerMessagesArrived m)
    {
        var (at, isSaving) = (0, false);
        while (at < m.Payloads.Length && !isSaving) isSaving = OnMessage(m.Peer, m.Manifest, m.Payloads[at++]);
        if (at < m.Payloads.Length) Self.Forward(m with { Payloads = m.Payloads[at..] });
        else Sender.Tell(new PeerMessagesTaken(m.Delivery));
    }

    private bool OnMessage(PeerId peer, string manifest, Payload payload)
    {
        if (!BuddyCodec.TryRead(manifest, payload.Span, out var message))
        {
            Count("garbled");
            _log.Warning("Peer {0} sent {1} bytes that are no {2}, or beyond its bounds. The link is closed.", peer, payload.Length, manifest);
            _order.PeerLinks.Tell(new ClosePeerLink(peer, $"it sent bytes that are no {manifest}"));
            return false;
        }

        Count(message.GetType().Name);
        return message switch
        {
            BuddyAccepts accepts => OnAccepts(peer, accepts),
            BuddyConfirms confirms => OnConfirms(peer, confirms),
            BuddyRefuses refuses => OnRefused(peer, refuses),
            BuddyEnds => OnEnded(peer),
            BuddyTells tells => OnTells(peer, tells),
            BuddyLocates locates => OnLocates(peer, locates),
            _ => false,
        };
    }

    private bool OnAccepts(PeerId peer, BuddyAccepts accepts)
    {
        var (answer, change) = _rules.OnAccepts(_roster, peer, accepts, _presence.Name, WallNow);
        if (answer is BuddyRefuses refusal)
        {
            NoteRefused("ticketsRefused", peer, $"it showed a ticket that makes it no buddy: {RosterRules.Say(refusal.Why)}");
        }

        if (change is null)
        {
            if (answer is not null) Say(peer, answer);
            return false;
        }

        Save(
            change,
            () =>
            {
                _log.Info("Peer {0} has accepted an invitation. Compare the fingerprint with its user: {1}", peer, Fingerprint.Of(_own, peer));
                _sentOff.Remove(peer);
                Say(peer, answer!);
                Met(peer);
            },
            // Not answered: it asks again when the two meet again.
            static _ => { });
        return true;
    }

    private bool OnConfirms(PeerId peer, BuddyConfirms confirms)
    {
        if (!_roster.Buddies.TryGetValue(peer, out var known) || known.IsBlocked || known.Consent != BuddyConsent.Requested) return false;
        Save(new BuddyPut(RosterRules.Confirmed(known, confirms.Name)), () => Met(peer), static _ => { });
        return true;
    }

    private bool OnRefused(PeerId peer, BuddyRefuses refuses) =>
        _roster.Buddies.TryGetValue(peer, out var known) && known.Consent == BuddyConsent.Requested && EndConsent(known, RosterRules.Say(refuses.Why));

    private bool OnEnded(PeerId peer) => _roster.Buddies.TryGetValue(peer, out var known) && known.IsMutual && EndConsent(known, "it has ended it");

    private bool EndConsent(Buddy known, string why)
    {
        Save(
            new BuddyPut(RosterRules.Ended(known)),
            () =>
            {
                _problems[known.Peer] = why;
                Drop(known.Peer, NotWanted);
                Changed(known.Peer);
            },
            static _ => { });
        return true;
    }

    /// <summary>Both sides have consented, and it is kept here.</summary>
    private void Met(PeerId peer)
    {
        _problems.Remove(peer);
        _dials.Begin(peer);
        Seen(_roster.Buddies[peer]);
        if (_endpoints.TryGetValue(peer, out var endpoint)) Learn(endpoint, peer);
        // Each that is linked learns whom else it may tell where we both listen.
        foreach (var linked in _watch.Linked) TellSoon(linked);
        Changed(peer);
    }

    private bool OnTells(PeerId peer, BuddyTells tells)
    {
        if (BuddyDevices.EntryOf(_roster, peer) is not { IsBlocked: false } buddy || buddy.Consent == BuddyConsent.None)
        {
            // It believes that it is a buddy. Once for each link is enough.
            if (_sentOff.Add(peer)) Say(peer, BuddyEnds.Instance);
            return false;
        }

        if (!buddy.IsMutual) return false;
        var isNews = _watch.OnTold(peer, tells.Presence);
        if (peer == buddy.Peer && buddy.Name != tells.Presence.Name)
        {
            Hear(buddy with { Name = tells.Presence.Name });
            isNews = true;
        }

        isNews |= LearnPerson(buddy.Peer, peer, tells.Proof);
        Seen(_roster.Buddies[buddy.Peer]);
        _circles.OnTold(peer, tells.Circle);
        LocateSoon(peer);
        foreach (var friend in _circles.FriendsOf(peer)) LocateSoon(friend);
        if (isNews) Changed(buddy.Peer);
        return false;
    }

    /// <summary>Whose device a buddy is. A device that its person has removed since is watched no more, and is no buddy to the access rules, by whichever entry it came in.</summary>
    private bool LearnPerson(PeerId entry, PeerId teller, ImmutableArray<SignedStatement> proof)
    {
        if (proof.IsEmpty || StatementCodec.ReadProof(StatementCodec.WriteProof(proof)) is not { } shown) return false;
        if (BuddyDevices.ProblemOf(_roster.Buddies[entry].Person, shown, teller) is { } problem)
        {
            NoteRefused("personsRefused", teller, problem);
            return false;
        }

        if (BuddyDevices.Newer(_roster, _roster.Buddies[entry].Person, shown, teller) is not { } newer) return false;
        var known = BuddyDevices.OlderOf(_roster, newer).Add(_roster.Buddies[entry]).DistinctBy(static b => b.Peer).ToArray();
        foreach (var buddy in known) Hear(buddy with { Person = newer });
        foreach (var device in known.SelectMany(static b => BuddyDevices.Of(b)).Where(d => !newer.Has(d.Peer)).DistinctBy(static d => d.Peer))
        {
            _watch.End(device.Peer);
            Drop(device.Peer, NotWanted);
        }

        foreach (var buddy in known) Watch(_roster.Buddies[buddy.Peer]);
        foreach (var device in BuddyDevices.Of(_roster.Buddies[entry]).Where(d => _watch.IsLinked(d.Peer))) TellSoon(device.Peer);
        foreach (var buddy in known.Where(b => b.Peer != entry)) Changed(buddy.Peer);
        TellAccess();
        return true;
    }

    private bool OnLocates(PeerId peer, BuddyLocates locates)
    {
        if (BuddyDevices.EntryOf(_roster, peer) is not { IsMutual: true }) return false;
        foreach (var record in locates.Records) Learn(record, peer);
        return false;
    }

    /// <summary>Where a buddy listens, whoever says so: its signature counts, the newest sequence wins, and what is over is refused.</summary>
    private void Learn(SignedStatement signed, PeerId teller)
    {
        if (!_roster.Buddies.TryGetValue(signed.Signer.Holder, out var buddy) || !buddy.IsWanted) return;
        var isGenuine = StatementCodec.TryReadEndpoint(signed, out var record);
        if (isGenuine && record!.Sequence == buddy.Location?.Record.Sequence) return;
        if (!isGenuine || record!.IsOver(WallNow) || !record.Replaces(buddy.Location?.Record))
        {
            NoteRefused("locationsRefused", teller, !isGenuine ? $"the record of where {signed.Signer.Holder.Short} listens is not signed by it"
                : record!.IsOver(WallNow) ? $"the record of where {signed.Signer.Holder.Short} listens is over"
                : $"the record of where {signed.Signer.Holder.Short} listens has sequence {record.Sequence}; {buddy.Location?.Record.Sequence} is known, and an older one is refused");
            return;
        }

        Hear(buddy with { Location = new(signed, record) });
        Count("locationsTaken");
        _dials.Begin(buddy.Peer);
        if (!_watch.IsLinked(buddy.Peer)) DialThoseWanted();
        foreach (var friend in _circles.FriendsOf(buddy.Peer)) LocateSoon(friend);
        Changed(buddy.Peer);
    }

    /// <summary>Counts each, and tells the first of each kind over a link: whoever sends nonsense must not fill our disk.</summary>
    private void NoteRefused(string what, PeerId peer, string why)
    {
        Count(what);
        if (_refusals.Add((peer, what))) _log.Info("What peer {0} says is refused ({1}): {2}.", peer, what, why);
    }

    private void Seen(Buddy buddy) => Hear(buddy with { LastSeen = WallNow });

    /// <summary>Something was heard that need not be on disk at once.</summary>
    private void Hear(Buddy buddy)
    {
        _roster = _roster.After(new BuddiesHeard([buddy]));
        _heard.Add(buddy.Peer);
    }
}
