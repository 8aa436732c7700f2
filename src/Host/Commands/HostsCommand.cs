using System.CommandLine;
using System.Text.Json;
using PeerActors.Host.Web.Admin;

namespace PeerActors.Host.Commands;

/// <summary><c>peer hosts</c></summary>
internal static class HostsCommand
{
    public static Command Create(CommonOptions common, CommandIo io)
    {
        var command = new ExampleCommand(
            "hosts", "List the hosts that the running peer knows, best first. With --json, one line per host.", "peer hosts", "peer hosts --json") { common.Data };
        command.SetAction(async (parsed, stop) =>
        {
            using var client = AdminClient.For(parsed.GetRequiredValue(common.Data));
            var hosts = await client.Get("hosts", AdminJson.Default.HostsView, stop);
            if (!parsed.GetValue(common.Json)) Show(hosts, io);
            else foreach (var host in hosts.Hosts) io.Out.WriteLine(JsonSerializer.Serialize(host, AdminJson.Default.HostItem));
            return ExitCode.Done;
        });
        return command;
    }

    private static void Show(HostsView hosts, CommandIo io)
    {
        if (hosts.Hosts.Count == 0)
        {
            io.Out.WriteLine("No hosts known. Name one with peer up --join HOST:PORT.");
            return;
        }

        var now = io.Clock.GetUtcNow();
        var listing = new Listing("address", "known from", "heard", "shares", "linked", "failed", "last time", "next try");
        foreach (var host in hosts.Hosts)
            listing.Add(
                host.Address, Sources(host), $"{Shown.Duration(now - host.Heard)} ago", $"{Shown.Count(host.Files, "file")}, {Shown.Bytes(host.Kilobytes * 1024L)}",
                $"{host.Successes}", Failures(host), host.LastTrial is { } last ? Last(last, now) : "never dialled",
                host.NotBefore is { } next && next > now ? $"in {Shown.Duration(next - now)}" : "any time");
        listing.WriteTo(io);
    }

    /// <summary>pong; or: pong, then neighbour.</summary>
    private static string Sources(HostItem host) =>
        Shown.Words(host.FirstSource) + (host.Source == host.FirstSource ? "" : $", then {Shown.Words(host.Source)}");

    /// <summary>0; or 5, 2 of them since the last link.</summary>
    private static string Failures(HostItem host) =>
        host.Successes == 0 || host.FailuresInAll == 0 ? $"{host.FailuresInAll}" : $"{host.FailuresInAll}, {host.Failures} since linked";

    private static string Last(TrialView last, DateTimeOffset now) =>
        $"{Shown.Words(last.Outcome)} {Shown.Duration(now - last.At)} ago{(last.Words.Length > 0 ? $": {last.Words}" : "")}";
}
