using System.CommandLine;
using System.CommandLine.Parsing;
using PeerActors.Host.Composition;
using PeerActors.Messages.Identity;
using PeerActors.Messages.Links;

namespace PeerActors.Host.Commands;

/// <summary><c>peer up</c></summary>
internal static class UpCommand
{
    private const int LongestName = 64;

    public static Command Create(CommonOptions common, CommandIo io, Seams seams)
    {
        var config = new Option<string?>("--config") { Description = "Settings (HOCON) on top of the defaults.", HelpName = "FILE", CustomParser = CommonOptions.NonEmpty };
        var name = new Option<string?>("--name") { Description = "What people see this peer called (peer.name).", HelpName = "NAME", CustomParser = Name };
        var listen = new Option<PeerAddress?>("--listen")
        {
            Description = "Where to listen (peer.listen, 127.0.0.1:6346 unless set). Port 0 picks a free one. Only an address other than loopback makes the peer public.",
            HelpName = "HOST:PORT", CustomParser = result => CommonOptions.Address(result, result.Tokens[^1], dialable: false),
        };
        var share = new Option<string[]>("--share")
        {
            Description = "Folder whose files to offer, besides shares.folders; may be repeated.", HelpName = "DIR",
            AllowMultipleArgumentsPerToken = true, DefaultValueFactory = _ => [],
        };
        var join = new Option<PeerAddress[]>("--join")
        {
            Description = "Peer to link to, besides peer.join; may be repeated.", HelpName = "HOST:PORT", AllowMultipleArgumentsPerToken = true,
            DefaultValueFactory = _ => [],
            CustomParser = result => [.. result.Tokens.Select(token => CommonOptions.Address(result, token, dialable: true))],
        };
        var hosts = new Option<string?>("--hosts")
        {
            Description = "Text file of hosts to try, ip:port on each line, # before a comment (peer.hosts.file).", HelpName = "FILE", CustomParser = CommonOptions.NonEmpty,
        };
        var mode = new Option<PeerMode?>("--mode") { Description = "ultrapeer, leaf or plain (peer.mode, ultrapeer unless set).", HelpName = "MODE", CustomParser = Mode };
        var firewalled = new Option<bool>("--firewalled") { Description = "Nobody can dial this peer: accept nobody, and bring files to whoever pushes (peer.firewalled)." };
        share.Validators.Add(RefuseNoFolder);
        config.Validators.Add(RefuseNoFile);
        var command = new ExampleCommand(
            "up", "Bring a peer up; it runs until SIGINT or SIGTERM, and then leaves in order.",
            "peer up --share ~/Music", "peer up --data ./bob --listen 127.0.0.1:0 --join 127.0.0.1:6346 --json", "peer up --config peer.conf --name alice")
        {
            common.Data, config, name, listen, mode, firewalled, share, join, hosts,
        };
        command.SetAction((parsed, stop) => new UpRun(seams, io, parsed.GetValue(common.Json)).RunAsync(
            new UpOptions
            {
                Data = parsed.GetRequiredValue(common.Data), Config = parsed.GetValue(config), Name = parsed.GetValue(name), Listen = parsed.GetValue(listen),
                Mode = parsed.GetValue(mode), Firewalled = parsed.GetValue(firewalled), Hosts = parsed.GetValue(hosts),
                Share = [.. parsed.GetRequiredValue(share)], Join = [.. parsed.GetRequiredValue(join)],
            },
            stop));
        return command;
    }

    private static string Name(ArgumentResult result)
    {
        var name = CommonOptions.NonEmpty(result);
        if (name.Length > LongestName || name.Any(char.IsControl))
            result.AddError($"--name has {name.Length} characters; at most {LongestName} are allowed, and no control characters.");
        return name;
    }

    private static PeerMode? Mode(ArgumentResult result)
    {
        var text = CommonOptions.NonEmpty(result);
        foreach (var mode in Enum.GetValues<PeerMode>())
            if (mode.ToString().Equals(text, StringComparison.OrdinalIgnoreCase)) return mode;
        result.AddError($"--mode saw \"{text}\"; allowed: ultrapeer, leaf, plain.");
        return null;
    }

    private static void RefuseNoFile(OptionResult config)
    {
        if (config.Tokens.Count == 0 || config.Tokens[^1].Value is not { Length: > 0 } file || File.Exists(file)) return;
        config.AddError(Directory.Exists(file)
            ? $"--config is \"{file}\", which is a folder; a file of settings is expected."
            : $"--config is \"{file}\", and no such file exists; a file of settings is expected. Without --config the defaults hold.");
    }

    private static void RefuseNoFolder(OptionResult share)
    {
        foreach (var token in share.Tokens)
            if (CommonOptions.ProblemWith(token.Value) is { } problem) share.AddError($"--share {problem}");
    }
}
