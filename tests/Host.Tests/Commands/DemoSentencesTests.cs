using PeerActors.Host.Commands;
using PeerActors.Host.Commands.Demo;
using PeerActors.Host.Web.Admin;

namespace PeerActors.Host.Tests.Commands;

public sealed class DemoSentencesTests
{
    [Fact]
    public void A_file_that_goes_with_the_demo_is_not_offered_under_its_path()
    {
        var told = Done(kept: false);
        Assert.DoesNotContain("/tmp/demo", told, StringComparison.Ordinal);
        Assert.Contains("blue.wav (removed when the demo ends; with --keep", told, StringComparison.Ordinal);
    }

    [Fact]
    public void A_file_that_stays_for_now_is_told_with_its_path() => Assert.Contains("  /tmp/demo/blue.wav\n", Done(kept: true), StringComparison.Ordinal);

    private static string Done(bool kept)
    {
        using var output = new LineWriter();
        new DemoSentences(new CommandIo(output, output, Terminal: null, TimeProvider.System))
            .Done(new FinishedLine("/tmp/demo/blue.wav", 1, 0, "sha1", "sha256", Verified: ["sha256"]), "erin", kept);
        return output.All;
    }
}
