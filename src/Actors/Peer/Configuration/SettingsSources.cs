using System.Collections.Immutable;

namespace PeerActors.Actors.Peer.Configuration;

/// <summary>
/// What overlays the defaults of <c>reference.conf</c>: a file, then environment variables, then the command line. The later
/// wins; a list given later replaces an earlier one, unless the file adds to it with <c>+=</c>.
/// </summary>
public sealed record SettingsSources
{
    /// <summary>Relative paths of the command line and of the environment are meant from here; absolute.</summary>
    public required string CurrentFolder { get; init; }

    /// <summary>The file of <c>--config</c>; null for none.</summary>
    public string? ConfigFile { get; init; }

    /// <summary>All environment variables. Those that begin with <c>PEER_</c> are settings; a file may refer to any.</summary>
    public IReadOnlyDictionary<string, string> Environment { get; init; } = ImmutableDictionary<string, string>.Empty;

    /// <summary>What the command line says. A list takes one value from each.</summary>
    public ImmutableArray<SettingOverride> Overrides { get; init; } = [];
}

/// <summary>A setting from the command line.</summary>
/// <param name="Key">With its sections: <c>peer.listen</c>.</param>
/// <param name="Value">As typed.</param>
/// <param name="Flag">As typed, for error messages: <c>--listen</c>.</param>
public sealed record SettingOverride(string Key, string Value, string Flag);
