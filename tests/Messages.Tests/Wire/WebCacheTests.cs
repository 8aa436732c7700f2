using System.Text;
using PeerActors.Messages.HostCatcher;
using PeerActors.Messages.Wire.WebCache;

namespace PeerActors.Messages.Tests.Wire;

public sealed class WebCacheTests
{
    [Theory]
    [InlineData("192.0.2.1:6346\n192.0.2.2:1\n")]
    [InlineData("192.0.2.1:6346\r\n192.0.2.2:1")]
    [InlineData("192.0.2.1:6346\r192.0.2.2:1\r")]
    [InlineData("I|pong|Cache 1.0|gnutella\nH|192.0.2.1:6346|400\nH|192.0.2.2:1|4456||foo\nU|http://other.example/gwc|321|xyz|\nI|whatever\nx|y\n")]
    [InlineData("PONG Cache\n192.0.2.1:6346\nhttp://other.example/gwc\n192.0.2.2:1\n192.0.2.1:6346\n")]
    [InlineData("H|192.0.2.1:6346\nH|nowhere:1|1\nH|0.0.0.0:5|1\nH||\nH|192.0.2.2:1|\u00e9")]
    public void Hosts_are_read_in_either_version_and_with_any_line_end(string body)
    {
        var answer = Read(body);
        Assert.Null(answer.Problem);
        Assert.Equal(["192.0.2.1:6346", "192.0.2.2:1"], answer.Hosts.Select(static h => h.ToString()));
    }

    [Theory]
    [InlineData("")]
    [InlineData("\r\n\r\n")]
    [InlineData("I|nothing")]
    [InlineData("I|update|OK|Host added")]
    [InlineData("OK\nthanks")]
    public void To_name_no_host_is_no_failure(string body)
    {
        var answer = Read(body);
        Assert.Equal((null, 0), (answer.Problem, answer.Hosts.Length));
    }

    [Theory]
    [InlineData("ERROR: come back next year\n192.0.2.1:6346", "it answered \"ERROR: come back next year\"")]
    [InlineData("I|net-not-supported\nH|192.0.2.1:6346|1", "it does not serve Gnutella")]
    [InlineData("<html><body>\u001b[2J Not here</body></html>", "its answer is not one of a web cache: \"<html><body>\ufffd[2J Not here</body></html>\"")]
    public void What_is_no_answer_of_a_cache_is_a_failure_and_nothing_is_taken_of_it(string body, string problem)
    {
        var answer = Read(body);
        Assert.Equal((problem, 0), (answer.Problem, answer.Hosts.Length));
    }

    [Fact]
    public void A_warning_is_kept_for_people() =>
        Assert.Equal("I|update|WARNING|You came back too early", Read("I|update|WARNING|You came back too early").Remark);

    [Fact]
    public void No_more_hosts_are_taken_than_allowed()
    {
        var body = string.Join('\n', Enumerable.Range(0, 100_000).Select(static i => $"H|10.{i / 65536}.{i / 256 % 256}.{i % 256}:6346|1"));
        Assert.Equal(100, Read(body).Hosts.Length);
    }

    [Fact]
    public void Random_bytes_are_read_without_an_exception()
    {
        var dice = new Random(7);
        var letters = "HUIE|:.0123456789\r\n \u00ff\u001bhtp/"u8.ToArray();
        for (var round = 0; round < 20_000; round++)
        {
            var bytes = new byte[dice.Next(60)];
            for (var i = 0; i < bytes.Length; i++) bytes[i] = dice.Next(4) == 0 ? (byte)dice.Next(256) : letters[dice.Next(letters.Length)];
            Assert.True(CacheAnswerReader.Read(bytes, 100).Hosts.Length <= 100);
        }
    }

    [Fact]
    public void The_question_asks_in_both_versions_and_says_who_asks() => Assert.Equal(
        "http://cache.example:81/a/gwc.php?get=1&hostfile=1&net=gnutella&client=PACT&version=1.0", CacheQuestion.ForHosts(new("http://cache.example:81/a/gwc.php"), "1.0").AbsoluteUri);

    [Fact]
    public void An_update_names_this_peer_and_a_cache_that_works()
    {
        Assert.Equal(
            "http://cache.example/?update=1&ip=192.0.2.1%3A6346&url=https%3A%2F%2Fother.example%2Fgwc&net=gnutella&client=PACT&version=1.0",
            CacheQuestion.ForUpdate(new("http://cache.example"), "1.0", new(0xC000_0201, 6346), new("https://other.example/gwc")).AbsoluteUri);
        Assert.DoesNotContain("url=", CacheQuestion.ForUpdate(new("http://cache.example"), "1.0", new(0xC000_0201, 6346), null).AbsoluteUri, StringComparison.Ordinal);
    }

    private static CacheAnswer Read(string body) => CacheAnswerReader.Read(Encoding.UTF8.GetBytes(body), 100);
}
