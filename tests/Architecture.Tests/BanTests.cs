using PeerActors.Architecture.Tests.Scanning;

namespace PeerActors.Architecture.Tests;

/// <summary>What code may not contain, folder by folder.</summary>
public sealed class BanTests
{
    private const string Time = "time comes from the clock or the scheduler handed in, or no run can be repeated";

    private static readonly Ban[] InActors =
    [
        new("the wall clock", @"\bDateTime(Offset)?\s*\.\s*(Now|UtcNow|Today)\b", Time, "var t = DateTimeOffset.UtcNow;", "var t = clock.GetUtcNow();"),
        new("Stopwatch", @"\bStopwatch\b", Time, "Stopwatch.StartNew()", "clock.GetTimestamp()"),
        new("Environment.TickCount", @"\bTickCount(64)?\b", Time, "Environment.TickCount64", "_tickCounter"),
        new("Task.Run", @"\bTask\s*\.\s*Run\b|\bTaskFactory\b|\bTask\s*\.\s*Factory\b|\bThreadPool\b|\bnew Thread\b", "actors run on their dispatcher, input and output in their ports", "Task.Run(() => 1)", "_task.RunSomething()"),
        new("Task.Delay", @"\bTask\s*\.\s*Delay\b|\bPeriodicTimer\b|\bnew Timer\b", Time, "await Task.Delay(1)", "Timers.StartSingleTimer(1)"),
        new("Thread.Sleep", @"\bThread\s*\.\s*(Sleep|SpinWait)\b", "nothing in an actor waits", "Thread.Sleep(1)", "_thread.Sleeps"),
        new("dice of its own", @"\bRandom\s*\.\s*Shared\b|\bnew\s+Random\s*\(|\bRandomNumberGenerator\b", "dice are handed in, or no run can be repeated", "new Random(1)", "Random dice"),
        new("Guid.NewGuid", @"\bGuid\s*\.\s*(NewGuid|CreateVersion7)\b", "ids are rolled with the dice handed in", "Guid.NewGuid()", "ServentId.Roll(dice)"),
        new("a lock", @"\block\s*\(|\bMonitor\s*\.|\bSemaphoreSlim\b|\bMutex\b|\bnew Lock\b", "an actor's state is its own", "lock (_gate)", "_block(1); Unlock(x)"),
        new("waiting for a task", @"\.\s*(Wait|GetAwaiter\s*\(\s*\)\s*\.\s*GetResult)\s*\(", "nothing in an actor waits", "task.Wait()", "task.WaitAsync(limit)"),
        new("a static that changes", @"\bstatic\s+(?!readonly\b|partial\b|extern\b)[\w<>?\[\], .]+\s_?\w+\s*(=(?!>)[^;]*)?;", "two peers live in one process", "private static int _count = 0;", "private static readonly int Count = 0; static int A => 1; static int B() => 2;"),
    ];

    private static readonly Ban[] InActorFiles =
    [
        new("await in an actor", @"\bawait\b|\basync\b|\bReceiveAsync\b", "an actor pipes; after an await it would be somebody else's state", "ReceiveAsync<int>(async x => await y)", "PipeTo(Self); _awaited"),
    ];

    private static readonly Ban[] InSrc =
    [
        new("async void", @"\basync\s+void\b", "its failure reaches nobody but the process", "async void A()", "async Task A()"),
        new("NotImplementedException", @"\bNotImplementedException\b", "what is not there is not offered", "throw new NotImplementedException();", "throw new NotSupportedException();"),
    ];

    private static readonly Ban[] InTests =
    [
        new("a skipped test", @"\bSkip(Unless|When)?\s*=(?!=)", "a test runs or is not there", "[Fact(Skip = x)]", "list.Skip(1) == SkipSpaces"),
        new("a sleep", @"\bThread\s*\.\s*Sleep\b|\bTask\s*\.\s*Delay\b", "a test waits for an event, with a generous limit", "await Task.Delay(100);", "await done.Task.WaitAsync(limit);"),
    ];

    /// <summary>Where a ban does not hold, each with its reason.</summary>
    private static readonly Dictionary<(string What, string Path), string> Exceptions = [];

    public static TheoryData<string> ActorBans => [.. InActors.Select(static b => b.What)];

    public static TheoryData<string> SrcBans => [.. InSrc.Select(static b => b.What)];

    public static TheoryData<string> TestBans => [.. InTests.Select(static b => b.What)];

    public static TheoryData<string> AllBans => [.. All.Select(static b => b.What)];

    private static IEnumerable<Ban> All => [.. InActors, .. InActorFiles, .. InSrc, .. InTests];

    [Theory, MemberData(nameof(ActorBans))]
    public void No_actor_code_contains(string what) => Hold(InActors, what, Repository.Source("src/Actors"));

    [Fact]
    public void No_actor_awaits() =>
        Hold(InActorFiles, InActorFiles[0].What, [.. Repository.Source("src/Actors").Where(static f => f.Path.EndsWith("Actor.cs", StringComparison.Ordinal))]);

    [Theory, MemberData(nameof(SrcBans))]
    public void No_production_code_contains(string what) => Hold(InSrc, what, Repository.Source("src"));

    [Theory, MemberData(nameof(TestBans))]
    public void No_test_contains(string what) => Hold(InTests, what, Repository.Source("tests"));

    [Theory, MemberData(nameof(AllBans))]
    public void A_ban_strikes_what_it_means_and_lets_pass_what_looks_alike(string what)
    {
        var ban = All.Single(b => b.What == what);
        Assert.NotEmpty(ban.In(new SourceFile("a.cs", ban.Struck)));
        Assert.Empty(ban.In(new SourceFile("a.cs", ban.Passed)));
        Assert.Empty(ban.In(new SourceFile("a.cs", $"// {ban.Struck}\nvar text = @\"{ban.Struck}\";")));
    }

    [Fact]
    public void Every_exception_is_still_needed()
    {
        foreach (var ((what, path), why) in Exceptions)
        {
            Assert.NotEmpty(why);
            Assert.NotEmpty(All.Single(b => b.What == what).In(Repository.Source(Path.GetDirectoryName(path)!).Single(f => f.Path == path)));
        }
    }

    private static void Hold(Ban[] bans, string what, IReadOnlyList<SourceFile> files)
    {
        var ban = bans.Single(b => b.What == what);
        Finding.None(files.Where(f => !Exceptions.ContainsKey((what, f.Path))).SelectMany(ban.In), $"Not allowed here is {ban.What}: {ban.Why}.");
    }
}
