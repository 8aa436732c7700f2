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
            "hosts", "List the hosts that the running peer knows, best first. With --json, one line per host, then one per web cache.", "peer hosts", "peer hosts --json") { common.Data };
        command.SetAction(async (parsed, stop) =>
        {
            using var client = AdminClient.For(parsed.GetRequiredValue(common.Data));
            var hosts = await client.Get("hosts", AdminJson.Default.HostsView, stop);
            if (!parsed.GetValue(common.Json)) Show(hosts, io);
            else Print(hosts, io);
            return ExitCode.Done;
        });
        return command;
    }

    private static void Print(HostsView hosts, CommandIo io)
    {
        foreach (var host in hosts.Hosts) io.Out.WriteLine(JsonSerializer.Serialize(host, AdminJson.Default.HostItem));
        foreach (var cache in hosts.Caches) io.Out.WriteLine(JsonSerializer.Serialize(cache, AdminJson.Default.CacheItem));
    }

    private static void Show(HostsView hosts, CommandIo io)
    {
        var now = io.Clock.GetUtcNow();
        if (hosts.Hosts.Count == 0) io.Out.WriteLine("No hosts known. Name one with peer up --join HOST:PORT.");
        else ShowHosts(hosts, now, io);
        foreach (var cache in hosts.Caches) io.Out.WriteLine($"Web cache {Shown.Text(cache.Cache)}: {Shown.Text(State(cache, now))}.");
    }

    private static string State(CacheItem cache, DateTimeOffset now)
    {
        if (cache.Asked is not { } asked) return "not asked so far";
        var words = cache.Words.Length > 0 ? cache.Words : "no answer yet";
        return $"asked {Shown.Duration(now - asked)} ago, {words}; next {Next(cache.NotBefore, now)}";
    }

    private static string Next(DateTimeOffset? notBefore, DateTimeOffset now) => notBefore is { } next && next > now ? $"in {Shown.Duration(next - now)}" : "any time";

    private static void ShowHosts(HostsView hosts, DateTimeOffset now, CommandIo io)
    {
        var listing = new Listing("address", "mode", "known from", "heard", "shares", "linked", "failed", "last time", "next try");
        foreach (var host in hosts.Hosts)
            listing.Add(
                host.Address, host.Mode is { } mode ? Shown.Words(mode) : "", Sources(host), $"{Shown.Duration(now - host.Heard)} ago", $"{Shown.Count(host.Files, "file")}, {Shown.Bytes(host.Kilobytes * 1024L)}",
                $"{host.Successes}", Failures(host), host.LastTrial is { } last ? Last(last, now) : "never dialled",
                Next(host.NotBefore, now));
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
