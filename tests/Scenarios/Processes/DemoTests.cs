namespace PeerActors.Scenarios.Processes;

public class DemoTests
{
    [Fact]
    public async Task The_demo_runs_to_its_end_and_writes_nothing_but_json()
    {
        await using var peers = new PeerProcesses();
        peers.Settings.Clear();
        var ended = await peers.Run("demo", "--json");
        Assert.True(ended.Code == 0, ended.ToString());
        Assert.Equal("", ended.Errors);
        var told = ended.Told;
        Assert.Equal(("done", true), (told[^1].Event, told[^1]["sameAsSource"].GetBoolean()));
        Assert.Equal((5, 4L), (told.Count(static line => line.Event == "up"), Assert.Single(told, static line => line.Event == "hit").Number("hops")));
    }
}
