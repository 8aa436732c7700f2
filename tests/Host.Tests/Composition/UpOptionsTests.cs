using PeerActors.Host.Composition;

namespace PeerActors.Host.Tests.Composition;

public sealed class UpOptionsTests : IDisposable
{
    private readonly ScratchFolder _scratch = new();

    public void Dispose() => _scratch.Dispose();

    [Fact]
    public void The_command_line_wins_and_lists_grow()
    {
        Directory.CreateDirectory(_scratch.In("music"));
        var settings = TestSettings.Default with
        {
            Name = "old", Join = [TestSettings.Loopback(1)], Shares = TestSettings.Default.Shares with { Folders = ["/configured"] },
        };

        var applied = new UpOptions
        {
            Data = _scratch.In("data"), Name = "new", Listen = TestSettings.Loopback(7000), Share = [_scratch.In("music"), _scratch.In("music")],
            Join = [TestSettings.Loopback(1), TestSettings.Loopback(2)],
        }.ApplyTo(settings);

        Assert.Equal(("new", TestSettings.Loopback(7000)), (applied.Name, applied.Listen));
        Assert.Equal(["/configured", _scratch.In("music")], applied.Shares.Folders.AsEnumerable());
        Assert.Equal([TestSettings.Loopback(1), TestSettings.Loopback(2)], applied.Join.AsEnumerable());
    }

    [Fact]
    public void What_the_command_line_leaves_out_stays_as_configured()
    {
        var settings = TestSettings.Default with { Name = "old" };

        var applied = new UpOptions { Data = _scratch.In("data") }.ApplyTo(settings);

        Assert.Equal((settings.Name, settings.Listen, settings.Links), (applied.Name, applied.Listen, applied.Links));
    }

    [Fact]
    public void All_missing_shares_are_named_at_once()
    {
        File.WriteAllText(_scratch.In("file"), "");
        var options = new UpOptions { Data = _scratch.In("data"), Share = [_scratch.In("gone"), _scratch.In("file")] };

        var failed = Assert.Throws<StartFailed>(() => options.ApplyTo(TestSettings.Default));

        Assert.Equal(2, failed.Problems.Count);
        Assert.Contains(_scratch.In("gone"), failed.Problems[0], StringComparison.Ordinal);
        Assert.Contains("is a file", failed.Problems[1], StringComparison.Ordinal);
    }
}
