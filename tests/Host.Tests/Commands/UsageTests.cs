namespace PeerActors.Host.Tests.Commands;

public sealed class UsageTests
{
    [Theory]
    [InlineData("")]
    [InlineData("bogus")]
    [InlineData("status --bogus")]
    [InlineData("status extra")]
    [InlineData("search")]
    [InlineData("search ''")]
    [InlineData("search '' ''")]
    [InlineData("search a --for 0")]
    [InlineData("search a --for soon")]
    [InlineData("search a --for 3w")]
    [InlineData("search a --for -3s")]
    [InlineData("search urn:sha1:AAAA")]
    [InlineData("search a --hits 0")]
    [InlineData("search a --max -1")]
    [InlineData("search a --max")]
    [InlineData("search a --data ''")]
    [InlineData("id remove")]
    [InlineData("peers dial")]
    [InlineData("peers dial ABCDEFG 127.0.0.1:1")]
    [InlineData("id remove ABCDEFG")]
    [InlineData("id adopt %")]
    [InlineData("browse")]
    [InlineData("browse nobody")]
    [InlineData("browse 127.0.0.1:0")]
    [InlineData("browse 127.0.0.1:1 --hits 0")]
    [InlineData("get")]
    [InlineData("get -1")]
    [InlineData("get 0")]
    [InlineData("get http://")]
    [InlineData("id bogus")]
    [InlineData("scenario")]
    [InlineData("get nonsense")]
    [InlineData("get https://127.0.0.1/x")]
    [InlineData("get 1 2")]
    [InlineData("get 1 --out /")]
    [InlineData("up --listen 127.0.0.1")]
    [InlineData("up --listen [::1]:80")]
    [InlineData("up --join 127.0.0.1:0")]
    [InlineData("up --join 127.0.0.1:1 elsewhere")]
    [InlineData("up --name ''")]
    [InlineData("up --share ''")]
    [InlineData("up --config /nowhere/peer.conf")]
    [InlineData("up --config /")]
    [InlineData("up --hosts")]
    [InlineData("up --data")]
    [InlineData("up --share")]
    [InlineData("up --name --listen 127.0.0.1:0")]
    [InlineData("up --join")]
    public async Task Wrong_usage_is_said_on_standard_error_with_exit_code_2(string line)
    {
        await using var run = await CommandRun.ToEnd([.. Split(line), "--json"]);

        Assert.Equal(2, await run.Exit);
        Assert.Empty(run.Out.All);
        Assert.True(run.Error.Lines.Length >= 2, run.Error.All);
        Assert.EndsWith("--help\n", run.Error.All, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("statsu", "\"statsu\" is no command; one of these is expected: up, search, browse, get, status, ")]
    [InlineData("", "A command is missing; one of these is expected: up, search, ")]
    [InlineData("id bogus", "\"bogus\" is no command; one of these is expected: add, remove, rotate, adopt.")]
    [InlineData("scenario", "A command is missing; one of these is expected: run.")]
    [InlineData("id --bogus", "Unrecognized command or argument '--bogus'.")]
    [InlineData("search ''", "WORDS is empty; at least one word of a file's name, or urn:sha1:HASH, is expected.")]
    public async Task A_command_that_is_missing_or_unknown_is_answered_with_those_that_there_are(string line, string expected)
    {
        await using var run = await CommandRun.ToEnd([.. Split(line)]);

        Assert.StartsWith(expected, run.Error.Lines[0], StringComparison.Ordinal);
        Assert.Equal(2, run.Error.Lines.Length);
    }

    [Fact]
    public async Task A_bad_value_is_named_with_what_is_allowed()
    {
        await using var run = await CommandRun.ToEnd(["up", "--join", "peer.example:99999"]);

        Assert.Equal(
            ["--join is \"peer.example:99999\"; an IPv4 address (or localhost) and a port are expected, such as 127.0.0.1:6346.", "See: peer up --help"],
            run.Error.Lines);
    }

    [Theory]
    [InlineData("--hits", "999999999999", "a whole number from 1 to 1000000 is expected, and at most searches.max-hits of the peer")]
    [InlineData("--hits", "1000001", "from 1 to 1000000")]
    [InlineData("--for", "24.1h", "above 0 and up to 24 h are expected, and at most searches.max-duration of the peer")]
    public async Task A_number_out_of_range_is_told_its_range(string option, string value, string told)
    {
        await using var run = await CommandRun.ToEnd(["search", "a", option, value]);

        Assert.Equal(2, await run.Exit);
        Assert.Contains($"{option} is \"{value}\"; ", run.Error.All, StringComparison.Ordinal);
        Assert.Contains(told, run.Error.All, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Words_longer_than_any_peer_sends_are_not_sent()
    {
        await using var run = await CommandRun.ToEnd(["search", new string('a', 100_000)]);

        Assert.Equal(2, await run.Exit);
        Assert.Contains("The words have 100,000 bytes; at most 4,096", run.Error.All, StringComparison.Ordinal);
        Assert.Contains("searches.max-words-length", run.Error.All, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_bad_value_cannot_speak_to_the_terminal()
    {
        await using var run = await CommandRun.ToEnd(["get", "\u001b[2J"]);

        Assert.DoesNotContain('\u001b', run.Error.All);
    }

    [Theory]
    [InlineData("", "peer up --share ~/Music")]
    [InlineData("up", "--listen <HOST:PORT>", "--share <DIR>", "--join <HOST:PORT>", "--config <FILE>", "--name <NAME>", "--data <DIR>", "peer up --data ./bob")]
    [InlineData("search", "<WORDS>...", "--for <TIME>", "--hits", "urn:sha1:", "peer search blue train")]
    [InlineData("get", "<HIT-OR-URL>", "--out <PATH>", "peer get 3")]
    [InlineData("status", "peer status")]
    [InlineData("links", "peer links")]
    [InlineData("hosts", "peer hosts")]
    [InlineData("peers", "peer peers dial", "--data <DIR>")]
    [InlineData("id", "peer id add", "--data <DIR>")]
    [InlineData("scenario", "peer scenario run")]
    public async Task Every_command_helps_with_its_options_and_examples(string command, params string[] expected)
    {
        await using var run = await CommandRun.ToEnd([.. Split(command), "--help"]);

        Assert.Equal((0, ""), (await run.Exit, run.Error.All));
        Assert.Contains($"peer {command}", run.Out.All, StringComparison.Ordinal);
        Assert.All([.. expected, "--json", "Examples:"], text => Assert.Contains(text, run.Out.All, StringComparison.Ordinal));
    }

    private static IEnumerable<string> Split(string line) =>
        line.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(word => word == "''" ? "" : word);
}
