using System.Text.RegularExpressions;
using Akka.Actor;
using Akka.Event;
using PeerActors.TestKit;

namespace PeerActors.Scenarios.Kit;

/// <summary>Probes keep the promises of Akka.TestKit in real time, and the same in virtual time.</summary>
public class ActorKitTests
{
    public static TheoryData<bool> Times => [true, false];

    [Fact]
    public async Task An_hour_passes_in_virtual_time()
    {
        await using var kit = ActorKit.Virtual(seed: 7);
        var alarm = kit.ActorOf(Alarm.For(), "alarm");
        var probe = kit.CreateTestProbe();
        await probe.Within(59.Minutes(), 61.Minutes(), async () =>
        {
            probe.Send(alarm, 1.Hours());
            await probe.ExpectMsg<string>(static m => m == "wake up", limit: 2.Hours());
        });
        Assert.Equal(1.Hours(), kit.Now);
        Assert.Equal(alarm, probe.LastSender);
        kit.Pass(1.Hours());
        probe.ExpectNoMsg();
    }

    [Theory, MemberData(nameof(Times))]
    public async Task What_is_expected_inside_of_within_has_the_time_that_is_left(bool isVirtual)
    {
        await using var kit = Kit(isVirtual);
        var probe = kit.CreateTestProbe();
        Assert.Equal(TestProbe.Patience, probe.Remaining);
        var failure = await Assert.ThrowsAsync<ProbeFailure>(() => probe.Within(50.Milliseconds(), async () =>
        {
            Assert.InRange(probe.Remaining, TimeSpan.Zero, 50.Milliseconds());
            await probe.Within(1.Hours(), () => probe.ExpectMsg<string>());
        }));
        Assert.Contains("Expected a String, got nothing", failure.Message, StringComparison.Ordinal);
        Assert.Equal(TestProbe.Patience, probe.Remaining);
    }

    [Fact]
    public async Task What_takes_too_long_or_too_short_is_told_with_its_time()
    {
        await using var kit = ActorKit.Virtual();
        var probe = kit.CreateTestProbe();
        Assert.Contains("It took 3 s; it should have taken at most 2 s", (await Assert.ThrowsAsync<ProbeFailure>(() => probe.Within(2.Seconds(), () => Pass(3.Seconds())))).Message, StringComparison.Ordinal);
        Assert.Contains("at least 4 s", (await Assert.ThrowsAsync<ProbeFailure>(() => probe.Within(4.Seconds(), 9.Seconds(), () => Pass(3.Seconds())))).Message, StringComparison.Ordinal);
        Assert.Contains("at most 2 s", (await Assert.ThrowsAsync<ProbeFailure>(() => kit.Within(2.Seconds(), () => Pass(3.Seconds())))).Message, StringComparison.Ordinal);
        Assert.Equal("done", await probe.Within(3.Seconds(), async () =>
        {
            await probe.ExpectNoMsg(3.Seconds());   // right to use up all of it
            return "done";
        }));
        await Assert.ThrowsAsync<ArgumentOutOfRangeException>(() => probe.Within(2.Seconds(), 1.Seconds(), () => Task.CompletedTask));

        Task Pass(TimeSpan time)
        {
            kit.Pass(time);
            return Task.CompletedTask;
        }
    }

    [Theory, MemberData(nameof(Times))]
    public async Task Other_messages_are_thrown_back_while_one_is_fished_for(bool isVirtual)
    {
        await using var kit = Kit(isVirtual);
        var (probe, echo) = (kit.CreateTestProbe(), kit.ActorOf(Echo.For(), "echo"));
        foreach (var number in new[] { 1, 2, 3 }) probe.Send(echo, number);
        Assert.Equal(2, await probe.FishForMessage<int>(static n => n > 1));
        Assert.Contains("got 3", (await Assert.ThrowsAsync<ProbeFailure>(() => probe.ExpectMsg<string>())).Message, StringComparison.Ordinal);
        probe.Send(echo, 4);
        Assert.Contains("after 4", (await Assert.ThrowsAsync<ProbeFailure>(() => probe.FishForMessage<string>(limit: 200.Milliseconds()))).Message, StringComparison.Ordinal);
        probe.Send(echo, 5);
        Assert.Contains("got 5", (await Assert.ThrowsAsync<ProbeFailure>(() => probe.ExpectNoMsg(5.Seconds()))).Message, StringComparison.Ordinal);
    }

    [Theory, MemberData(nameof(Times))]
    public async Task An_actor_that_ends_is_told_to_who_watches(bool isVirtual)
    {
        await using var kit = Kit(isVirtual);
        var (probe, echo) = (kit.CreateTestProbe(), kit.ActorOf(Echo.For(), "echo"));
        probe.Watch(echo);
        probe.Send(echo, "a message before the end");
        await probe.ExpectMsg<string>();
        probe.Send(echo, PoisonPill.Instance);
        Assert.Equal(echo, (await probe.ExpectMsg<Terminated>()).ActorRef);
    }

