using System.Text.Json;
using System.Text.Json.Serialization;
using PeerActors.Host.Composition;
using PeerActors.Host.Web.Admin;
using PeerActors.Messages.Access;
using PeerActors.Messages.Buddies;
using PeerActors.Messages.Links;
using PeerActors.Messages.Peer;

namespace PeerActors.Host.Commands;

/// <summary>For programs: one object per line.</summary>
internal sealed class UpJson(TextWriter lines) : UpView
{
    public override void Up(RunningPeer peer, string admin) => Write(new UpLine(peer.Peer.ToString(), peer.Id.ToString(), peer.Address.ToString(), admin, peer.Name));

    public override void Left(PeerLeft left) => Write(new LeftLine(left.LinksLeft, left.HostsSaved, left.Problems));

    protected override void Opened(LinkOpened link) =>
        Write(new LinkOpenedLine(link.Link.Value, link.Remote.ToString(), AdminJson.Name(link.Direction), link.GreetingTime.TotalMilliseconds));

    protected override void Closed(LinkClosed link) => Write(new LinkClosedLine(
        link.Link.Value, link.Remote.ToString(), AdminJson.Name(link.Direction), AdminJson.Name(link.Reason), link.Detail, link.Carried));

    protected override void Denied(AccessDenied denied) =>
        Write(new AccessDeniedLine(denied.Who, denied.Verb.Say(), $"{denied.Resource}", denied.Verdict.Rule?.View(), denied.Verdict.Why));

    protected override void Buddy(BuddyView buddy, string fingerprint) => Write(new BuddyLine(
        buddy.Peer.ToString(), buddy.Name, AdminJson.Name(buddy.Consent), buddy.IsBlocked, AdminJson.Name(buddy.State), buddy.Note, fingerprint, buddy.Problem));

    protected override void Ready(LibraryReady library) => Write(new LibraryReadyLine(library.Files, library.Bytes));

    private void Write(UpEventLine line)
    {
        lines.WriteLine(JsonSerializer.Serialize(line, UpEventJson.Default.UpEventLine));
        lines.Flush();
    }
}

/// <summary>A line of <c>peer up --json</c>.</summary>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "event")]
[JsonDerivedType(typeof(UpLine), "up")]
[JsonDerivedType(typeof(LinkOpenedLine), "linkOpened")]
[JsonDerivedType(typeof(LinkClosedLine), "linkClosed")]
[JsonDerivedType(typeof(LibraryReadyLine), "libraryReady")]
[JsonDerivedType(typeof(AccessDeniedLine), "accessDenied")]
[JsonDerivedType(typeof(BuddyLine), "buddy")]
[JsonDerivedType(typeof(LeftLine), "left")]
internal abstract record UpEventLine;

internal sealed record UpLine(string Peer, string Id, string Address, string Admin, string Name) : UpEventLine;

internal sealed record LinkOpenedLine(long Link, string Remote, string Direction, double GreetingMilliseconds) : UpEventLine;

internal sealed record LinkClosedLine(long Link, string Remote, string Direction, string Reason, string Detail, bool Carried) : UpEventLine;

internal sealed record LibraryReadyLine(int Files, long Bytes) : UpEventLine;

internal sealed record AccessDeniedLine(string Who, string Verb, string Resource, RuleItem? Rule, string Why) : UpEventLine;

internal sealed record BuddyLine(string Peer, string Name, string Consent, bool Blocked, string State, string Note, string Fingerprint, string Problem) : UpEventLine;

internal sealed record LeftLine(int Links, int HostsSaved, IReadOnlyList<string> Problems) : UpEventLine;

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(UpEventLine))]
internal sealed partial class UpEventJson : JsonSerializerContext;
