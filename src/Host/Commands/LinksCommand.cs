using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using PeerActors.Host.Web.Admin;

namespace PeerActors.Host.Commands;

/// <summary><c>peer links</c></summary>
internal static class LinksCommand
{
    public static Command Create(CommonOptions common, CommandIo io)
    {
        var bans = new Option<bool>("--bans") { Description = "List the addresses that are barred, why, and for how long." };
        var command = new ExampleCommand(
            "links", "List the neighbours of the running peer, or the addresses that it has barred. With --json, one line per link or address.",
            "peer links", "peer links --json", "peer links --bans") { common.Data, bans };
        command.SetAction(async (parsed, stop) =>
        {
            using var client = AdminClient.For(parsed.GetRequiredValue(common.Data));
            if (parsed.GetValue(bans))
            {
                BansListing.Show(await client.Get("bans", AdminJson.Default.BansView, stop), parsed.GetValue(common.Json), io);
                return ExitCode.Done;
            }

            var links = await client.Get("links", AdminJson.Default.LinksView, stop);
            if (!parsed.GetValue(common.Json)) Show(links, io);
            else foreach (var link in links.Links) io.Out.WriteLine(JsonSerializer.Serialize(link, AdminJson.Default.LinkItem));
            return ExitCode.Done;
        });
        return command;
    }

    private static void Show(LinksView links, CommandIo io)
    {
        if (links.Links.Count == 0)
        {
            io.Out.WriteLine($"No links. {Shown.Count(links.Opened, "link")} opened so far; closed: {Shown.Counters(links.Closed)}.");
            return;
        }

        var now = io.Clock.GetUtcNow();
        var listing = new Listing(
            "link", "remote", "listens on", "direction", "state", "for", "mode", "dialect", "in", "out", "deflated", "dropped", "queued", "agent");
        foreach (var link in links.Links)
            listing.Add(
                $"{link.Link}", link.Remote, link.Listening ?? "-", link.Direction, link.State, Shown.Duration(now - link.Since),
                Mode(link.Traits), link.Traits?.Dialect ?? "-",
                $"{link.DescriptorsIn:N0} ({Shown.Bytes(link.BytesIn)})", $"{link.DescriptorsOut:N0} ({Shown.Bytes(link.BytesOut)})",
                Deflated(link), Dropped(link), $"{link.Queued}", link.Traits is { Agent.Length: > 0 } traits ? Shown.Wire(traits.Agent) : "-");
        listing.WriteTo(io);
    }

    /// <summary>What it is; and that it asked us to become a leaf, where it did.</summary>
    private static string Mode(TraitsView? traits) => traits is null ? "-" : traits is { OwnMode: "ultrapeer", NeedsUltrapeers: false } ? $"{traits.Mode}, wants leaves" : traits.Mode;

    /// <summary>How many in all, and of which class.</summary>
    private static string Dropped(LinkItem link)
    {
        var classes = link.Classes.Where(static c => c.Value.Dropped > 0).ToDictionary(static c => c.Key, static c => c.Value.Dropped, StringComparer.Ordinal);
        return classes.Count == 0 ? $"{link.Dropped:N0}" : $"{link.Dropped:N0} ({Shown.Counters(classes)})";
    }

    /// <summary>What is left of the bytes of each direction: in 41 %, out 38 %; a dash where that direction is not deflated.</summary>
    private static string Deflated(LinkItem link) => link.Traits is not { DeflatesIn: var comes, DeflatesOut: var goes } || (!comes && !goes)
        ? "-"
        : $"in {Part(comes, link.DeflatedIn, link.BytesIn)}, out {Part(goes, link.DeflatedOut, link.BytesOut)}";

    private static string Part(bool isDeflated, long crossed, long meant) =>
        isDeflated && meant > 0 ? string.Create(CultureInfo.InvariantCulture, $"{100.0 * crossed / meant:0} %") : "-";
}
