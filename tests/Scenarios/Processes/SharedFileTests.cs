using System.Diagnostics;

namespace PeerActors.Scenarios.Processes;

/// <summary>Files that are in the folder but not as one would wish.</summary>
[System.Runtime.Versioning.UnsupportedOSPlatform("windows")]
public class SharedFileTests
{
    private const string Hostile = "evil \"train\"\n\u001b[31mred\u0007\u202Etxt.exe";
    private const string Foreign = "Café Motörhead – 東京 𝄞 e\u0301t\u00e9.txt";

    [Theory]
    [InlineData(Hostile, "evil")]
    [InlineData(Foreign, "cafe motorhead 東京 ete")]
    [InlineData("100% train + 1?#&;=.txt", "train")]
    public async Task A_name_of_whatever_characters_is_found_shown_harmlessly_and_fetched(string name, string words)
    {
        await using var peers = new PeerProcesses();
        var sha256 = Noise.Write(Path.Combine(peers.ShareOf("bob"), name), 5000);
        var bob = await peers.Up("bob");
        var alice = await peers.Up("alice", join: bob);
        await bob.Offers(1);

        var hit = Assert.Single(await alice.Search(words));
        Assert.Equal((name, sha256), (hit.String("name"), hit.String("sha256")));
        Assert.All(hit.Text, static c => Assert.InRange(c, ' ', '~'));
        var shown = await peers.Run("search", words, "--for", "30", "--max", "1", "--data", alice.Data);
        Assert.All(string.Concat(shown.Lines), static c => Assert.False(char.IsControl(c) || c == '\u202E', $"U+{(int)c:X4} reaches the terminal"));

        var path = (await alice.Ask("get", $"{hit.Number("hit")}"))[^1].String("path");
        Assert.Equal((sha256, Path.Combine(alice.Data, "downloads")), (Noise.Sha256Of(path), Path.GetDirectoryName(path)));
        Assert.All(Path.GetFileName(path), static c => Assert.False(char.IsControl(c) || c == '\u202E'));

        var byName = await alice.Ask("get", $"http://{bob.Address}/get/{hit.Number("index")}/{Uri.EscapeDataString(name)}", "--out", peers["by name"]);
        Assert.Equal((sha256, true), (Noise.Sha256Of(peers["by name"]), byName[^1]["verified"].EnumerateArray().Any(static hash => hash.ValueEquals("sha256"))));
    }

    [Fact]
    public async Task A_file_that_vanished_is_said_to_be_gone_and_leaves_nothing_behind()
    {
        await using var peers = new PeerProcesses();
        var file = Path.Combine(peers.ShareOf("bob"), "blue train.flac");
        Noise.Write(file, 5000);
        var bob = await peers.Up("bob");
        var alice = await peers.Up("alice", join: bob);
        await bob.Offers(1);
        var hit = Assert.Single(await alice.Search("blue train"));

        File.Delete(file);
        var gone = await alice.Run("get", $"{hit.Number("hit")}");

        Assert.Equal((1, "failed", "notThere"), (gone.Code, gone.Told[^1].Event, gone.Told[^1].String("failure")));
        Assert.Contains(bob.Address, gone.Errors, StringComparison.Ordinal);
        Assert.Empty(Directory.EnumerateFileSystemEntries(Path.Combine(alice.Data, "downloads")));
        await bob.Offers(0);
    }

    [Fact]
    public async Task A_shared_folder_of_the_settings_that_does_not_exist_is_named_in_the_status()
    {
        await using var peers = new PeerProcesses();
        var missing = peers["no such folder"];
        peers.Settings["PEER_SHARES_FOLDERS"] = missing;
        Noise.Write(Path.Combine(peers.ShareOf("bob"), "good.txt"), 5000);
        var bob = await peers.Up("bob");
        await bob.Offers(1);
        var problem = Assert.Single((await bob.Status())["library"].GetProperty("problems").EnumerateArray());
        Assert.Equal((missing, "This shared folder does not exist (shares.folders)."), (problem.GetProperty("path").GetString(), problem.GetProperty("why").GetString()));
    }

    [Fact]
    public async Task Files_that_cannot_be_read_are_named_in_the_status_and_the_others_are_offered()
    {
        await using var peers = new PeerProcesses();
        var share = peers.ShareOf("bob");
        foreach (var name in (string[])["good.txt", "locked.txt"]) Noise.Write(Path.Combine(share, name), 5000);
        File.SetUnixFileMode(Path.Combine(share, "locked.txt"), UnixFileMode.None);
        File.CreateSymbolicLink(Path.Combine(share, "nowhere.txt"), "gone.txt");
        File.CreateSymbolicLink(Path.Combine(share, "outside.txt"), "/etc/passwd");
        await Shell($"mkfifo '{share}/pipe.txt'");

        // Root reads whatever its mode; it can be made to do without that privilege.
        var bob = await peers.Up("bob", prologue: Environment.IsPrivilegedProcess ? "exec setpriv --bounding-set=-dac_override,-dac_read_search" : null);

        await bob.Offers(1);
        var problems = (await bob.Status())["library"].GetProperty("problems").EnumerateArray()
            .ToDictionary(static p => Path.GetFileName(p.GetProperty("path").GetString()!), static p => p.GetProperty("why").GetString()!, StringComparer.Ordinal);
        Assert.Contains("cannot be read", problems["locked.txt"], StringComparison.Ordinal);
        Assert.Contains("leads nowhere", problems["nowhere.txt"], StringComparison.Ordinal);
        Assert.Contains("leads out of the shared folders", problems["outside.txt"], StringComparison.Ordinal);
        Assert.Contains("a pipe, a socket or a device", problems["pipe.txt"], StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_name_that_is_no_text_is_named_in_the_status_and_hinders_nothing()
    {
        await using var peers = new PeerProcesses();
        var share = peers.ShareOf("bob");
        Noise.Write(Path.Combine(share, "good.txt"), 5000);
        await Shell($"echo x > \"$(printf '{share}/no\\377text.txt')\"");
        try
        {
            var bob = await peers.Up("bob");
            await bob.Offers(1);
            var library = (await bob.Status())["library"];
            Assert.Equal((1, 0), (library.GetProperty("files").GetInt32(), library.GetProperty("waitingToHash").GetInt32()));
            Assert.Contains("not UTF-8", Assert.Single(library.GetProperty("problems").EnumerateArray()).GetProperty("why").GetString(), StringComparison.Ordinal);
        }
        finally
        {
            // The base library cannot name it either.
            await Shell($"rm '{share}'/no*text.txt");
        }
    }

    private static async Task Shell(string command)
    {
        using var shell = Process.Start("sh", ["-c", command]);
        await shell.WaitForExitAsync();
        Assert.Equal(0, shell.ExitCode);
    }
}
