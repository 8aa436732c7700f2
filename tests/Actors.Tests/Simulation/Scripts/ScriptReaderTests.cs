using PeerActors.Actors.Simulation.Scripts;

namespace PeerActors.Actors.Tests.Simulation.Scripts;

public class ScriptReaderTests
{
    [Theory]
    [InlineData("scenario { peers = [alice, bob], links = [\"alice – bop\"] }", "t:1:43", "did you mean bob?")]
    [InlineData("scenario { peers = [alice, bob], links = [\"alice – alice\"] }", "t:1:43", "none links to itself")]
    [InlineData("scenario { peers = [alice, alice] }", "t:1:28", "each once")]
    [InlineData("scenario { peers = [alice], steps = [ { at = -1s, crash = alice } ] }", "t:1:46", "from the start on")]
    [InlineData("scenario { peers = [alice], steps = [ { at = 1s, crasch = alice } ] }", "t:1:39", "crash")]
    [InlineData("scenario { peers = [alice], steps = [ { at = 1s, crash = alice, leave = alice } ] }", "t:1:39", "one of")]
    [InlineData("scenario { peers = [alice], steps = [ { crash = alice } ] }", "t:1:39", "no steps.at")]
    [InlineData("scenario { peers = [alice], pears = 1 }", "t:1:29", "did you mean peers?")]
    [InlineData("scenario { peers = [alice], end = 5s, steps = [ { at = 1s, search = x, by = alice } ] }", "t:1:35", "00:00:11 or later")]
    [InlineData("scenario { count = 0 }", "t:1:20", "from 1 to 10000")]
    [InlineData("scenario { peers = [alice]", "t:1:27", "'}'")]
    [InlineData("scenario { peers = [alice], end = 1h, churn { mean-up = 0s, mean-down = 1m } }", "t:1:57", "a second or more")]
    [InlineData("scenario { peers = [alice, bob], shape = ring }", "t:1:42", "3 peers or more")]
    [InlineData("scenario { count = 3, shape = regular, degree = 5 }", "t:1:31", "6 peers or more")]
    [InlineData("scenario { peers = [alice, bob], steps = [ { at = 1s, cut = \"bob – bob\" } ] }", "t:1:61", "none links to itself")]
    [InlineData("scenario { peers = [alice, bob], steps = [ { at = 1s, partition = \"alice | alice bob\" } ] }", "t:1:67", "each peer once")]
    [InlineData("scenario { peers = [alice], steps = [ { at = 1s, crash = \"\" } ] }", "t:1:58", "the name of a peer")]
    [InlineData("scenario { peers = [alice], link { latency = -5ms } }", "t:1:46", "from the start on")]
    [InlineData("scenario { peers = [alice], shape = cube }", "t:1:37", "scale-free")]
    [InlineData("scenario { peers = [alice], steps = [ { at = 1s, search = x, by = alice, for = 1h } ] }", "t:1:80", "1s to 10m")]
    [InlineData("scenario { peers = [alice], steps = [ { at = 1s, slow = alice } ] }", "t:1:39", "a size with a unit")]
    [InlineData("scenario { peers = [alice], steps = [ { at = 1s, search = \" \", by = alice } ] }", "t:1:59", "a word or more")]
    [InlineData("scenario { peers = [alice], steps = [ { at = 1s, search = x, by = alice, expect-least = 5, expect-most = 2 } ] }", "t:1:106", "5 or more")]
    [InlineData("scenario { peers = [alice, bob], steps = [ { at = 1s, lnik = \"alice – bob\" } ] }", "t:1:44", "did you mean link?")]
    [InlineData("scenario { peers = [] }", "t:1:20", "a list of names")]
    [InlineData("scenario { count = ${HOME} }", "t:1:20", "a name that is there")]
    [InlineData("scenario { count = 3, max-runs-per-instant = 1 }", "t:1:46", "from 1000 to")]
    public void A_mistake_is_told_with_its_place_and_what_is_allowed(string text, string place, string allowed)
    {
        var read = ScriptReader.ReadText(text, "t");
        Assert.Null(read.Script);
        var message = Assert.Single(read.Messages);
        Assert.StartsWith(place, message, StringComparison.Ordinal);
        Assert.Contains(allowed, message, StringComparison.Ordinal);
    }

    [Fact]
    public void All_mistakes_are_told_at_once() => Assert.Equal(
        3, ScriptReader.ReadText("scenario {\n peers = [alice]\n links = [\"alice – x\"]\n degree = many\n steps = [ { at = 1, crash = alice } ]\n}", "t").Problems.Length);

    [Theory]
    [InlineData("expect = 0")]
    [InlineData("expect-most = 3")]
    public void That_nothing_is_found_is_shown_by_a_peer_that_is_up_only(string expected)
    {
        var script = ScriptReader.ReadText($"scenario {{ peers = [alice], steps = [ {{ at = 1s, crash = alice }}, {{ at = 5s, search = x, by = alice, {expected} }} ] }}", "t").Script;
        Assert.NotNull(script);
        using var run = new ScriptRun(script, 1, static (_, _, _) => { });
        run.ToEnd();
        Assert.Contains("alice is not up at 5 s, and something is expected of it", Assert.Single(run.Failures).What, StringComparison.Ordinal);
    }

    [Fact]
    public void What_is_expected_and_does_not_come_is_told_with_its_place()
    {
        var script = ScriptReader.ReadText("scenario {\n peers = [alice, bob]\n links = [\"alice – bob\"]\n steps = [ { at = 5s, search = nothing, by = alice, for = 1s, expect = 1 } ]\n}", "t").Script;
        Assert.NotNull(script);
        using var run = new ScriptRun(script, 1, static (_, _, _) => { });
        run.ToEnd();
        Assert.StartsWith("t:4:", Assert.Single(run.Failures).What, StringComparison.Ordinal);
        Assert.Contains("alice searched for \"nothing\" at 5 s and found 0; expected 1", run.Failures[0].What, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("{ at = 14s, slow = bob, bytes-per-second = 2B }", "t:4:80: alice has not got \"x.mp3\" by 30 s, when the run ends")]
    [InlineData("{ at = 14s, crash = alice }", "t:4:80: alice is not up at 15 s, and something is expected of it")]
    public void What_is_not_over_at_the_end_or_cannot_begin_is_not_as_expected(string fault, string failure)
    {
        var script = ScriptReader.ReadText(
            $$"""
            scenario { peers = [alice, bob], links = ["alice – bob"], end = 30s, steps = [
              { at = 1s, share = "x.mp3", by = bob, size = 4MB }, { at = 8s, search = x, by = alice, for = 5s, expect = 1 }
              {{fault}}
                                                                       { at = 15s, fetch = "x.mp3", by = alice } ] }
            """,
            "t").Script;
        Assert.NotNull(script);
        using var run = new ScriptRun(script, 1, static (_, _, _) => { });
        run.ToEnd();
        Assert.StartsWith(failure, Assert.Single(run.Failures).What, StringComparison.Ordinal);
    }
}
