using System.Threading.Channels;
using PeerActors.Actors.Shares;

namespace PeerActors.Actors.Tests.Shares.Downloads;

/// <summary>A fetcher whose every fetch is ended by the test.</summary>
internal sealed class FakeFetcher : IFetcher
{
    private readonly Channel<Fetch> _begun = Channel.CreateUnbounded<Fetch>();

    /// <summary>Thrown at the caller instead of fetching, where set.</summary>
    public Exception? ThrowAtOnce { get; set; }

    /// <summary>The outcome of every fetch, where set.</summary>
    public FetchOutcome? EndAtOnce { get; set; }

    public Task<FetchOutcome> FetchAsync(FetchOrder order, Action<FetchProgress> progress, CancellationToken stopping)
    {
        if (ThrowAtOnce is { } thrown) throw thrown;
        if (EndAtOnce is { } outcome) return Task.FromResult(outcome);
        var fetch = new Fetch(order, progress, stopping);
        _begun.Writer.TryWrite(fetch);
        return fetch.Outcome;
    }

    /// <summary>The next fetch that was begun.</summary>
    public async Task<Fetch> Begun()
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        return await _begun.Reader.ReadAsync(limit.Token);
    }

    public bool NothingElseBegun => !_begun.Reader.TryPeek(out _);

    internal sealed class Fetch(FetchOrder order, Action<FetchProgress> progress, CancellationToken stopping)
    {
        private readonly TaskCompletionSource<FetchOutcome> _outcome = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public FetchOrder Order { get; } = order;

        public Task<FetchOutcome> Outcome => _outcome.Task;

        public void Report(long bytes, long? total, int? queued = null) => progress(new(bytes, total, queued));

        public void End(FetchOutcome outcome) => _outcome.SetResult(outcome);

        public void Fault(Exception cause) => _outcome.SetException(cause);

        /// <summary>Completes when the fetch is told to give up.</summary>
        public async Task GivenUp()
        {
            var given = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            await using var registered = stopping.Register(given.SetResult);
            await given.Task.WaitAsync(TimeSpan.FromSeconds(30));
        }
    }
}
