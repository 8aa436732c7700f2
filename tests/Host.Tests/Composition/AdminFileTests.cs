using PeerActors.Host.Composition;

namespace PeerActors.Host.Tests.Composition;

[System.Runtime.Versioning.UnsupportedOSPlatform("windows")]
public sealed class AdminFileTests : IDisposable
{
    private readonly ScratchFolder _scratch = new();

    public void Dispose() => _scratch.Dispose();

    [Fact]
    public void What_a_running_peer_wrote_is_read_back()
    {
        var access = new AdminAccess("http://127.0.0.1:4711/", "secret", Environment.ProcessId);
        AdminFile.Write(_scratch.Path, access);

        Assert.Equal(access, AdminFile.Read(_scratch.Path));
    }

    [Fact]
    public void Without_the_file_the_folder_and_the_way_out_are_named()
    {
        Refuses(_scratch.Path, $"peer up --data {_scratch.Path}");
        Refuses(_scratch.In("nowhere"), "No peer runs");
    }

    [Theory]
    [InlineData(UnixFileMode.GroupRead, "640")]
    [InlineData(UnixFileMode.OtherRead, "604")]
    [InlineData(UnixFileMode.OtherWrite, "602")]
    public void A_token_that_others_could_read_is_not_used(UnixFileMode open, string mode)
    {
        AdminFile.Write(_scratch.Path, new("http://127.0.0.1:4711/", "secret", Environment.ProcessId));
        File.SetUnixFileMode(AdminFile.PathIn(_scratch.Path), OwnerOnly.File | open);

        Refuses(_scratch.Path, $"mode {mode}");
    }

    [Fact]
    public void A_file_left_behind_by_a_process_that_is_gone_is_recognised()
    {
        AdminFile.Write(_scratch.Path, new("http://127.0.0.1:4711/", "secret", int.MaxValue));

        Refuses(_scratch.Path, $"left behind by process {int.MaxValue}");
    }

    [Theory]
    [InlineData("http://192.0.2.1:80/")]
    [InlineData("https://127.0.0.1:80/")]
    [InlineData("file:///etc/passwd")]
    [InlineData("nonsense")]
    public void A_token_is_sent_to_loopback_only(string url)
    {
        AdminFile.Write(_scratch.Path, new(url, "secret", Environment.ProcessId));

        Refuses(_scratch.Path, url);
    }

    [Theory]
    [InlineData("")]
    [InlineData("null")]
    [InlineData("{\"url\":")]
    [InlineData("{\"url\":\"http://127.0.0.1:1/\"}")]
    [InlineData("{\"url\":null,\"token\":\"x\",\"pid\":1}")]
    public void A_garbled_file_is_refused_by_name(string content)
    {
        OwnerOnly.WriteWhole(AdminFile.PathIn(_scratch.Path), System.Text.Encoding.UTF8.GetBytes(content));

        Refuses(_scratch.Path, AdminFile.PathIn(_scratch.Path));
    }

    private static void Refuses(string folder, string because) =>
        Assert.Contains(because, Assert.Throws<NoRunningPeer>(() => AdminFile.Read(folder)).Message, StringComparison.Ordinal);
}
