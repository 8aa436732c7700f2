using PeerActors.Messages.Router;

namespace PeerActors.Actors.Router.QueryRouting;

/// <summary>Counts what query routing and dynamic querying did.</summary>
internal sealed class QueryTally
{
    public long LeafSent;
    public long LeafSpared;
    public long LastHopSent;
    public long LastHopSpared;
    public long HeldBack;
    public long TablesTaken;
    public long TablesSent;
    public long DynamicStarted;
    public long DynamicSatisfied;
    public long DynamicSent;
    public long Probes;

    /// <summary>For people.</summary>
    /// <param name="tablesHeld">Tables of neighbours held now.</param>
    /// <param name="running">Dynamic queries under way now.</param>
    public QueryRoutingStatus Report(int tablesHeld, int running) => new(
        tablesHeld, TablesTaken, TablesSent, LeafSent, LeafSpared, LastHopSent, LastHopSpared, HeldBack, running, DynamicStarted, DynamicSatisfied,
        DynamicSent, Probes);
}
