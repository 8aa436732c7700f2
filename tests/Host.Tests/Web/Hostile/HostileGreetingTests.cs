using PeerActors.Messages.Links;

namespace PeerActors.Host.Tests.Web.Hostile;

/// <summary>Whoever greets badly is closed with a reason and counted, and nobody else notices.</summary>
public sealed class HostileGreetingTests
{
    private static readonly TimeSpan Short = TimeSpan.FromMilliseconds(300);

    [Theory]
    [InlineData("GNUTELLA", LinkCloseReason.ConnectionLost)]
    [InlineData("GNUTELLA CONNECT/0.4\n", LinkCloseReason.ConnectionLost)]
    [InlineData("GNUTELLA OK\n\n", LinkCloseReason.UnknownGreeting)]
    [InlineData("GNUTELLA\0\x1b[2J\xff\n\n", LinkCloseReason.UnknownGreeting)]
    public async Task A_greeting_that_is_cut_off_or_another_is_closed_for_that_reason(string greeting, LinkCloseReason reason)
    {
        await using var scene = await Besieged.Start();
        using var client = await RawClient.Connect(scene.Peer.Address.ToEndPoint());
        await client.Send(greeting);
        client.EndSending();
        var answer = System.Text.Encoding.Latin1.GetString(await client.ReadToEnd());
        if (reason == LinkCloseReason.UnknownGreeting) Assert.StartsWith("GNUTELLA/0.6 400 ", answer, StringComparison.Ordinal);
        else Assert.Empty(answer);
        var closed = await scene.Peer.Closes(reason);
        Assert.False(closed.Carried);
        Assert.DoesNotContain(closed.Detail, char.IsControl);
        await scene.IsUnharmed();
    }

    [Theory]
    [InlineData("GNUT", "leftEarly")]
    [InlineData("\x16\x03\x01\x02\0\x01\0", "tls")]
    [InlineData("\x17\x03\x01\x02\0\x01\0", "closedUnknown")]
    [InlineData("gnutella connect/0.4\n\n", "closedUnknown")]
    public async Task What_is_no_greeting_is_counted_at_the_port(string bytes, string counter)
    {
        await using var scene = await Besieged.Start();
        using var client = await RawClient.Connect(scene.Peer.Address.ToEndPoint());
        await client.Send(bytes);
        client.EndSending();
        Assert.Empty(await client.ReadToEnd());
        Assert.Equal(1, scene.Peer.Port(counter));
        await scene.IsUnharmed();
    }

    [Fact]
    public async Task A_greeting_without_end_is_closed_at_its_bound()
    {
        await using var scene = await Besieged.Start();
        using var client = await RawClient.Connect(scene.Peer.Address.ToEndPoint());
        await client.Send("GNUTELLA CONNECT/0.4\n" + new string('x', 5000));
        Assert.StartsWith("GNUTELLA/0.6 400 ", System.Text.Encoding.Latin1.GetString(await client.ReadToEnd()), StringComparison.Ordinal);
        Assert.Contains("links.max-greeting", (await scene.Peer.Closes(LinkCloseReason.TooLarge)).Detail, StringComparison.Ordinal);
        await scene.IsUnharmed();
    }

    [Fact]
    public async Task A_greeting_that_does_not_end_is_closed_when_its_time_is_up()
    {
        await using var scene = await Besieged.Start(static s => s with { Links = s.Links with { GreetingTimeout = Short } });
        using var client = await RawClient.Connect(scene.Peer.Address.ToEndPoint());
        await client.Send("GNUTELLA CONN");
        Assert.Empty(await client.ReadToEnd());
        Assert.Contains("links.greeting-timeout", (await scene.Peer.Closes(LinkCloseReason.GreetingTimeout)).Detail, StringComparison.Ordinal);
        await scene.IsUnharmed();
    }

    [Fact]
    public async Task A_greeting_that_drips_is_closed_when_its_time_is_up_however_long_it_drips()
    {
        await using var scene = await Besieged.Start(static s => s with { Links = s.Links with { GreetingTimeout = Short } });
        using var client = await RawClient.Connect(scene.Peer.Address.ToEndPoint());
        await client.Send("GNUTELLA ");
        var end = client.ReadToEnd();
        using var drip = new PeriodicTimer(TimeSpan.FromMilliseconds(20));
        while (!end.IsCompleted)
        {
            await drip.WaitForNextTickAsync();
            await client.SendUnlessClosed([(byte)'x']);
        }

        Assert.Empty(await end);
        await scene.Peer.Closes(LinkCloseReason.GreetingTimeout);
        await scene.IsUnharmed();
    }

    [Fact]
    public async Task Whoever_says_nothing_is_closed_at_the_port_when_its_time_is_up()
    {
        await using var scene = await Besieged.Start(static s => s with { Http = s.Http with { FirstBytesTimeout = Short } });
        using var client = await RawClient.Connect(scene.Peer.Address.ToEndPoint());
        Assert.Empty(await client.ReadToEnd());
        Assert.Equal(1, scene.Peer.Port("closedSilent"));
        await scene.IsUnharmed();
    }
}
