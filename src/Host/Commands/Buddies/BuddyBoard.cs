using PeerActors.Host.Web.Admin;
using Spectre.Console;

namespace PeerActors.Host.Commands.Buddies;

/// <summary>All buddies as a table that is drawn anew with each change, on a terminal.</summary>
internal static class BuddyBoard
{
    /// <summary>Draws until there is nothing more to tell.</summary>
    /// <param name="terminal">Where.</param>
    /// <param name="changes">Each entry as it is, and again when it is otherwise.</param>
    public static Task ShowAsync(IAnsiConsole terminal, IAsyncEnumerable<BuddyItem> changes) => terminal.Live(BuddiesCommand.Listing([]).ToTable()).StartAsync(async live =>
    {
        var rows = new SortedDictionary<string, BuddyItem>(StringComparer.Ordinal);
        live.Refresh();
        await foreach (var buddy in changes)
        {
            if (buddy.Forgotten) rows.Remove(buddy.Peer);
            else rows[buddy.Peer] = buddy;
            live.UpdateTarget(BuddiesCommand.Listing(rows.Values.OrderBy(static b => b.Name, StringComparer.CurrentCultureIgnoreCase).ThenBy(static b => b.Peer, StringComparer.Ordinal)).ToTable());
        }
    });
}
