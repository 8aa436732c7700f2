using PeerActors.Actors.Peer.Configuration.Hocon;

namespace PeerActors.Actors.Tests.Peer.Configuration;

public sealed class HoconResolverTests
{
    [Theory]
    [InlineData("a = 1\nb = ${a}", "a = 1 b = 1")]
    [InlineData("b = ${x.a}\nx.a = 1", "b = 1 x {   a = 1 }")]
    [InlineData("a = ${HOME}", "a = \"/home/ann\"")]
    [InlineData("a = ${?HOME}", "a = \"/home/ann\"")]
    [InlineData("a = ${HOME}/music", "a = \"/home/ann/music\"")]
    [InlineData("a = \"x \"${HOME}\" y\"", "a = \"x /home/ann y\"")]
    [InlineData("a = ${?NONE}\nb = 1", "b = 1")]
    [InlineData("a = 1\na = ${?NONE}", "a = 1")]
    [InlineData("a = 1\na = ${?HOME}", "a = \"/home/ann\"")]
    [InlineData("a = 1\na = ${?NONE}\na = ${?HOME}\na = ${?NONE}", "a = \"/home/ann\"")]
    [InlineData("a = x${?NONE}", "a = \"x\"")]
    [InlineData("a = ${?NONE}${?NONE}", "")]
    [InlineData("a = [1, ${?NONE}, ${HOME}]", "a = [1, \"/home/ann\"]")]
    [InlineData("HOME = settings\na = ${HOME}", "HOME = settings a = settings")]
    [InlineData("a { x = 1 }\nb = ${a}", "a {   x = 1 } b {   x = 1 }")]
    [InlineData("a += 1", "a = [1]")]
    [InlineData("a = [1]\na += 2\na += ${HOME}", "a = [1, 2, \"/home/ann\"]")]
    [InlineData("a = [1]\na = ${?NONE}\na += 2", "a = [1, 2]")]
    [InlineData("b = [1, 2]\na = ${b}\na += 3", "b = [1, 2] a = [1, 2, 3]")]
    public void References_are_resolved(string text, string outcome) => Assert.Equal(outcome, Reading.Resolved(text, ("HOME", "/home/ann")));

    [Theory]
    [InlineData("\n a = ${NONE}", 2, 6, "${NONE}, which is neither")]
    [InlineData("a = ${a}", 1, 5, "leads back to itself")]
    [InlineData("a = ${b}\nb = ${c}\nc = ${a}", 1, 5, "leads back to itself")]
    [InlineData("a { b = ${a} }", 1, 9, "leads back to itself")]
    [InlineData("a = [1]\nb = x${a}", 2, 6, "a list or a section joined")]
    [InlineData("a = 1\na += 2", 2, 6, "'+=' on a value that is not a list")]
    public void What_cannot_be_resolved_is_an_error_at_its_place(string text, int line, int column, string seen)
    {
        var error = Reading.Resolve(text).Errors.First(e => e.Seen.Contains(seen, StringComparison.Ordinal));
        Assert.Equal((line, column), (error.At.Line, error.At.Column));
    }

    [Fact]
    public void Every_error_is_found_and_not_only_the_first() =>
        Assert.Equal(["a", "b", "c.d"], Reading.Resolve("a = ${X}\nb = [${Y}]\nc.d = ${Z}").Errors.Select(static e => e.Key));

    [Fact]
    public void A_value_stands_where_its_reference_is_written()
    {
        var (tree, _) = Reading.Resolve("a = 1\nb =   ${a}");
        Assert.Equal("test.conf:2:7", tree.Find("b")!.Position.ToString());
    }

    [Theory]
    [InlineData(12, 1, "", "after 10 other references")]
    [InlineData(8, 10, ", ", "values after substitution")]
    [InlineData(8, 8, "", "a value of")]
    public void References_that_multiply_end_at_a_limit(int levels, int width, string between, string seen)
    {
        var lines = Enumerable.Range(0, levels).Select(level =>
        {
            var references = string.Join(between, Enumerable.Repeat($"${{k{level + 1}}}", width));
            return between.Length > 0 ? $"k{level} = [{references}]" : $"k{level} = {references}";
        });
        var errors = Reading.Resolve($"{string.Join('\n', lines)}\nk{levels} = xxxxxxxx").Errors;
        Assert.Contains(errors, e => e.Seen.Contains(seen, StringComparison.Ordinal));
    }

    [Fact]
    public void Ten_thousand_writes_to_one_key_are_taken_in_order()
    {
        var text = string.Join('\n', Enumerable.Range(0, 10_000).Select(static i => i % 2 == 0 ? $"a += {i}" : "a = ${?NONE}"));
        var (tree, errors) = Reading.Resolve(text);
        Assert.Empty(errors);
        Assert.Equal(5_000, Assert.IsType<HoconList>(tree.Find("a")).Items.Length);
    }
}