    [Theory, MemberData(nameof(Times))]
    public async Task An_assertion_is_tried_until_it_holds_and_its_last_failure_is_told(bool isVirtual)
    {
        await using var kit = Kit(isVirtual);
        var (probe, tries) = (kit.CreateTestProbe(), 0);
        await probe.AwaitAssert(() => Assert.Equal(3, ++tries), interval: 1.Milliseconds());
        var last = await Assert.ThrowsAsync<InvalidOperationException>(() => kit.AwaitAssert(() => throw new InvalidOperationException($"try {++tries}"), 5.Milliseconds(), 1.Milliseconds()));
        Assert.Equal($"try {tries}", last.Message);
        Assert.True(tries > 4, "it is tried more than once");
    }

    [Theory, MemberData(nameof(Times))]
    public async Task What_is_logged_is_counted_by_level_text_and_source(bool isVirtual)
    {
        await using var kit = Kit(isVirtual);
        var (probe, echo) = (kit.CreateTestProbe(), kit.ActorOf(Echo.For(), "echo"));
        await kit.EventFilter.Warning(contains: "number 7").ExpectOne(() => probe.Send(echo, new Say(7, LogLevel.WarningLevel)));
        await kit.EventFilter.Info(start: "heard", source: "user/echo").Expect(2, () =>
        {
            probe.Send(echo, new Say(1, LogLevel.InfoLevel));
            probe.Send(echo, new Say(2, LogLevel.InfoLevel));
        });
        await kit.EventFilter.Debug("heard number 3").ExpectOne(() => probe.Send(echo, new Say(3, LogLevel.DebugLevel)));
        await kit.EventFilter.Error(pattern: new("^heard number [0-9]$", RegexOptions.None, 1.Seconds())).ExpectOne(() => probe.Send(echo, new Say(4, LogLevel.ErrorLevel)));
        await kit.EventFilter.Exception<ArithmeticException>(contains: "zero").ExpectOne(() => probe.Send(echo, new DivideByZeroException("by zero")));
        await kit.EventFilter.Custom(static e => e is Warning).Expect(0, () => probe.Send(echo, new Say(5, LogLevel.InfoLevel)));
    }

    [Theory, MemberData(nameof(Times))]
    public async Task What_is_not_logged_as_often_as_expected_is_told_with_what_was(bool isVirtual)
    {
        await using var kit = Kit(isVirtual);
        var (probe, echo) = (kit.CreateTestProbe(), kit.ActorOf(Echo.For(), "echo"));
        var missing = await Assert.ThrowsAsync<ProbeFailure>(() => kit.EventFilter.Warning(contains: "8").Expect(1, () => Say(7), 200.Milliseconds()));
        Assert.Contains("Expected a log event Warning that contains \"8\" 1 times, and it was logged 0 times within 0.2 s", missing.Message, StringComparison.Ordinal);
        Assert.Contains("heard number 7", missing.Message, StringComparison.Ordinal);
        var tooMany = await Assert.ThrowsAsync<ProbeFailure>(() => kit.EventFilter.Warning().Expect(1, async () =>
        {
            await Say(1);
            await Say(2);
        }));
        Assert.Contains("1 times, and it was logged 2 times", tooMany.Message, StringComparison.Ordinal);

        async Task Say(int number)
        {
            probe.Send(echo, new Say(number, LogLevel.WarningLevel));
            probe.Send(echo, "the end of it");
            await probe.FishForMessage<string>();
        }
    }

    private static ActorKit Kit(bool isVirtual) => isVirtual ? ActorKit.Virtual() : ActorKit.RealTime("akka.loglevel = DEBUG");

    private sealed record Say(int Number, LogLevel Level);

    private sealed class Echo : UntypedActor
    {
        private readonly ILoggingAdapter _log = Context.GetLogger();

        public static Props For() => Props.Create(static () => new Echo());

        protected override void OnReceive(object message)
        {
            if (message is Say say) _log.Log(say.Level, $"heard number {say.Number}");
            else if (message is Exception failure) _log.Error(failure, "failed");
            else Sender.Tell(message);
        }
    }

    private sealed class Alarm : UntypedActor, IWithTimers
    {
        public ITimerScheduler Timers { get; set; } = null!;

        public static Props For() => Props.Create(static () => new Alarm());

        protected override void OnReceive(object message)
        {
            if (message is TimeSpan time) Timers.StartSingleTimer("wake", Sender, time);
            if (message is IActorRef sleeper) sleeper.Tell("wake up");
        }
    }
}
