using PeerActors.Messages.Identity;
using PeerActors.Messages.Router;

namespace PeerActors.Actors.Shares;

/// <summary>Reads what a host lists of its files (browse host). Everything runs off the caller's thread.</summary>
public interface IHostBrowser
{
    /// <summary>Asks a host for all its files. Never throws for what the host does.</summary>
    /// <param name="host">Whom to dial.</param>
    /// <param name="heard">Told each answer as it arrives, from any thread.</param>
    /// <param name="stopping">Gives up.</param>
    /// <returns>Why the list is not whole, for people; null when the host ended it.</returns>
    Task<string?> BrowseAsync(PeerAddress host, Action<QueryHit> heard, CancellationToken stopping);
}

/// <summary>For peers without a way to ask.</summary>
public sealed class NoHostBrowser : IHostBrowser
{
    /// <summary>The only one.</summary>
    public static readonly NoHostBrowser Instance = new();

    private NoHostBrowser()
    {
    }

    /// <inheritdoc/>
    public Task<string?> BrowseAsync(PeerAddress host, Action<QueryHit> heard, CancellationToken stopping) =>
        Task.FromResult<string?>("This peer has no connection over which it could ask a host.");
}
