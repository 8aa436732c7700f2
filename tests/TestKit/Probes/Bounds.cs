namespace PeerActors.TestKit;

/// <summary>What probes, kits and scenarios have in common: a time within which something is done, and an assertion that comes to hold.</summary>
internal static class Bounds
{
    /// <summary>How often an assertion is tried again where nothing is said.</summary>
    private static readonly TimeSpan UsualInterval = TimeSpan.FromMilliseconds(100);

    /// <summary>Does something, which must take no less than one time and no more than another.</summary>
    /// <param name="time">In which time.</param>
    /// <param name="min">The least.</param>
    /// <param name="max">The most.</param>
    /// <param name="what">Is done.</param>
    /// <param name="mayUseUp">Looked at afterwards: true when it was right to wait to the end.</param>
    public static async Task<T> Within<T>(ProbeTime time, TimeSpan min, TimeSpan max, Func<Task<T>> what, Func<bool> mayUseUp)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(min, TimeSpan.Zero);
        ArgumentOutOfRangeException.ThrowIfLessThan(max, min);
        var started = time.Now;
        var result = await what();
        var took = time.Now - started;
        if (took < min) throw new ProbeFailure($"It took {took.TotalSeconds:0.###} s; it should have taken at least {min.TotalSeconds:0.###} s.");
        if (took > max && !mayUseUp()) throw new ProbeFailure($"It took {took.TotalSeconds:0.###} s; it should have taken at most {max.TotalSeconds:0.###} s.");
        return result;
    }

    /// <summary>Tries an assertion until it holds; its own failure ends the test when it does not within the limit.</summary>
    public static async Task AwaitAssert(ProbeTime time, Func<Task> assertion, TimeSpan limit, TimeSpan? interval)
    {
        var last = default(System.Runtime.ExceptionServices.ExceptionDispatchInfo);
        var held = await time.Until(
            async () =>
            {
                try
                {
                    await assertion();
                    return true;
                }
                catch (Exception failure)
                {
                    last = System.Runtime.ExceptionServices.ExceptionDispatchInfo.Capture(failure);
                    return false;
                }
            },
            limit, interval ?? UsualInterval);
        if (!held) last!.Throw();
    }

    /// <summary>What is done at once, as something that may take time.</summary>
    public static Func<Task> Done(Action what) => () =>
    {
        what();
        return Task.CompletedTask;
    };

    /// <summary>Something without a result, as something with one.</summary>
    public static Func<Task<bool>> WithResult(Func<Task> what) => async () =>
    {
        await what();
        return true;
    };
}
