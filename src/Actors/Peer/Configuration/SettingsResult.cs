using System.Collections.Immutable;

namespace PeerActors.Actors.Peer.Configuration;

/// <summary>What loading settings came to.</summary>
public abstract record SettingsResult;

/// <summary>Every setting is as it may be.</summary>
/// <param name="Settings">Checked.</param>
/// <param name="Keys">Every key, in the order of <c>reference.conf</c>.</param>
public sealed record SettingsLoaded(PeerSettings Settings, ImmutableArray<SettingView> Keys) : SettingsResult;

/// <summary>Something is not as it may be; no settings come of it.</summary>
/// <param name="Problems">All of them; at least one.</param>
public sealed record SettingsRefused(ImmutableArray<SettingProblem> Problems) : SettingsResult;

/// <summary>A setting as shown to people.</summary>
/// <param name="Key">With its sections.</param>
/// <param name="Documentation">What it is for, and why its default is what it is.</param>
/// <param name="Allowed">Its type and range.</param>
/// <param name="Default">In HOCON.</param>
/// <param name="Value">In HOCON, as it is now.</param>
/// <param name="Source">Where that value comes from: file, line and column, the variable, or the flag.</param>
public sealed record SettingView(string Key, string Documentation, string Allowed, string Default, string Value, string Source);

/// <summary>Something that is not as it may be.</summary>
/// <param name="Source">The file, the variable, or the flag.</param>
/// <param name="Line">In the file, from 1; null when the source has no lines.</param>
/// <param name="Column">In the file, from 1; null when the source has no lines.</param>
/// <param name="Key">The setting; empty when the text broke outside of any.</param>
/// <param name="Seen">What was there.</param>
/// <param name="Allowed">What may be there.</param>
public sealed record SettingProblem(string Source, int? Line, int? Column, string Key, string Seen, string Allowed)
{
    /// <summary>All of it in a sentence.</summary>
    public string Message =>
        $"{Source}{(Line is { } line ? $":{line}:{Column}" : "")}: {(Key.Length > 0 ? $"{Key}: " : "")}saw {Seen}; allowed: {Allowed}{(Allowed.EndsWith('?') ? "" : ".")}";
}
