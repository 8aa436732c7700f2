using PeerActors.Host.Composition;
using PeerActors.Messages.Identity;

namespace PeerActors.Host.Tests.Composition;

[System.Runtime.Versioning.UnsupportedOSPlatform("windows")]
public sealed class DataFolderTests : IDisposable
{
    private readonly ScratchFolder _scratch = new();

    private string Data => _scratch.In("deep/data");

    public void Dispose() => _scratch.Dispose();

    [Fact]
    public void A_new_folder_and_all_in_it_is_for_its_owner_only()
    {
        using var folder = DataFolder.Open(Data);
        using var published = folder.Publish(new("http://127.0.0.1:1/", "secret", 1));

        Assert.Equal(OwnerOnly.Folder, Mode(Data));
        var files = Directory.GetFiles(Data);
        Assert.Equal(["admin.json", "identity.pem", "peer.lock", "peer.pid", "person.key", "person.proof", "servent.id"], files.Select(Path.GetFileName).Order(StringComparer.Ordinal));
        Assert.All(files, file => Assert.Equal(OwnerOnly.File, Mode(file)));
    }

    [Fact]
    public void A_peer_keeps_its_id_and_another_folder_has_another()
    {
        ServentId first;
        using (var folder = DataFolder.Open(Data)) first = folder.Servent;
        using var again = DataFolder.Open(Data);
        using var other = DataFolder.Open(_scratch.In("other"));

        Assert.Equal(first, again.Servent);
        Assert.NotEqual(first, other.Servent);
        Assert.EndsWith("00", first.ToString(), StringComparison.Ordinal);
        Assert.Equal("ff", first.ToString()[16..18]);
    }

    [Fact]
    public void A_folder_in_use_is_refused_with_the_process_that_holds_it()
    {
        using var held = DataFolder.Open(Data);

        var refused = Assert.Throws<StartFailed>(() => DataFolder.Open(Data));

        Assert.Contains(Data, refused.Message, StringComparison.Ordinal);
        Assert.Contains($"process {Environment.ProcessId} ", refused.Message, StringComparison.Ordinal);
        Assert.Contains("--data", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_folder_whose_holder_told_no_process_is_refused_all_the_same()
    {
        using var held = DataFolder.Open(Data);
        File.Delete(Path.Combine(Data, FolderLock.ProcessName));

        Assert.Contains("in use by another peer", Assert.Throws<StartFailed>(() => DataFolder.Open(Data)).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("")]
    [InlineData("0123456789abcdef0123456789abcde")]
    [InlineData("0123456789abcdef0123456789abcdeg")]
    [InlineData("0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef")]
    public void An_id_file_with_anything_else_is_refused_by_name_and_the_folder_is_free_again(string content)
    {
        Directory.CreateDirectory(Data);
        var path = Path.Combine(Data, ServentIdFile.FileName);
        File.WriteAllText(path, content);

        Assert.Contains(path, Assert.Throws<StartFailed>(() => DataFolder.Open(Data)).Message, StringComparison.Ordinal);

        File.Delete(path);
        using var folder = DataFolder.Open(Data);
        Assert.Equal(folder.Servent.ToString(), File.ReadAllText(path).Trim());
    }

    [Fact]
    public void A_file_in_the_place_of_the_folder_is_refused_by_name()
    {
        var path = _scratch.In("file");
        File.WriteAllText(path, "");

        Refuses(path);
        Refuses(Path.Combine(path, "below"));
    }

    [Fact]
    public void A_folder_that_cannot_be_made_or_written_is_refused_by_name()
    {
        Refuses("/proc/peer-data");
        Refuses("/proc/self/fd");
    }

    [Fact]
    public void A_folder_that_others_may_write_is_refused_and_left_as_it_is()
    {
        const UnixFileMode Shared = OwnerOnly.Folder | UnixFileMode.OtherRead | UnixFileMode.OtherWrite | UnixFileMode.OtherExecute;
        Directory.CreateDirectory(Data);
        File.SetUnixFileMode(Data, Shared);

        var refused = Assert.Throws<StartFailed>(() => DataFolder.Open(Data));

        Assert.Contains("mode 707", refused.Message, StringComparison.Ordinal);
        Assert.Equal(Shared, Mode(Data));
    }

    [Fact]
    public void A_folder_that_vanishes_while_the_peer_runs_does_not_hinder_its_end()
    {
        var folder = DataFolder.Open(Data);
        var published = folder.Publish(new("http://127.0.0.1:1/", "secret", 1));
        Directory.Delete(Data, recursive: true);

        published.Dispose();
        folder.Dispose();

        DataFolder.Open(Data).Dispose();
    }

    [Fact]
    public void What_an_earlier_peer_left_behind_to_command_it_is_removed()
    {
        Directory.CreateDirectory(Data);
        File.WriteAllText(AdminFile.PathIn(Data), "{}");

        using var folder = DataFolder.Open(Data);

        Assert.False(File.Exists(AdminFile.PathIn(Data)));
    }

    private static void Refuses(string path)
    {
        var refused = Assert.Throws<StartFailed>(() => DataFolder.Open(path));
        Assert.Contains($"The data folder {path} cannot be used", refused.Message, StringComparison.Ordinal);
        Assert.Contains("--data", refused.Message, StringComparison.Ordinal);
    }

    private static UnixFileMode Mode(string path) => File.GetUnixFileMode(path);
}
