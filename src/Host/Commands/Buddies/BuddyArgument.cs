using System.CommandLine;
using PeerActors.Host.Web.Admin;
using PeerActors.Messages.Identity;

namespace PeerActors.Host.Commands.Buddies;

/// <summary>A buddy as people name it: by its id, by the beginning of its id, or by its name.</summary>
internal static class BuddyArgument
{
    public static Argument<string> Create() => new("BUDDY")
    {
        Description = "Its name, its id, or the beginning of its id, as peer buddies shows them.", CustomParser = static result => CommonOptions.NonEmpty(result),
    };

    /// <summary>The one that is meant.</summary>
    /// <exception cref="CommandFailed">It is nobody, or several.</exception>
    public static BuddyItem Find(BuddiesView buddies, string text)
    {
        var isId = PeerId.TryParse(text, out var id);
        var found = buddies.Buddies.Where(b => isId ? b.Peer == id.ToString() : string.Equals(b.Name, text, StringComparison.OrdinalIgnoreCase)).ToArray();
        const int Shortest = 7;
        if (found.Length == 0 && !isId && text.Length >= Shortest) found = [.. buddies.Buddies.Where(b => b.Peer.StartsWith(text, StringComparison.OrdinalIgnoreCase))];
        return found switch
        {
            [var one] => one,
            [] => throw new CommandFailed($"BUDDY is \"{text}\", and none of {Shown.Count(buddies.Buddies.Count, "entry", "entries")} in the roster is called so or has that id. See: peer buddies"),
            _ => throw new CommandFailed($"BUDDY is \"{text}\", and {found.Length} are called so: {string.Join(", ", found.Select(static b => b.Peer))}. Give the id."),
        };
    }
}
