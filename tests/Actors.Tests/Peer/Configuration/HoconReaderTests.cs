using PeerActors.Actors.Peer.Configuration.Hocon;

namespace PeerActors.Actors.Tests.Peer.Configuration;

public sealed class HoconReaderTests
{
    [Theory]
    [InlineData("a = 1", "a = 1")]
    [InlineData("a : 1", "a = 1")]
    [InlineData("a=1\nb=2", "a = 1 b = 2")]
    [InlineData("a=1,b=2", "a = 1 b = 2")]
    [InlineData("a=1,\nb=2,", "a = 1 b = 2")]
    [InlineData("a\t=\t1\r\n\tb = 2\r\n", "a = 1 b = 2")]
    [InlineData("a { b = 1 }", "a {   b = 1 }")]
    [InlineData("a = { b = 1, c = 2, }", "a {   b = 1   c = 2 }")]
    [InlineData("{ a = 1 }", "a = 1")]
    [InlineData("{}", "")]
    [InlineData("", "")]
    [InlineData("# nothing but a comment", "")]
    [InlineData("a.b.c = 1", "a {   b {     c = 1   } }")]
    [InlineData("a.b = 1\na.c = 2\na { d = 3 }", "a {   b = 1   c = 2   d = 3 }")]
    [InlineData("\"a.b\".\"c d\" = 1", "\"a.b\" {   \"c d\" = 1 }")]
    [InlineData("a = [1, 2, 3]", "a = [1, 2, 3]")]
    [InlineData("a = [\n 1 # one\n 2\n 3,\n]", "a = [1, 2, 3]")]
    [InlineData("a = []", "a = []")]
    [InlineData("a = [[1], [], [2, 3]]", "a = [[1], [], [2, 3]]")]
    [InlineData("a = \"b\"", "a = \"b\"")]
    [InlineData("a = \"\"", "a = \"\"")]
    [InlineData("a = b", "a = b")]
    [InlineData("a = /srv/music", "a = /srv/music")]
    [InlineData("a = true // yes", "a = true")]
    [InlineData("a = 10s # ten", "a = 10s")]
    [InlineData("a = 10 seconds\nb = 1", "a = 10 seconds b = 1")]
    [InlineData("a = 0.5   s, b = 1", "a = 0.5 s b = 1")]
    [InlineData("a = [10 seconds, 2 m]", "a = [10 seconds, 2 m]")]
    [InlineData("a = \"\\\"\\\\\\/\\b\\f\\n\\r\\t\\u0041\"", "a = \"\\\"\\\\/\\u0008\\u000c\\n\\r\\tA\"")]
    [InlineData("a = \"\\uD83D\\uDE00\"", "a = \"😀\"")]
    [InlineData("a = \"\"\"x\\n \"y\" z\"\"\"", "a = \"x\\\\n \\\"y\\\" z\"")]
    [InlineData("a = \"\"\"x\ny\"\"\"", "a = \"x\\ny\"")]
    [InlineData("a = \"\"\"x\"\"\"\"\"", "a = \"x\\\"\\\"\"")]
    public void Every_form_is_read(string text, string canonical) => Assert.Equal(canonical, Reading.Resolved(text));

