using System.Collections;
using System.Collections.Immutable;
using PeerActors.Actors.Peer;
using PeerActors.Actors.Peer.Configuration;
using PeerActors.Host.Commands;

namespace PeerActors.Host.Composition;

/// <summary>What the production command line is plugged into.</summary>
internal static class Wiring
{
    public static Seams Production { get; } = new()
    {
        LoadSettings = LoadSettings,
        StartPeer = static (setup, stopping) => PeerHost.StartAsync(setup, GuardedWriter.ForErrors(Console.Error), stopping),
    };

    private static PeerSettings LoadSettings(string? file)
    {
        var sources = new SettingsSources { CurrentFolder = Environment.CurrentDirectory, ConfigFile = file, Environment = Variables() };
        return SettingsLoader.Load(sources) switch
        {
            SettingsLoaded loaded => loaded.Settings,
            SettingsRefused refused => throw new StartFailed([.. refused.Problems.Select(static p => p.Message)]),
            var other => throw new InvalidOperationException($"Settings came to {other}."),
        };
    }

    private static ImmutableDictionary<string, string> Variables() => Environment.GetEnvironmentVariables().Cast<DictionaryEntry>()
        .ToImmutableDictionary(static v => (string)v.Key, static v => (string?)v.Value ?? "", StringComparer.Ordinal);
}
