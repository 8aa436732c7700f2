using PeerActors.Messages.HostCatcher;

namespace PeerActors.Messages.Tests.HostCatcher;

public sealed class HostsFileTests
{
    [Fact]
    public void Each_line_names_a_host_and_comments_and_empty_lines_say_nothing()
    {
        var hosts = HostsFile.Read("\uFEFF# mine\r\n192.0.2.1:6346\n\n  192.0.2.2:1  \r\nlocalhost:9\n#192.0.2.3:1", out var problems);
        Assert.Empty(problems);
        Assert.Equal(["192.0.2.1:6346", "192.0.2.2:1", "127.0.0.1:9"], hosts.Select(static h => h.ToString()));
    }

    [Fact]
    public void A_bad_line_is_told_with_its_number_and_what_is_allowed()
    {
        HostsFile.Read("192.0.2.1:6346\n\npeer.example:6346\n192.0.2.1:0\n\u001b[2J", out var problems);
        Assert.Equal(3, problems.Length);
        Assert.StartsWith("line 3: \"peer.example:6346\"; an IPv4 address and a port to dial are allowed", problems[0], StringComparison.Ordinal);
        Assert.StartsWith("line 4: \"192.0.2.1:0\";", problems[1], StringComparison.Ordinal);
        Assert.StartsWith("line 5: \"\ufffd[2J\";", problems[2], StringComparison.Ordinal);
    }

    [Fact]
    public void Of_a_file_that_is_something_else_only_the_first_lines_are_told()
    {
        Assert.Empty(HostsFile.Read(string.Join('\n', Enumerable.Repeat("x", 100_000)), out var problems));
        Assert.Equal(HostsFile.MaxProblems + 1, problems.Length);
        Assert.Equal("99,980 more lines are bad.", problems[^1]);
    }
}
