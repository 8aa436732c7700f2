using System.Collections.Immutable;
using PeerActors.Messages.Identity;
using PeerActors.Messages.Shares;
using PeerActors.Messages.Wire.Gnutella;

namespace PeerActors.Actors.Shares;

/// <summary>Which source a download tries, by dialling it or by having it dial us, and what follows from how that went. Pure.</summary>
internal sealed record DownloadPlan
{
    /// <summary>Sources named to a sharer at most; real ones name about as many.</summary>
    private const int MostTold = 10;

    private readonly DownloadSettings _settings;
    private readonly SourceQueue _queue;

    private DownloadPlan(StartDownload order, DownloadSettings settings, SourceTry current, SourceQueue queue) =>
        (Order, _settings, Current, _queue) = (order, settings, current, queue);

    private ImmutableArray<PeerAddress> Good { get; init; } = [];

    private ImmutableArray<PeerAddress> Bad { get; init; } = [];

    /// <summary>How far away the source is that names others.</summary>
    private AddressReach HeardFrom => Current.Address?.Reach() ?? AddressReach.Everywhere;

    /// <summary>What was asked for.</summary>
    public StartDownload Order { get; }

    /// <summary>Counts tries from 0; a late word of an earlier one is known by it.</summary>
    public int Attempt { get; private init; }

    /// <summary>What is being tried.</summary>
    public SourceTry Current { get; private init; }

    /// <summary>The source being tried.</summary>
    public DownloadSource Source => Current.Source;

    /// <summary>What to fetch now, and what to tell the sharer of others.</summary>
    public FetchOrder Fetch => new(Order.Target, Source, Order.Path)
    {
        StaysInQueue = !_queue.HasUntried, GoodSources = Others(Good), BadSources = Others(Bad),
    };

    /// <summary>Why a download cannot be started, or null when it can.</summary>
    public static string? Refusal(StartDownload order, bool alreadyRuns, int running, DownloadSettings settings)
    {
        if (alreadyRuns) return $"Download {order.Transfer.Value} runs already; each needs a number of its own. The running one goes on.";
        if (order.Sources.IsDefaultOrEmpty) return "No source was named; at least one http URL is needed.";
        if (order.Path is { } path && !Path.IsPathFullyQualified(path)) return $"\"{path}\" is not an absolute path; name the whole path of the finished file.";
        if (running >= settings.Max)
            return $"{running:N0} downloads are running, which is the limit (downloads.max = {settings.Max:N0}). Wait for one to end, or raise the setting.";
        return null;
    }

    /// <summary>The plan of a download that begins; it has a source.</summary>
    public static DownloadPlan Begin(StartDownload order, DownloadSettings settings)
    {
        var (first, rest) = SourceQueue.Of(order.Sources, settings.MaxSources).Take() ?? throw new ArgumentException("There is no source.", nameof(order));
        return new(order, settings, first, rest);
    }

    /// <summary>What to do after an attempt.</summary>
    public DownloadStep After(FetchOutcome outcome, bool cancelled) => outcome switch
    {
        Fetched done => new EndDownload(
            new DownloadFinished(Order.Transfer, done.Path, done.Bytes, done.ResumedFrom, done.Sha1, done.Sha256, done.Verified))
        {
            Tried = Tried(done.Sha1, done.Verified.HasFlag(VerifiedHashes.Sha1) && Current is { ByPush: false, Address: { } last } ? Noted(Good, last) : Good),
        },
        FetchFailed failed when cancelled => End(DownloadFailure.Cancelled, failed.Failure == DownloadFailure.Cancelled
            ? failed.Detail
            : $"It was given up, after this: {failed.Detail}"),
        FetchFailed { OtherSourceMayHelp: true } failed => Noting(failed).Next(QueueAfter(failed), failed),
        FetchFailed failed => End(failed.Failure, Told(failed)),
        _ => throw new ArgumentOutOfRangeException(nameof(outcome), outcome, "A fetch ends as Fetched or FetchFailed."),
    };

    /// <summary>What to do when the sharer did not dial: it would not for another URL either.</summary>
    public DownloadStep AfterRefusal(ConnectionRefused refused) =>
        Next(_queue.Without(Current), new FetchFailed(DownloadFailure.Unreachable, $"{Source.Url} must be pushed: {refused.Detail}", OtherSourceMayHelp: true));

    /// <summary>The user gave it up while nothing was being fetched.</summary>
    public EndDownload Cancel() => End(DownloadFailure.Cancelled, "The download was given up; what had arrived is kept for another try.");

