using System.Collections.Immutable;
using PeerActors.Messages.Identity;
using PeerActors.Messages.Links;
using PeerActors.Messages.Router;

namespace PeerActors.Messages.PeerLinks;

/// <summary>A message between services of two peers, as it crosses a link: at most once.</summary>
/// <param name="Manifest">What kind of message, and of which service.</param>
/// <param name="Payload">As its codec made it.</param>
public readonly record struct ServiceMessage(string Manifest, Payload Payload)
{
    /// <summary>How the manifests of services begin; whoever sends <see cref="ReceiveServiceMessages"/> gets all of these.</summary>
    public static ImmutableArray<string> Beginnings { get; } = ["service/", "reply/", "refused/", "kept/", "taken/"];

    /// <summary>Whom it answers: a number that the receiver gave as <see cref="From"/>; 0 for none.</summary>
    public ulong To { get; init; }

    /// <summary>By which the receiver may answer; 0 when no answer is wanted.</summary>
    public ulong From { get; init; }

    /// <summary>Whether a manifest is one of a service.</summary>
    public static bool IsOneOf(string manifest) => Beginnings.Any(b => manifest.StartsWith(b, StringComparison.Ordinal));
}

/// <summary>The sender takes all messages between services that peers send.</summary>
public sealed record ReceiveServiceMessages : IPeerLinkCommand
{
    private ReceiveServiceMessages() { }

    /// <summary>It says nothing more.</summary>
    public static ReceiveServiceMessages Instance { get; } = new();
}

/// <summary>Send messages to a service of a peer, in order. <see cref="ServiceMessagesLeft"/> answers, and until then they wait in the link: whoever has more to send
/// waits for that. When the link ends before, there is no answer, but a <see cref="PeerUnreachable"/> or another <see cref="PeerReachable"/>.</summary>
/// <param name="Batch">Repeated by the answer.</param>
/// <param name="Peer">To whom.</param>
/// <param name="Messages">In order.</param>
public sealed record SendServiceMessages(RequestId Batch, PeerId Peer, ImmutableArray<ServiceMessage> Messages) : IPeerLinkCommand;

/// <summary>Messages wait no more. Its sender is the link itself, and may be given what follows.</summary>
/// <param name="Batch">Of the <see cref="SendServiceMessages"/> that it answers.</param>
/// <param name="Link">By which link; null when there was none, and all were dropped.</param>
/// <param name="Dropped">How many of them were not sent: there is no link, they do not fit into the peer's frames, or it was told of too many kinds.</param>
public sealed record ServiceMessagesLeft(RequestId Batch, LinkId? Link, int Dropped);

/// <summary>Messages came for services. <see cref="PeerMessagesTaken"/> answers with the same number, to the sender of this, and only then may the peer send as much
/// again; further ones go to whoever has answered.</summary>
/// <param name="Delivery">Of this delivery; counted by its sender.</param>
/// <param name="Peer">From whom.</param>
/// <param name="Messages">In order.</param>
public sealed record ServiceMessagesArrived(RequestId Delivery, PeerId Peer, ImmutableArray<ServiceMessage> Messages);
