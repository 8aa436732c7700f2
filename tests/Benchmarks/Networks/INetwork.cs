using PeerActors.TestKit.Crowds;

namespace PeerActors.Benchmarks.Networks;

/// <summary>A network of production peers in this process, as a <see cref="NetworkPlan"/> has it.</summary>
internal interface INetwork : IAsyncDisposable
{
    /// <summary>What runs the actors, for people.</summary>
    string Mode { get; }

    /// <summary>Starts the peers; each offers its files.</summary>
    Task Grow(NetworkPlan plan);

    /// <summary>Links them.</summary>
    Task Join(NetworkPlan plan);

    /// <summary>Searches, and waits until nothing of the search is under way.</summary>
    Task<CrowdSearch> Search(int by, string words);

    /// <summary>What each peer has done so far.</summary>
    Task<Done[]> Look();
}

/// <summary>What one peer has done so far.</summary>
/// <param name="LookedUp">Queries held against its library.</param>
/// <param name="Received">Descriptors received.</param>
/// <param name="Duplicates">Of those, requests that it had received before.</param>
/// <param name="Lost">Of those, what it dropped for want of room or of a way: hits that did not get home, queries that were not looked up.</param>
internal readonly record struct Done(long LookedUp, long Received, long Duplicates, long Lost);
