using PeerActors.Host.Commands;

namespace PeerActors.Host.Tests.Commands;

public sealed class ShownTests
{
    [Theory]
    [InlineData(0, "0 B")]
    [InlineData(1023, "1023 B")]
    [InlineData(1024, "1.0 KiB")]
    [InlineData(67_108_864, "64.0 MiB")]
    [InlineData(long.MaxValue, "8.0 EiB")]
    public void Bytes_have_a_unit(long bytes, string shown) => Assert.Equal(shown, Shown.Bytes(bytes));

    [Theory]
    [InlineData(-1, "0 s")]
    [InlineData(59, "59 s")]
    [InlineData(200, "3 min 20 s")]
    [InlineData(7500, "2 h 5 min")]
    [InlineData(273_600, "3 d 4 h")]
    public void Times_have_two_units(int seconds, string shown) => Assert.Equal(shown, Shown.Duration(TimeSpan.FromSeconds(seconds)));

    [Fact]
    public void A_listing_in_a_pipe_is_aligned_and_nothing_is_cut()
    {
        var listing = new Listing("name", "size");
        var wide = new string('x', 300);
        listing.Add(wide, "1");
        listing.Add("y", "22");
        using var lines = new StringWriter();

        listing.WriteTo(new CommandIo(lines, TextWriter.Null, Terminal: null, TimeProvider.System));

        Assert.Equal([$"name{new string(' ', 296)}  size", $"{wide}  1", $"y{new string(' ', 299)}  22"], lines.ToString().TrimEnd().Split('\n'));
    }

    [Fact]
    public void Our_own_text_keeps_its_length_and_loses_what_a_terminal_obeys() =>
        Assert.Equal(new string('x', 500) + "\ufffd[0m", Shown.Text(new string('x', 500) + "\u001b[0m"));
}
