namespace PeerActors.Actors.Router.DynamicQueries;

/// <summary>How many ultrapeers a query is thought to reach.</summary>
internal static class Horizon
{
    /// <summary>What is taken for the degree of a neighbour that does not name it (X-Degree).</summary>
    public const int UsualDegree = 16;

    /// <summary>No degree above this is believed.</summary>
    public const int LargestDegree = 50;

    /// <summary>What is left of each further step: ways meet, and busy servents drop (gtk-gnutella takes the same).</summary>
    private const double StepKept = 0.8;

    /// <summary>The ultrapeers within a TTL, the neighbour asked included.</summary>
    /// <param name="degree">How many ultrapeers each is linked to.</param>
    /// <param name="ttl">As the query leaves here.</param>
    public static double Of(int degree, int ttl)
    {
        var branches = Math.Clamp(degree, 1, LargestDegree) - 1;
        var (reached, ring, kept) = (1.0, 1.0, 1.0);
        for (var step = 1; step < ttl; step++)
        {
            ring *= branches;
            reached += ring;
            kept *= StepKept;
        }

        return Math.Max(1, reached * kept);
    }
}
