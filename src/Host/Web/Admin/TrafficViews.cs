using PeerActors.Messages.Links;

namespace PeerActors.Host.Web.Admin;

/// <summary>What became of a link's descriptors of one class.</summary>
internal sealed record ClassItem(long Sent, long Dropped, int Queued);

/// <summary>Answer of <c>GET /bans</c>.</summary>
internal sealed record BansView(IReadOnlyList<BanItem> Bans, long Forgotten);

/// <summary>One address that is barred.</summary>
internal sealed record BanItem(string Host, string Why, DateTimeOffset Until);

/// <summary>What the links room says of traffic and bans, as the admin endpoint's JSON says it.</summary>
internal static class TrafficMapping
{
    public static BansView View(this BansListed bans) => new([.. bans.Bans.Select(static b => new BanItem(b.Host, b.Why, b.Until))], bans.Forgotten);

    /// <summary>By class, the dearest first.</summary>
    public static Dictionary<string, ClassItem> View(this IReadOnlyDictionary<TrafficClass, ClassTraffic> classes) =>
        classes.ToDictionary(static c => AdminJson.Name(c.Key), static c => new ClassItem(c.Value.Sent, c.Value.Dropped, c.Value.Queued), StringComparer.Ordinal);
}
