using PeerActors.Actors.Peer.Configuration.Hocon;

namespace PeerActors.Actors.Tests.Peer.Configuration;

public sealed class HoconIncludeTests : IDisposable
{
    private readonly ConfigFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void An_include_is_read_relative_to_the_including_file_and_overlaid_by_what_follows()
    {
        _folder.Write("main.conf", "a = 1\nx { include \"parts/one.conf\"\n b = 9 }");
        _folder.Write("parts/one.conf", "b = 2, include \"two.conf\"");
        _folder.Write("parts/two.conf", "c = 3");

        var root = _folder.Read("main.conf").Root!;

        Assert.Equal("a = 1\nx {\n  b = 9\n  c = 3\n}\n", HoconWriter.Write(root));
        Assert.Equal("parts/two.conf:1:5", root.Find("x.c")!.Position.ToString().Replace('\\', '/'));
    }

    [Fact]
    public void A_file_that_two_others_include_is_no_slip()
    {
        _folder.Write("main.conf", "include \"one.conf\"\ninclude \"two.conf\"");
        _folder.Write("one.conf", "include \"common.conf\"");
        _folder.Write("two.conf", "include \"common.conf\"");
        _folder.Write("common.conf", "a = 1");
        Assert.True(_folder.Read("main.conf").Succeeded);
    }

    [Fact]
    public void Files_that_include_each_other_in_a_circle_are_an_error()
    {
        _folder.Write("main.conf", "\n  include \"other.conf\"");
        _folder.Write("other.conf", "a = 1\n include \"./main.conf\"");

        var error = _folder.Read("main.conf").Error!;

        Assert.Equal("other.conf:2:2", error.At.ToString());
        Assert.Contains("is being read already", error.Seen, StringComparison.Ordinal);
    }

    [Fact]
    public void Files_inside_each_other_end_at_a_limit()
    {
        for (var i = 0; i < 10; i++) _folder.Write($"{i}.conf", $"include \"{i + 1}.conf\"");
        var error = _folder.Read("0.conf").Error!;
        Assert.Equal("7.conf:1:1", error.At.ToString());
        Assert.Contains("at most 8 deep", error.Allowed, StringComparison.Ordinal);
    }

    [Fact]
    public void Includes_that_multiply_end_at_a_limit()
    {
        for (var i = 0; i < 7; i++)
            _folder.Write($"{i}.conf", string.Join('\n', Enumerable.Range(0, 50).Select(n => $"a{n} {{ include \"{i + 1}.conf\" }}")));
        _folder.Write("7.conf", "");
        Assert.Contains("at most 64 files", _folder.Read("0.conf").Error!.Allowed, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("none.conf", "cannot be read")]
    [InlineData("folder", "which is a folder")]
    [InlineData("", "without a usable name")]
    public void A_file_that_cannot_be_read_is_an_error_where_it_was_asked_for(string name, string seen)
    {
        Directory.CreateDirectory(Path.Combine(_folder.Path, "folder"));
        _folder.Write("main.conf", $"a = 1\ninclude \"{name}\"");

        var error = _folder.Read("main.conf").Error!;

        Assert.Equal("main.conf:2:1", error.At.ToString());
        Assert.Contains(seen, error.Seen, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("none.conf")]
    [InlineData(".")]
    [InlineData("")]
    [InlineData("a\0b")]
    public void A_first_file_that_cannot_be_read_is_an_error(string name) => Assert.False(_folder.Read(name).Succeeded);

    [Fact]
    public void A_file_ends_at_its_limit()
    {
        _folder.Write("main.conf", "#" + new string('x', HoconLimits.FileBytes - 1));
        Assert.True(_folder.Read("main.conf").Succeeded);
        _folder.Write("main.conf", "#" + new string('x', HoconLimits.FileBytes));
        Assert.Contains("at most 1048576 bytes", _folder.Read("main.conf").Error!.Allowed, StringComparison.Ordinal);
    }

    [Fact]
    public void Bytes_that_are_not_text_are_an_error_at_their_place()
    {
        File.WriteAllBytes(Path.Combine(_folder.Path, "main.conf"), [.. "a = 1\nb = \"é"u8, 0xFF, .. "\"\n"u8]);
        var error = _folder.Read("main.conf").Error!;
        Assert.Equal(("main.conf:2:7", "bytes that are not UTF-8"), (error.At.ToString(), error.Seen));
    }

    [Fact]
    public void A_byte_order_mark_is_passed_over()
    {
        File.WriteAllBytes(Path.Combine(_folder.Path, "main.conf"), [0xEF, 0xBB, 0xBF, .. "a = 1"u8]);
        Assert.Equal("main.conf:1:5", _folder.Read("main.conf").Root!.Find("a")!.Position.ToString());
    }
}
