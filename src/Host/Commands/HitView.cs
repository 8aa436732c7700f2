using PeerActors.Host.Web.Admin;
using PeerActors.Messages.Identity;
using Spectre.Console;

namespace PeerActors.Host.Commands;

/// <summary>Hits as people read them.</summary>
internal static class HitView
{
    /// <summary>Prints a hit: its number, and what is known of it.</summary>
    public static void Show(HitLine hit, CommandIo io)
    {
        var (number, name) = ($"{hit.Hit,4}", Shown.Wire(hit.Name));
        var facts = $"{Shown.Bytes(hit.Size),10}  {Shown.Count(hit.Hops, "hop"),7}  {hit.Address,-21}{(CanBeFetched(hit) ? "" : "  cannot be fetched")}";
        var marks = $"      sha1 {hit.Sha1 ?? "-"}  sha256 {hit.Sha256 ?? "-"}  peer {hit.Peer}  index {hit.Index}";
        if (io.Terminal is { } terminal)
            terminal.MarkupLine($"[bold]{number}[/]  {Markup.Escape(facts)}  [green]{Markup.Escape(name)}[/]\n[dim]{Markup.Escape(Shown.Text(marks))}[/]");
        else
            io.Out.WriteLine($"{number}  {facts}  {name}\n{Shown.Text(marks)}");
    }

    /// <summary>Some sharers do not know their own address, and say 0.0.0.0 or port 0.</summary>
    private static bool CanBeFetched(HitLine hit) => PeerAddress.TryParse(hit.Address, out var address) && address.IsDialable;
}
