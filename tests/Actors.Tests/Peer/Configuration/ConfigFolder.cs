using System.Collections.Immutable;
using System.Text;
using PeerActors.Actors.Peer.Configuration;
using PeerActors.Actors.Peer.Configuration.Hocon;

namespace PeerActors.Actors.Tests.Peer.Configuration;

/// <summary>A temporary folder with setting files in it.</summary>
internal sealed class ConfigFolder : IDisposable
{
    public string Path { get; } = Directory.CreateTempSubdirectory("peer-config-").FullName;

    public string Write(string name, string text)
    {
        var path = System.IO.Path.Combine(Path, name);
        Directory.CreateDirectory(System.IO.Path.GetDirectoryName(path)!);
        File.WriteAllBytes(path, Encoding.UTF8.GetBytes(text));
        return path;
    }

    public HoconRead Read(string name) => HoconReader.ReadFile(name, Path);

    /// <summary>Loads a file of this text over the defaults.</summary>
    public SettingsResult Load(string text, IReadOnlyDictionary<string, string>? environment = null, params SettingOverride[] overrides)
    {
        Write("peer.conf", text);
        return SettingsLoader.Load(new SettingsSources
        {
            CurrentFolder = Path,
            ConfigFile = "peer.conf",
            Environment = environment ?? ImmutableDictionary<string, string>.Empty,
            Overrides = [.. overrides],
        });
    }

    public void Dispose() => Directory.Delete(Path, recursive: true);
}

internal static class Reading
{
    /// <summary>Reads text that is right.</summary>
    public static HoconObject Tree(string text)
    {
        var read = Text(text);
        return read.Succeeded ? read.Root : throw new Xunit.Sdk.XunitException(read.Error.ToString());
    }

    /// <summary>Reads text that is wrong.</summary>
    public static HoconError Error(string text)
    {
        var read = Text(text);
        return read.Error ?? throw new Xunit.Sdk.XunitException($"No error in: {text}");
    }

    public static HoconRead Text(string text) => HoconReader.ReadText(text, new HoconSource("test.conf", System.IO.Path.GetTempPath()));

    /// <summary>Reads and resolves, and writes the outcome in canonical form on one line.</summary>
    public static string Resolved(string text, params (string Name, string Value)[] environment)
    {
        var (tree, errors) = Resolve(text, environment);
        Assert.Empty(errors);
        return HoconWriter.Write(tree).ReplaceLineEndings(" ").Trim();
    }

    public static (HoconObject Tree, ImmutableArray<HoconError> Errors) Resolve(string text, params (string Name, string Value)[] environment)
    {
        var tree = Tree(text);
        var resolver = new HoconResolver(tree, environment.ToDictionary(static e => e.Name, static e => e.Value, StringComparer.Ordinal));
        return (resolver.Resolve(tree), resolver.Errors);
    }
}
