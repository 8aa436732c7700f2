using System.Collections.Immutable;
using PeerActors.Actors.Peer;
using PeerActors.Actors.Peer.Configuration;
using PeerActors.Messages.Identity;

namespace PeerActors.Actors.Tests.Peer.Configuration;

public sealed class SettingsLoaderTests : IDisposable
{
    private readonly ConfigFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Without_anything_the_settings_are_the_defaults()
    {
        var settings = Loaded("");
        var reference = PeerSettings.Reference();
        Assert.Equal(reference.Links, settings.Links with { NeverBan = reference.Links.NeverBan });
        Assert.Equal(reference.Links.NeverBan.AsEnumerable(), settings.Links.NeverBan);
        Assert.Equal(reference.Hosts, settings.Hosts);
        Assert.Equal(reference.Http, settings.Http);
        Assert.Equal((10, 40, 3), (reference.Links.Desired, reference.Links.Max, reference.Links.MaxPerAddress));
        Assert.Equal("127.0.0.1:6346", reference.Listen.ToString());
        Assert.Null(reference.Advertise);
    }

    [Fact]
    public void An_ultrapeer_is_by_default_of_the_degree_that_leaves_of_today_ask_for()
    {
        Assert.InRange(PeerSettings.Reference().Links.Degree, 16, 50);
        Assert.Equal(35, Loaded("peer.links { desired = 20, max = 50 }").Links.Degree);
    }

    [Fact]
    public void The_later_layer_wins()
    {
        const string File = "peer.links { max = 50, desired = 20, max-batch = 99 }";
        var environment = Environment(("PEER_LINKS_MAX", "60"), ("PEER_LINKS_DESIRED", "21"));
        var settings = Loaded(File, environment, new SettingOverride("peer.links.max", "70", "--max"));

        Assert.Equal((70, 21, 99), (settings.Links.Max, settings.Links.Desired, settings.Links.MaxBatch));
    }

    [Fact]
    public void Lists_come_comma_separated_from_a_variable_and_one_by_one_from_flags()
    {
        var environment = Environment(("PEER_JOIN", "10.0.0.1:1, 10.0.0.2:2"), ("PEER_SHARES_FOLDERS", "music,/srv/films"));
        var settings = Loaded("peer.join = [\"9.9.9.9:9\"]", environment);
        Assert.Equal(["10.0.0.1:1", "10.0.0.2:2"], settings.Join.Select(static a => a.ToString()));
        Assert.Equal([Path.Combine(_folder.Path, "music"), Path.GetFullPath("/srv/films")], settings.Shares.Folders.AsEnumerable());

        settings = Loaded("", environment, new SettingOverride("peer.join", "10.0.0.3:3", "--join"), new SettingOverride("peer.join", "localhost:4", "--join"));
        Assert.Equal(["10.0.0.3:3", "127.0.0.1:4"], settings.Join.Select(static a => a.ToString()));

        Assert.Empty(Loaded("peer.join = [\"9.9.9.9:9\"]", Environment(("PEER_JOIN", ""))).Join);
    }

    [Fact]
    public void A_relative_folder_in_a_file_is_meant_from_that_file_and_elsewhere_from_the_current_folder()
    {
        _folder.Write("etc/peer.conf", "include \"more/shares.conf\"\npeer.downloads.folder = got\npeer.shares.folders += here");
        _folder.Write("etc/more/shares.conf", "peer.shares.folders = [music, \"../films\"]");
        var result = SettingsLoader.Load(new SettingsSources
        {
            CurrentFolder = Path.Combine(_folder.Path, "work"),
            ConfigFile = "../etc/peer.conf",
        });
        var settings = Assert.IsType<SettingsLoaded>(result).Settings;

        Assert.Equal(Path.Combine(_folder.Path, "etc", "got"), settings.Downloads.Folder);
        Assert.Equal(["etc/more/music", "etc/films", "etc/here"], settings.Shares.Folders.Select(f => Path.GetRelativePath(_folder.Path, f).Replace('\\', '/')));

        settings = Loaded("", null, new SettingOverride("peer.downloads.folder", "got", "--out"));
        Assert.Equal(Path.Combine(_folder.Path, "got"), settings.Downloads.Folder);
    }

    [Fact]
    public void A_file_may_refer_to_the_environment_and_to_other_settings()
    {
        var settings = Loaded(
            """
            peer {
              name = ${USER}"'s peer"
              links.max = ${?MY_MAX}
              links.desired = ${?MY_DESIRED}
              links.max-per-address = ${peer.links.desired}
              shares.folders = [${HOME}/music]
            }
            """,
            Environment(("USER", "ann"), ("HOME", "/home/ann"), ("MY_DESIRED", "12")));

        Assert.Equal("ann's peer", settings.Name);
        Assert.Equal((40, 12, 12), (settings.Links.Max, settings.Links.Desired, settings.Links.MaxPerAddress));
        Assert.Equal([Path.GetFullPath("/home/ann/music")], settings.Shares.Folders.AsEnumerable());
    }

