using System.Collections.Immutable;
using PeerActors.Messages.Identity;

namespace PeerActors.Messages.Links;

/// <summary>Asks which addresses are barred; <see cref="BansListed"/> answers.</summary>
/// <param name="Request">Repeated by the answer.</param>
public sealed record ListBans(RequestId Request) : ILinkQuery;

/// <summary>The addresses that are barred now.</summary>
/// <param name="Request">Of the question.</param>
/// <param name="Bans">The first to end first; at most <c>links.max-bans</c>.</param>
/// <param name="Forgotten">Bans that ended early because that bound was reached.</param>
public sealed record BansListed(RequestId Request, ImmutableArray<Ban> Bans, long Forgotten);

/// <summary>An address that is barred: nobody there is linked to.</summary>
/// <param name="Host">Its IPv4 address.</param>
/// <param name="Why">What was seen from there, and what is allowed.</param>
/// <param name="Until">When that ends.</param>
public sealed record Ban(string Host, string Why, DateTimeOffset Until);
