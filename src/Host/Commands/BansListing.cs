using System.Text.Json;
using PeerActors.Host.Web.Admin;

namespace PeerActors.Host.Commands;

/// <summary>What <c>peer links --bans</c> shows.</summary>
internal static class BansListing
{
    public static void Show(BansView bans, bool asJson, CommandIo io)
    {
        if (asJson)
        {
            foreach (var ban in bans.Bans) io.Out.WriteLine(JsonSerializer.Serialize(ban, AdminJson.Default.BanItem));
            return;
        }

        if (bans.Bans.Count == 0)
        {
            io.Out.WriteLine("No address is barred.");
            return;
        }

        var now = io.Clock.GetUtcNow();
        var listing = new Listing("address", "for", "why");
        foreach (var ban in bans.Bans) listing.Add(ban.Host, Shown.Duration(ban.Until - now), Shown.Text(ban.Why));
        listing.WriteTo(io);
    }
}
