using System.Collections.Immutable;
using PeerActors.Actors.Peer;
using PeerActors.Messages.Identity;
using PeerActors.Messages.Links;

namespace PeerActors.Host.Composition;

/// <summary>What the user said on the command line of <c>peer up</c>.</summary>
internal sealed record UpOptions
{
    /// <summary><c>--data</c>, as given</summary>
    public required string Data { get; init; }

    /// <summary><c>--config</c></summary>
    public string? Config { get; init; }

    /// <summary><c>--name</c>; wins over <c>peer.name</c></summary>
    public string? Name { get; init; }

    /// <summary><c>--listen</c>; wins over <c>peer.listen</c></summary>
    public PeerAddress? Listen { get; init; }

    /// <summary><c>--mode</c>; wins over <c>peer.mode</c></summary>
    public PeerMode? Mode { get; init; }

    /// <summary><c>--firewalled</c>; makes <c>peer.firewalled</c> true</summary>
    public bool Firewalled { get; init; }

    /// <summary><c>--hosts</c>; wins over <c>peer.hosts.file</c></summary>
    public string? Hosts { get; init; }

    /// <summary><c>--share</c>; added to <c>shares.folders</c></summary>
    public ImmutableArray<string> Share { get; init; } = [];

    /// <summary><c>--join</c>; added to <c>peer.join</c></summary>
    public ImmutableArray<PeerAddress> Join { get; init; } = [];

    /// <summary>The settings with what was said here on top.</summary>
    /// <exception cref="StartFailed">A folder named with <c>--share</c> does not exist.</exception>
    public PeerSettings ApplyTo(PeerSettings settings)
    {
        var applied = settings with
        {
            Name = Name ?? settings.Name,
            Listen = Listen ?? settings.Listen,
            Mode = Mode ?? settings.Mode,
            Firewalled = Firewalled || settings.Firewalled,
            Hosts = Hosts is null ? settings.Hosts : settings.Hosts with { File = Path.GetFullPath(Hosts) },
            Join = [.. settings.Join.Concat(Join).Distinct()],
            Shares = settings.Shares with
            {
                Folders = [.. settings.Shares.Folders.Concat(Share.Select(Path.GetFullPath)).Distinct(StringComparer.Ordinal)],
            },
        };
        var problems = MissingShares().ToList();
        return problems.Count == 0 ? applied : throw new StartFailed(problems);
    }

    private IEnumerable<string> MissingShares() =>
        from folder in Share
        let path = Path.GetFullPath(folder)
        where !Directory.Exists(path)
        select File.Exists(path)
            ? $"--share {folder}: {path} is a file; a folder is expected."
            : $"--share {folder}: there is no folder {path}.";
}