    [Fact]
    public void Every_problem_of_every_layer_is_found_at_once()
    {
        const string File = "peer {\n  nmae = x\n  links { max = 0\n    idle-timeout = soon }\n  join = [\"1.2.3.4:5\", nowhere]\n}\nfoo = 1";
        var problems = Refused(File,
            Environment(("PEER_LINKS_MAXX", "1"), ("PEER_ROUTER_MAX_TTL", "99"), ("PATH", "/bin")),
            new SettingOverride("peer.listen", "everywhere", "--listen"), new SettingOverride("peer.lisen", "1.2.3.4:5", "--lisen"));

        (string, int?, int?, string)[] expected =
        [
            ("peer.conf", 2, 3, "peer.nmae"),
            ("peer.conf", 3, 17, "peer.links.max"),
            ("peer.conf", 4, 20, "peer.links.idle-timeout"),
            ("peer.conf", 5, 24, "peer.join"),
            ("peer.conf", 7, 1, "foo"),
            ("environment variable PEER_LINKS_MAXX", null, null, ""),
            ("environment variable PEER_ROUTER_MAX_TTL", null, null, "peer.router.max-ttl"),
            ("--listen", null, null, "peer.listen"),
            ("--lisen", null, null, "peer.lisen"),
        ];
        Assert.Equal(expected.Order(), problems.Select(static p => (p.Source, p.Line, p.Column, p.Key)).Order());
    }

    [Theory]
    [InlineData("peer.links.maxx = 1", "did you mean peer.links.max?")]
    [InlineData("links.desired = 1", "did you mean peer.links?")]
    [InlineData("peer.links.Max = 1", "did you mean peer.links.max?")]
    [InlineData("peer.router.something-else = 1", "peer.router holds max-ttl, max-ttl-modern")]
    [InlineData("peer.linkz.max = 1", "did you mean peer.links?")]
    [InlineData("max = 1", "did you mean peer.buddies.max or peer.downloads.max or peer.hosts.max?")]
    [InlineData("nothing.like.it = 1", "the file holds peer, akka")]
    [InlineData("akka.actor.provider = remote", "akka holds loglevel")]
    [InlineData("\"peer.links.max\" = 1", "did you mean peer.links.max?")]
    public void An_unknown_key_is_told_the_nearest(string text, string allowed) =>
        Assert.Contains(allowed, Assert.Single(Refused(text)).Allowed, StringComparison.Ordinal);

    [Fact]
    public void An_unknown_variable_is_told_the_nearest() =>
        Assert.Contains("PEER_LINKS_MAX?", Assert.Single(Refused("", Environment(("PEER_LINK_MAX", "1")))).Allowed, StringComparison.Ordinal);