    [Theory]
    [InlineData("a {", 1, 4, "the end of the file", "line 1, column 3")]
    [InlineData("a {\n b = 1\n", 3, 1, "the end of the file", "line 1, column 3")]
    [InlineData("a = 1\n}", 2, 1, "'}'", "no '{' is open")]
    [InlineData("{ a = 1 } b = 2", 1, 11, "'b'", "the end of the file")]
    [InlineData("a = [1, 2", 1, 10, "the end of the file", "a ']' for the '[' at line 1, column 5")]
    [InlineData("a = [1 2]", 1, 8, "'2'", "a comma, a line end or ']'")]
    [InlineData("a = [1}", 1, 7, "'}'", "a comma, a line end or ']'")]
    [InlineData("a = [,]", 1, 6, "','", "a value")]
    [InlineData("a = 1 b = 2", 1, 7, "'b'", "a comma or a line end")]
    [InlineData("a = \"1\" b = 2", 1, 9, "'b'", "a comma or a line end")]
    [InlineData("a = \"1\"b = 2", 1, 8, "'b'", "a comma or a line end")]
    [InlineData("a = 10 b = 2", 1, 8, "'b'", "a comma or a line end")]
    [InlineData("a { b = 1 } c = 2", 1, 13, "'c'", "a comma or a line end")]
    [InlineData("a = my peer", 1, 8, "'p'", "needs quotes")]
    [InlineData("a = 1,,b = 2", 1, 7, "','", "a setting")]
    [InlineData(", a = 1", 1, 1, "','", "a setting")]
    [InlineData("a =\n1", 1, 4, "the end of the line", "a value on the same line")]
    [InlineData("a = # none", 1, 5, "a comment", "a value on the same line")]
    [InlineData("a =", 1, 4, "the end of the file", "a value on the same line")]
    [InlineData("a", 1, 2, "the end of the file", "'=', ':', '+=' or '{' after a")]
    [InlineData("a\n{ b = 1 }", 1, 2, "the end of the line", "after a")]
    [InlineData("a b = 1", 1, 3, "'b'", "after a")]
    [InlineData("= 1", 1, 1, "'='", "a setting")]
    [InlineData("a. = 1", 1, 3, "' '", "a setting")]
    [InlineData(".a = 1", 1, 1, "'.'", "a setting")]
    [InlineData("a..b = 1", 1, 3, "'.'", "a setting")]
    [InlineData("\"\" = 1", 1, 3, "U+0020", "a setting")]
    [InlineData("a = \"x", 1, 5, "a quote that is not closed", "text in quotes")]
    [InlineData("b = 1\n  a = \"x\n\"", 2, 7, "a quote that is not closed", "text in quotes")]
    [InlineData("a = \"\"\"x\n\n", 1, 5, "three quotes that are not closed", "three quotes")]
    [InlineData("a = \"x\\q\"", 1, 7, "'\\' followed by 'q'", "\\uXXXX")]
    [InlineData("a = \"x\\u12\"", 1, 7, "without four hexadecimal digits", "\\uXXXX")]
    [InlineData("a = \"\\uD83D\"", 1, 6, "half a surrogate pair", "two \\uXXXX")]
    [InlineData("a = \"\\uDE00\"", 1, 6, "half a surrogate pair", "two \\uXXXX")]
    [InlineData("a = \"x\u0001\"", 1, 7, "U+0001", "can be seen")]
    [InlineData("a = 127.0.0.1:80", 1, 14, "':'", "put other text in quotes")]
    [InlineData("a = C:\\music", 1, 6, "':'", "put other text in quotes")]
    [InlineData("a = x=y", 1, 6, "'='", "put other text in quotes")]
    [InlineData("a = null", 1, 5, "null", "keep its default")]
    [InlineData("a = 1\na = 2", 2, 1, "a a second time", "the first is at line 1, column 1")]
    [InlineData("x.a = 1\nx { a = 2 }", 2, 5, "x.a a second time", "line 1, column 3")]
    [InlineData("a = 1\na { b = 2 }", 2, 1, "a a second time", "line 1, column 1")]
    [InlineData("a { b = 2 }\na = 1", 2, 1, "a a second time", "line 1, column 1")]
    [InlineData("a = $b", 1, 5, "'$'", "${NAME}")]
    [InlineData("a = ${b", 1, 8, "the end of the file", "${NAME}")]
    [InlineData("a = ${ b }", 1, 7, "' '", "${NAME}")]
    [InlineData("a = ${}", 1, 5, "the name ''", "${NAME}")]
    [InlineData("a = ${b..c}", 1, 5, "the name 'b..c'", "${NAME}")]
    [InlineData("a += [1]", 1, 6, "'['", "one value after '+='")]
    [InlineData("a + = 1", 1, 3, "'+'", "after a")]
    [InlineData("include other.conf", 1, 9, "'o'", "include \"file\"")]
    [InlineData("include = 1", 1, 9, "'='", "needs quotes")]
    [InlineData("a = 1\rb = 2", 1, 6, "U+000D", "put other text in quotes")]
    [InlineData("a = 1\0", 1, 6, "U+0000", "put other text in quotes")]
    [InlineData("é = 1", 1, 1, "'é'", "a setting")]
    [InlineData("a = \"😀\" b", 1, 9, "'b'", "a comma or a line end")]
    [InlineData("/* no */", 1, 1, "'/'", "a setting")]
    public void Every_slip_is_an_error_at_its_place(string text, int line, int column, string seen, string allowed)
    {
        var error = Reading.Error(text);

        Assert.Equal(("test.conf", line, column), (error.At.Source.Name, error.At.Line, error.At.Column));
        Assert.Contains(seen.Replace("' '", "U+0020", StringComparison.Ordinal), error.Seen, StringComparison.Ordinal);
        Assert.Contains(allowed, error.Allowed, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("peer { links {\n max = 1 2\n} }", "peer.links.max")]
    [InlineData("peer.links.max = \"x", "peer.links.max")]
    [InlineData("peer { links [ }", "peer.links")]
    [InlineData("peer { name = a", "peer")]
    [InlineData("= 1", "")]
    public void An_error_names_the_setting_in_which_it_was_made(string text, string key) => Assert.Equal(key, Reading.Error(text).Key);

    [Fact]
    public void Every_value_keeps_its_place()
    {
        var tree = Reading.Tree("a {\n\tb = 1, \"c\" = [ \"😀\", x ]\n}");

        Assert.Equal("test.conf:2:6", tree.Find("a.b")!.Position.ToString());
        var list = Assert.IsType<HoconList>(tree.Find("a.c"));
        Assert.Equal((2, 15), (list.Position.Line, list.Position.Column));
        Assert.Equal([17, 22], list.Items.Select(static i => i.Position.Column));
    }

    [Fact]
    public void The_comment_lines_right_above_a_key_are_its_own()
    {
        var tree = Reading.Tree("# of the file\n\n# first\n# second\na = 1 # beside\nb = 2, // beside\n// of c\nc = 3\n\n# lost\n\nd = 4");

        string[] Above(string key) => tree.TryGet(key, out var field) ? [.. field.Comments] : ["no such key"];
        Assert.Equal(["first", "second"], Above("a"));
        Assert.Empty(Above("b"));
        Assert.Equal(["of c"], Above("c"));
        Assert.Empty(Above("d"));
    }

    [Theory]
    [InlineData(32, true)]
    [InlineData(33, false)]
    public void Nesting_ends_at_its_limit(int depth, bool allowed)
    {
        string Repeat(string what) => string.Concat(Enumerable.Repeat(what, depth));
        Assert.Equal(allowed, Reading.Text($"{Repeat("a{")}{Repeat("}")}").Succeeded);
        Assert.Equal(allowed, Reading.Text($"a={Repeat("[")}{Repeat("]")}").Succeeded);
        Assert.Equal(allowed, Reading.Text($"{Repeat("a.")}b = 1").Succeeded);
    }

    [Fact]
    public void Nesting_of_a_hundred_thousand_is_an_error_and_not_the_end_of_the_process() =>
        Assert.Contains("nested at most 32 deep", Reading.Error("a = " + new string('[', 100_000)).Allowed, StringComparison.Ordinal);
}
