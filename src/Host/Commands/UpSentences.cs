using PeerActors.Host.Composition;
using PeerActors.Host.Web.Admin;
using PeerActors.Messages.Access;
using PeerActors.Messages.Buddies;
using PeerActors.Messages.Identity;
using PeerActors.Messages.Links;
using PeerActors.Messages.Peer;

namespace PeerActors.Host.Commands;

/// <summary>For people. A dial that came to nothing is told for the peers that the user named, and not for every host heard of.</summary>
internal sealed class UpSentences(TextWriter lines, IReadOnlySet<PeerAddress> joined) : UpView
{
    public override void Up(RunningPeer peer, string admin) =>
        lines.WriteLine($"{Shown.Text(peer.Name)} is up on {peer.Address} as peer {peer.Id}; it takes commands on {admin}");

    public override void Left(PeerLeft left) =>
        lines.WriteLine($"Left in order: said Bye to {Shown.Count(left.LinksLeft, "neighbour")}, stored {Shown.Count(left.HostsSaved, "host")}.");

    protected override void Opened(LinkOpened link) =>
        lines.WriteLine($"Link {link.Link.Value} to {link.Remote} is open ({(link.Direction == LinkDirection.Outbound ? "we dialled" : "it dialled")}).");

    protected override void Closed(LinkClosed link)
    {
        var why = $"{Shown.Words(AdminJson.Name(link.Reason))}: {Shown.Text(link.Detail)}";
        if (link.Carried) lines.WriteLine($"Link {link.Link.Value} to {link.Remote} is closed ({why})");
        else if (joined.Contains(link.Remote)) lines.WriteLine($"No link to {link.Remote} ({why})");
    }

    protected override void Denied(AccessDenied denied) =>
        lines.WriteLine(Shown.Text($"Denied {denied.Who} to {denied.Verb.Say()} {denied.Resource}: {denied.Verdict.Why}."));

    protected override void Buddy(BuddyView buddy, string fingerprint)
    {
        var who = Shown.Text(buddy.Name.Length > 0 ? $"{buddy.Name} ({buddy.Peer.Short})" : buddy.Peer.Short);
        lines.WriteLine(buddy switch
        {
            { IsBlocked: true } => $"{who} is blocked.",
            { Consent: BuddyConsent.Requested } => $"{who} is asked to confirm the invitation.",
            { Consent: BuddyConsent.None } => Shown.Text($"{who} is no buddy{(buddy.Problem.Length > 0 ? $": {buddy.Problem}" : "")}."),
            _ => Shown.Text($"Buddy {who} is {AdminJson.Name(buddy.State)}{(buddy.Note.Length > 0 ? $" ({buddy.Note})" : "")}; fingerprint of you both: {fingerprint}"),
        });
    }

    protected override void Ready(LibraryReady library) =>
        lines.WriteLine($"The library is ready: {Shown.Count(library.Files, "file")}, {Shown.Bytes(library.Bytes)}.");
}
