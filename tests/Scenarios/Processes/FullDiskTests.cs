using PeerActors.TestKit.Processes;
using PeerActors.Host.Web.Http;
using PeerActors.Messages.Identity;
using PeerActors.Messages.Shares;

namespace PeerActors.Scenarios.Processes;

public class FullDiskTests
{
    private const long MiB = 1024 * 1024;

    /// <summary>Linux's <c>/dev/full</c> answers every write as a full disk does; it stands where the partial file would be.</summary>
    [Fact]
    public async Task A_full_disk_ends_the_download_with_a_reason_and_the_folder_and_the_peer_lives_on()
    {
        await using var peers = new PeerProcesses();
        var (alice, _, hit) = await Found(peers);
        var folder = Directory.CreateDirectory(peers["disk"]).FullName;
        var path = Path.Combine(folder, "train.flac");
        Assert.True(Sha256Hash.TryParse(hit.String("sha256"), out var sha256));
        var wanted = new DownloadTarget(hit.String("name"), hit.Number("size"), Sha1: null, sha256);
        File.CreateSymbolicLink(PartialFile.PathFor(path, wanted, new("http://any.invalid/")), "/dev/full");

        var failed = await alice.Run("get", $"{hit.Number("hit")}", "--out", path);

        Assert.Equal((1, "failed", "diskFull"), (failed.Code, failed.Told[^1].Event, failed.Told[^1].String("failure")));
        Assert.All([folder, "is full", "--out", "downloads.folder"], text => Assert.Contains(text, failed.Errors, StringComparison.Ordinal));
        Assert.Empty(Directory.EnumerateFileSystemEntries(folder));
        await Fetches(alice, hit, peers["elsewhere.flac"]);
    }

    /// <summary>The system's limit for files (<c>ulimit -f</c>) stops a download in the middle, as a disk that fills up does.</summary>
    [Fact]
    public async Task A_disk_that_takes_a_part_only_keeps_it_out_of_the_final_name_and_the_next_try_goes_on_from_there()
    {
        await using var peers = new PeerProcesses();

        // 4 MiB. The signal for the limit would end any program; the runtime's own trick with memory counts as a file.
        const string FourMiB = "trap '' XFSZ; ulimit -f 4096; export DOTNET_EnableWriteXorExecute=0; exec";
        var (alice, bob, hit) = await Found(peers, FourMiB);
        var path = Path.Combine(Directory.CreateDirectory(peers["disk"]).FullName, "train.flac");

        var failed = await alice.Run("get", $"{hit.Number("hit")}", "--out", path);

        Assert.Equal((1, "failed", "cannotStore"), (failed.Code, failed.Told[^1].Event, failed.Told[^1].String("failure")));
        Assert.All([path, "limit", "--out", "downloads.folder"], text => Assert.Contains(text, failed.Errors, StringComparison.Ordinal));
        var part = Assert.Single(Directory.GetFiles(peers["disk"]));
        Assert.EndsWith(".part", part, StringComparison.Ordinal);
        Assert.Equal(4 * MiB, new FileInfo(part).Length);
        Assert.Equal(alice.Id, (await alice.Status()).String("peer"));

        await alice.Program.Kill();
        var roomy = await peers.Up("alice", join: bob);
        hit = Assert.Single(await roomy.Search("blue train"));
        var finished = (await roomy.Ask("get", $"{hit.Number("hit")}", "--out", path))[^1];
        Assert.Equal(hit.String("sha256"), Noise.Sha256Of(path));
        Assert.Equal((4 * MiB, true), (finished.Number("resumedFrom"), finished["verified"].EnumerateArray().Any(static hash => hash.ValueEquals("sha256"))));
    }

    /// <summary>Alice, and what she found with bob.</summary>
    private static async Task<(PeerProcess Alice, PeerProcess Bob, OutputLine Hit)> Found(PeerProcesses peers, string? prologue = null)
    {
        Noise.Write(Path.Combine(peers.ShareOf("bob"), "blue train.flac"), 16 * MiB);
        var bob = await peers.Up("bob");
        var alice = await peers.Up("alice", join: bob, prologue: prologue);
        await bob.Offers(1);
        return (alice, bob, Assert.Single(await alice.Search("blue train")));
    }

    private static async Task Fetches(PeerProcess alice, OutputLine hit, string path)
    {
        await alice.Ask("get", $"{hit.Number("hit")}", "--out", path);
        Assert.Equal(hit.String("sha256"), Noise.Sha256Of(path));
    }
}
