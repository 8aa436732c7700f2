using PeerActors.Messages.Wire.Gnutella;

namespace PeerActors.Messages.Shares;

/// <summary>Make query routing tables of what is offered now; <see cref="ShareTable"/> answers.</summary>
/// <param name="MaxBits">The logarithm of the most slots that it may have.</param>
public sealed record MakeShareTable(int MaxBits);

/// <summary>The words and hashes of all that is offered, as query routing tables.</summary>
/// <param name="Table">The table.</param>
/// <param name="Paired">The same with the pairs of words, for neighbours that know them (<see cref="QrpPairs"/>).</param>
public sealed record ShareTable(QrpTable Table, QrpTable Paired);
