namespace PeerActors.Messages.Router;

/// <summary>What query routing and dynamic querying did since the peer started.</summary>
/// <param name="TablesHeld">Query routing tables of neighbours held now.</param>
/// <param name="TablesTaken">Tables, and changes to them, that neighbours sent.</param>
/// <param name="TablesSent">Tables, and changes to them, sent to neighbours.</param>
/// <param name="LeafSent">Queries sent to a leaf whose table let them pass; one to three leaves counts three.</param>
/// <param name="LeafSpared">Queries that a leaf was spared.</param>
/// <param name="LastHopSent">Queries on their last hop sent to an ultrapeer whose table let them pass.</param>
/// <param name="LastHopSpared">Queries on their last hop that an ultrapeer was spared.</param>
/// <param name="HeldBack">Queries kept back because a neighbour asked for it (hops-flow).</param>
/// <param name="DynamicRunning">Dynamic queries under way now.</param>
/// <param name="DynamicStarted">Dynamic queries started.</param>
/// <param name="DynamicSatisfied">Of those, how many ended with as many hits as were wanted.</param>
/// <param name="DynamicSent">How often they asked a neighbour.</param>
/// <param name="Probes">Of those, how often it was a probe.</param>
public sealed record QueryRoutingStatus(
    int TablesHeld, long TablesTaken, long TablesSent, long LeafSent, long LeafSpared, long LastHopSent, long LastHopSpared, long HeldBack,
    int DynamicRunning, long DynamicStarted, long DynamicSatisfied, long DynamicSent, long Probes)
{
    /// <summary>Nothing yet.</summary>
    public static QueryRoutingStatus None { get; } = new(0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0);
}
