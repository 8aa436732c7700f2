using System.Text;

namespace PeerActors.Host.Tests.Storage;

/// <summary>A real folder that is gone when the test ends.</summary>
internal sealed class TempFolder : IDisposable
{
    /// <summary>Its path without links, so that paths below it compare equal.</summary>
    public string Path { get; } = Directory.CreateTempSubdirectory("peer-").FullName;

    /// <summary>A path in it.</summary>
    public string this[string name] => System.IO.Path.Combine(Path, name);

    /// <summary>Writes a file, with its folders.</summary>
    public string Write(string name, string content)
    {
        Directory.CreateDirectory(System.IO.Path.GetDirectoryName(this[name])!);
        File.WriteAllText(this[name], content, new UTF8Encoding(false));
        return this[name];
    }

    /// <summary>Makes a folder in it.</summary>
    public string Folder(string name) => Directory.CreateDirectory(this[name]).FullName;

    public void Dispose() => Directory.Delete(Path, recursive: true);
}
