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

    [Fact]
    public void A_share_that_holds_the_token_is_refused()
    {
        Directory.CreateDirectory(_scratch.In("data"));
        File.CreateSymbolicLink(_scratch.In("link"), _scratch.Path);

        Refuses(data: "data", share: "data");
        Refuses(data: "data", share: ".");
        Refuses(data: "not/there/yet", share: ".");
        Refuses(data: "data", share: "link");
        Refuses(data: "link/data", share: "data");
    }

    [Fact]
    public void A_share_beside_or_below_the_data_folder_is_fine()
    {
        Directory.CreateDirectory(_scratch.In("data/downloads"));
        Directory.CreateDirectory(_scratch.In("data-of-mine"));
        var options = new UpOptions { Data = _scratch.In("data"), Share = [_scratch.In("data/downloads"), _scratch.In("data-of-mine")] };

        Assert.Equal(2, options.ApplyTo(TestSettings.Default).Shares.Folders.Length);
    }

    private void Refuses(string data, string share)
    {
        var options = new UpOptions { Data = _scratch.In(data), Share = [_scratch.In(share)] };
        Assert.Contains("holds the data folder", Assert.Throws<StartFailed>(() => options.ApplyTo(TestSettings.Default)).Message, StringComparison.Ordinal);
    }
}