    [Theory]
    [InlineData("peer.links.max = 0", "0", "integer, 1 to 1000")]
    [InlineData("peer.links.max = 1001", "1001", "integer, 1 to 1000")]
    [InlineData("peer.links.max = -1", "-1", "integer, 1 to 1000")]
    [InlineData("peer.links.max = 99999999999999999999", "99999999999999999999", "integer, 1 to 1000")]
    [InlineData("peer.links.max = 4.0", "4.0", "integer, 1 to 1000")]
    [InlineData("peer.links.max = many", "many", "integer, 1 to 1000")]
    [InlineData("peer.links.max = \"40\"", "the text \"40\", not a number", "integer, 1 to 1000")]
    [InlineData("peer.links.max = [40]", "a list of 1", "integer, 1 to 1000")]
    [InlineData("peer.links.max { a = 1 }", "a section", "integer, 1 to 1000")]
    [InlineData("peer.links = 5", "a value", "a section: peer.links { … }")]
    [InlineData("peer.links.dial-discovered = yes", "yes", "true or false")]
    [InlineData("peer.links.dial-discovered = \"true\"", "the text \"true\", not a boolean", "true or false")]
    [InlineData("peer.links.dial-timeout = 10", "10, not a duration with a unit: ms, s, m, h, d", "duration, 100ms to 60s")]
    [InlineData("peer.links.dial-timeout = 10x", "10x, not a duration with a unit: ms, s, m, h, d", "duration, 100ms to 60s")]
    [InlineData("peer.links.dial-timeout = 61s", "61s", "duration, 100ms to 60s")]
    [InlineData("peer.links.dial-timeout = 99ms", "99ms", "duration, 100ms to 60s")]
    [InlineData("peer.links.dial-timeout = 999999999999999999999999999999d", "999999999999999999999999999999d, not a duration with a unit: ms, s, m, h, d", "duration, 100ms to 60s")]
    [InlineData("peer.links.max-payload = 64", "64, not a size with a unit: B, kB, MB, GB (thousands), KiB, MiB, GiB (1024s)", "size, 1KiB to 1MiB")]
    [InlineData("peer.links.max-payload = 64k", "64k, not a size with a unit: B, kB, MB, GB (thousands), KiB, MiB, GiB (1024s)", "size, 1KiB to 1MiB")]
    [InlineData("peer.links.max-payload = 2MiB", "2MiB", "size, 1KiB to 1MiB")]
    [InlineData("peer.name = \"01234567890123456789012345678901234567890123456789012345678901234\"", "65 characters", "text, at most 64 characters")]
    [InlineData("peer.name = \"a\\nb\"", "\"a\\nb\", with a line end or another control character", "text, at most 64 characters")]
    [InlineData("peer.listen = \"\"", "nothing (empty text), not a.b.c.d:port or localhost:port", "address")]
    [InlineData("peer.listen = \"::1:80\"", "\"::1:80\", not a.b.c.d:port or localhost:port", "address")]
    [InlineData("peer.http.admin-listen = \"0.0.0.0:80\"", "\"0.0.0.0:80\", which others can reach", "loopback address")]
    [InlineData("peer.join = \"1.2.3.4:5\"", "\"1.2.3.4:5\", not a list", "list of addresses, at most 1000")]
    [InlineData("peer.shares.folders = [\"\"]", "nothing (empty text)", "list of folders, at most 1000")]
    [InlineData("peer.hosts.web-caches = [\"ftp://a/b\"]", "\"ftp://a/b\", not a URL that begins with http:// or https://", "list of web addresses, at most 100")]
    [InlineData("peer.hosts.web-caches = [\"http://a/b?c=1\"]", "\"http://a/b?c=1\", with a user, a query or a fragment", "list of web addresses, at most 100")]
    [InlineData("peer.hosts.web-caches = [nowhere]", "nowhere, not a URL that begins with http:// or https://", "list of web addresses, at most 100")]
    [InlineData("peer.shares.folders = [[a]]", "a list of 1", "list of folders, at most 1000")]
    [InlineData("peer.shares.folders = [\"a\\u0000b\"]", "\"a\\u0000b\", with a control character", "list of folders, at most 1000")]
    [InlineData("akka.loglevel = debug", "debug", "one of DEBUG, INFO, WARNING, ERROR, OFF")]
    [InlineData("peer.links.max = ${NONE}", "${NONE}, which is neither a setting nor an environment variable", "a name that is there, or ${?NONE} to leave the value out when it is not")]
    public void A_value_that_may_not_be_is_refused_in_words(string text, string seen, string allowed)
    {
        var problem = Assert.Single(Refused(text));
        Assert.Equal((seen, allowed), (problem.Seen, problem.Allowed));
        Assert.Equal($"peer.conf:1:{problem.Column}: {problem.Key}: saw {seen}; allowed: {allowed}.", problem.Message);
    }

    [Theory]
    [InlineData("10 seconds")]
    [InlineData("\"10 seconds\"")]
    [InlineData("\"10s\"")]
    [InlineData("10000ms")]
    [InlineData("10000 millis")]
    [InlineData("10.0s")]
    [InlineData("10 s")]
    public void A_duration_has_several_forms(string text) =>
        Assert.Equal(TimeSpan.FromSeconds(10), Loaded($"peer.links.greeting-timeout = {text}").Links.GreetingTimeout);

    [Theory]
    [InlineData("64KiB", 65_536)]
    [InlineData("64 kB", 64_000)]
    [InlineData("\"65536 bytes\"", 65_536)]
    [InlineData("0.5MiB", 524_288)]
    [InlineData("1MB", 1_000_000)]
    public void A_size_has_several_forms(string text, int bytes) => Assert.Equal(bytes, Loaded($"peer.links.max-payload = {text}").Links.MaxPayload);