    private SourceQueue QueueAfter(FetchFailed failed)
    {
        var queue = failed.Alternates.Aggregate(_queue, (known, named) => AlternateSource(named) is { } source ? known.Add(source) : known);
        queue = failed.Firewalled.Aggregate(queue, (known, named) => FirewalledSource(named) is { } source ? known.Add(source) : known);
        return failed switch
        {
            // Whoever sent wrong content would send it under another URL as well, all of it.
            { Failure: DownloadFailure.WrongHash } => queue.Without(Current),
            { RetryAfter: { } wait } when Current.Retries < _settings.MaxRetries =>
                queue.Last(Current with { Retries = Current.Retries + 1, Wait = wait < _settings.MaxRetryWait ? wait : _settings.MaxRetryWait }),
            { Failure: DownloadFailure.Unreachable } when Source.Push is not null && !Current.ByPush => queue.First(Current with { ByPush = true }),
            _ => queue,
        };
    }

    /// <summary>The same for one that must be pushed: what is dialled for it are its push proxies.</summary>
    private DownloadSource? FirewalledSource(FirewalledLocation named)
    {
        if (Order.Target.Sha1 is not { } sha1) return null;
        var route = new PushRoute(named.Sharer, default, [.. named.Proxies.Where(proxy => proxy.Reach() >= HeardFrom)]);
        return new(new Uri($"http://{default(PeerAddress)}/uri-res/N2R?{sha1.Urn}")) { MustPush = true, Push = route };
    }

    private DownloadStep Next(SourceQueue queue, FetchFailed failed)
    {
        if (queue.Take() is not var (next, rest)) return End(failed.Failure, Told(failed));
        var plan = new DownloadPlan(Order, _settings, next, rest) { Attempt = Attempt + 1, Good = Good, Bad = Bad };
        return next.Wait > TimeSpan.Zero ? new WaitForSource(plan, next.Wait) : new TrySource(plan);
    }

    /// <summary>Somebody else's word is taken for an address on the open network; for one behind a router only from a sharer that is there too.</summary>
    private DownloadSource? AlternateSource(PeerAddress named)
    {
        if (Order.Target.Sha1 is not { } sha1 || !named.IsDialable) return null;
        return named.Reach() >= HeardFrom ? new(new Uri($"http://{named}/uri-res/N2R?{sha1.Urn}")) : null;
    }

    private DownloadPlan Noting(FetchFailed failed)
    {
        if (Current is not { ByPush: false, Address: { } address }) return this;
        var isBad = failed.Failure is DownloadFailure.WrongHash or DownloadFailure.NotThere || (failed.Failure == DownloadFailure.Unreachable && !failed.Brought);
        if (isBad) return this with { Good = Good.Remove(address), Bad = Noted(Bad, address) };
        return failed.Brought ? this with { Good = Noted(Good, address), Bad = Bad.Remove(address) } : this;
    }

    private static ImmutableArray<PeerAddress> Noted(ImmutableArray<PeerAddress> noted, PeerAddress address) =>
        noted.Contains(address) || noted.Length >= MostTold ? noted : noted.Add(address);

    private ImmutableArray<PeerAddress> Others(ImmutableArray<PeerAddress> noted) => Current.Address is { } own ? noted.Remove(own) : noted;

    private string Told(FetchFailed failed) => Attempt == 0 ? failed.Detail : $"{Attempt + 1:N0} sources were tried; the last: {failed.Detail}";

    private EndDownload End(DownloadFailure failure, string detail) =>
        new(new DownloadFailed(Order.Transfer, failure, detail)) { Tried = Order.Target.Sha1 is { } sha1 ? Tried(sha1, Good) : null };

    private SourcesTried? Tried(Sha1Hash content, ImmutableArray<PeerAddress> good) => good.IsEmpty && Bad.IsEmpty ? null : new(content, good, Bad);
}

/// <summary>What a download does next.</summary>
internal abstract record DownloadStep;

/// <summary>It tries the next source.</summary>
internal sealed record TrySource(DownloadPlan Plan) : DownloadStep;

/// <summary>It tries a busy source again after a while.</summary>
internal sealed record WaitForSource(DownloadPlan Plan, TimeSpan Wait) : DownloadStep;

/// <summary>It is over.</summary>
internal sealed record EndDownload(IDownloadEvent Last) : DownloadStep
{
    /// <summary>What was learned of the sources, for those who ask this peer for the same content; null when nothing was.</summary>
    public SourcesTried? Tried { get; init; }
}
