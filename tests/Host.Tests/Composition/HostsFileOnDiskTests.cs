using PeerActors.Host.Composition;

namespace PeerActors.Host.Tests.Composition;

public sealed class HostsFileOnDiskTests : IDisposable
{
    private readonly ScratchFolder _scratch = new();

    public void Dispose() => _scratch.Dispose();

    [Fact]
    public void Its_hosts_are_read_and_without_a_file_there_are_none()
    {
        File.WriteAllText(_scratch.In("hosts.txt"), "# mine\n192.0.2.1:6346\n");
        Assert.Equal("192.0.2.1:6346", Assert.Single(Read("hosts.txt")).ToString());
        Assert.Empty(HostsFileOnDisk.Read(TestSettings.Default.Hosts));
    }

    [Fact]
    public void A_bad_line_ends_the_start_with_file_line_and_what_is_allowed()
    {
        File.WriteAllText(_scratch.In("hosts.txt"), "192.0.2.1:6346\nnowhere\n");
        var failed = Assert.Throws<StartFailed>(() => Read("hosts.txt"));
        Assert.StartsWith($"{_scratch.In("hosts.txt")}, line 2: \"nowhere\"; an IPv4 address", Assert.Single(failed.Problems), StringComparison.Ordinal);
    }

    [Fact]
    public void A_file_that_is_missing_or_too_large_names_its_setting()
    {
        Assert.Contains("peer.hosts.file", Assert.Throws<StartFailed>(() => Read("missing")).Message, StringComparison.Ordinal);
        File.WriteAllText(_scratch.In("large"), new string('#', 101));
        Assert.Contains("more than 100 bytes", Assert.Throws<StartFailed>(() => Read("large")).Message, StringComparison.Ordinal);
        Assert.Contains("peer.hosts.file", Assert.Throws<StartFailed>(() => Read(".")).Message, StringComparison.Ordinal);
    }

    private System.Collections.Immutable.ImmutableArray<PeerActors.Messages.Identity.PeerAddress> Read(string name) =>
        HostsFileOnDisk.Read(TestSettings.Default.Hosts with { File = _scratch.In(name), MaxFile = 100 });
}
