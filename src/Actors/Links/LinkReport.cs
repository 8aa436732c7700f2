using System.Collections.Immutable;
using Akka.Actor;
using PeerActors.Messages.Identity;
using PeerActors.Messages.Links;

namespace PeerActors.Actors.Links;

/// <summary>Asks a connection for its state; <see cref="LinkDescribed"/> answers.</summary>
internal sealed record DescribeLink(RequestId Request);

/// <summary>A connection's state as it knows it.</summary>
internal sealed record LinkDescribed(RequestId Request, LinkId Link, LinkState State, DateTimeOffset Since, LinkTraffic Traffic, NeighbourTraits? Traits);

/// <summary>A list of links being gathered from their connections; a link that ends meanwhile is left out.</summary>
/// <param name="Request">The asker's request id.</param>
/// <param name="Asker">Who asked.</param>
/// <param name="Waiting">Links whose connections have not answered.</param>
/// <param name="Answers">Answers so far.</param>
internal sealed record LinkReport(RequestId Request, IActorRef Asker, ImmutableHashSet<LinkId> Waiting, ImmutableList<LinkDescribed> Answers)
{
    public bool IsComplete => Waiting.IsEmpty;

    public LinkReport On(LinkDescribed answer) =>
        Waiting.Contains(answer.Link) ? this with { Waiting = Waiting.Remove(answer.Link), Answers = Answers.Add(answer) } : this;

    public LinkReport Without(LinkId link) => this with { Waiting = Waiting.Remove(link) };
}