    [Theory]
    [InlineData("peer.links.max = 9", "peer.links.max", "at least peer.links.desired, which is 10")]
    [InlineData("peer.links.desired = 41", "peer.links.desired", "at most peer.links.max, which is 40")]
    [InlineData("peer.links.max-per-address = 41", "peer.links.max-per-address", "at most peer.links.max, which is 40")]
    [InlineData("peer.http.max-per-address = 501", "peer.http.max-per-address", "at most peer.http.max-connections, which is 500")]
    [InlineData("peer.links.ping-interval = 60s", "peer.links.ping-interval", "less than peer.links.idle-timeout, which is 60s")]
    [InlineData("peer.links.idle-timeout = 20s", "peer.links.idle-timeout", "more than peer.links.ping-interval, which is 20s")]
    [InlineData("peer.hosts.backoff-first = 10m, peer.hosts.backoff-max = 9m", "peer.hosts.backoff-first", "at most peer.hosts.backoff-max, which is 9m")]
    [InlineData("peer.shares.max-hit-payload = 64KiB, peer.links.max-payload = 32KiB", "peer.shares.max-hit-payload", "at most peer.links.max-payload, which is 32KiB")]
    [InlineData("peer.join = [\"1.2.3.4:0\"]", "peer.join", "an address with a port")]
    [InlineData("peer.advertise = \"0.0.0.0:6346\"", "peer.advertise", "an address with a port")]
    public void Settings_that_do_not_go_together_are_refused(string text, string key, string allowed)
    {
        var problem = Assert.Single(Refused(text));
        Assert.Equal(("peer.conf", 1, key), (problem.Source, problem.Line, problem.Key));
        Assert.Contains(allowed, problem.Allowed, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("peer.links { max = 10 }")]
    [InlineData("peer.links.desired = 40")]
    [InlineData("peer.hosts { backoff-first = 9m, backoff-max = 9m }")]
    public void Settings_that_just_go_together_are_taken(string text) => Loaded(text);

    [Fact]
    public void A_broken_file_is_one_problem_beside_those_of_the_other_layers()
    {
        var problems = Refused("peer {\n  links {\n}", Environment(("PEER_LINKS_MAX", "0")));
        Assert.Equal([("peer.conf", 3, 2), ("environment variable PEER_LINKS_MAX", null, null)], problems.Select(static p => (p.Source, p.Line, p.Column)));
    }

    [Fact]
    public void A_file_that_is_not_there_is_named()
    {
        var result = SettingsLoader.Load(new SettingsSources { CurrentFolder = _folder.Path, ConfigFile = "none.conf" });
        var problem = Assert.Single(Assert.IsType<SettingsRefused>(result).Problems);
        Assert.Equal(("none.conf", null, "a file that can be read"), (problem.Source, problem.Line, problem.Allowed));
    }

    [Fact]
    public void A_flag_given_twice_for_one_value_is_refused() =>
        Assert.Equal("2 values", Assert.Single(Refused("", null, new SettingOverride("peer.name", "a", "--name"), new SettingOverride("peer.name", "b", "--name"))).Seen);

    [Fact]
    public void Every_key_is_shown_with_what_it_is_for_and_where_its_value_comes_from()
    {
        var loaded = Assert.IsType<SettingsLoaded>(_folder.Load("\npeer.links.max = 50", Environment(("PEER_NAME", "ann")), new SettingOverride("peer.listen", "127.0.0.1:0", "--listen")));

        SettingView Key(string name) => loaded.Keys.Single(k => k.Key == name);
        Assert.Equal(new SettingView("peer.links.max", "Neighbours it holds at most besides its leaves, those that dialled us included. A greeting names the middle between this and desired as our degree; leaves of today refuse an ultrapeer whose degree is below 16.", "integer, 1 to 1000", "40", "50", "peer.conf:2:18"), Key("peer.links.max"));
        Assert.Equal(("\"ann\"", "environment variable PEER_NAME"), (Key("peer.name").Value, Key("peer.name").Source));
        Assert.Equal(("\"127.0.0.1:0\"", "--listen"), (Key("peer.listen").Value, Key("peer.listen").Source));
        Assert.StartsWith("reference.conf:", Key("peer.join").Source, StringComparison.Ordinal);
    }

    private PeerSettings Loaded(string text, IReadOnlyDictionary<string, string>? environment = null, params SettingOverride[] overrides) =>
        _folder.Load(text, environment, overrides) switch
        {
            SettingsLoaded loaded => loaded.Settings,
            SettingsRefused refused => throw new Xunit.Sdk.XunitException(string.Join('\n', refused.Problems.Select(static p => p.Message))),
            var other => throw new InvalidOperationException($"{other}"),
        };

    private ImmutableArray<SettingProblem> Refused(string text, IReadOnlyDictionary<string, string>? environment = null, params SettingOverride[] overrides) =>
        Assert.IsType<SettingsRefused>(_folder.Load(text, environment, overrides)).Problems;

    private static Dictionary<string, string> Environment(params (string Name, string Value)[] variables) =>
        variables.ToDictionary(static v => v.Name, static v => v.Value, StringComparer.Ordinal);
}
