namespace PeerActors.Host.Commands.Demo;

/// <summary>Files for peers that have none: real bytes on the real disk, the same at every run.</summary>
internal static class DemoFiles
{
    /// <summary>What the demo looks for when nothing else is asked.</summary>
    public const string Wanted = "Blue Train (take 3).wav";

    private const int WantedBytes = 48 * 1024 * 1024;

    private static readonly string[][] Names =
    [
        ["alice's reading list.txt", "notes on peers.md"],
        ["harbour at dawn.txt", "train timetable.txt"],
        ["blue hour.txt", "recipes.md"],
        ["letters.txt", "night train.md"],
        [Wanted, "liner notes.txt"],
    ];

    /// <summary>Makes the files of one peer.</summary>
    public static void Make(string folder, int peer)
    {
        Directory.CreateDirectory(folder);
        foreach (var name in Names[peer])
        {
            using var file = File.Create(Path.Combine(folder, name));
            if (name == Wanted) WriteNoise(file, WantedBytes);
            else file.Write(System.Text.Encoding.UTF8.GetBytes($"{name}\n\nOne of the files of peer {peer + 1}, made for a demonstration.\n"));
        }
    }

    private static void WriteNoise(FileStream file, int bytes)
    {
        var dice = new Random(20000314);
        var block = new byte[256 * 1024];
        for (var left = bytes; left > 0; left -= block.Length)
        {
            dice.NextBytes(block);
            file.Write(block, 0, Math.Min(left, block.Length));
        }
    }
}
