using Akka.Actor;
using PeerActors.Messages.Links;
using PeerActors.TestKit;

namespace PeerActors.Actors.Tests.Links;

/// <summary>What somebody is told whose greeting is none, through a whole peer.</summary>
public sealed class BadGreetingTests : IAsyncLifetime
{
    private readonly ActorSystem _system = ActorSystem.Create("bad", "akka { loggers = [], stdout-loglevel = OFF }");

    public Task InitializeAsync() => Task.CompletedTask;

    public Task DisposeAsync() => _system.Terminate();

    [Theory]
    [InlineData("GNUTELLA CONNECT/9.9", "GNUTELLA/0.6 400 it greeted with \"GNUTELLA CONNECT/9.9\"", LinkCloseReason.UnknownGreeting)]
    [InlineData("GNUTELLA HELLO", "GNUTELLA/0.6 400 it greeted with \"GNUTELLA HELLO\"", LinkCloseReason.UnknownGreeting)]
    [InlineData("GNUTELLA CONNECT/0.6\r\nno header", "GNUTELLA/0.6 400 the greeting has a line that is no header", LinkCloseReason.BadBytes)]
    [InlineData("GNUTELLA CONNECT/0.6\r\nX: {0}", "GNUTELLA/0.6 400 the greeting has a line of at least", LinkCloseReason.TooLarge)]
    public async Task Whoever_greets_badly_is_told_why_and_closed_for_that(string greeting, string answer, LinkCloseReason reason)
    {
        await using var net = await Scenario.Start("alice");
        var servent = new ScriptedServent(net.Network.Host(), TestProbe.In(_system));
        await servent.Dial(net["alice"].Address);
        await servent.Say(greeting.Replace("{0}", new string('x', 3000), StringComparison.Ordinal));
        Assert.StartsWith(answer, (await servent.Hear()).FirstLine, StringComparison.Ordinal);
        await servent.HearTheEnd();
        Assert.Equal(reason, ((LinkClosed)await net["alice"].Links.WaitFor(static e => e is LinkClosed)).Reason);
    }
}
