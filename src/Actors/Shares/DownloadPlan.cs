using System.Collections.Immutable;
using PeerActors.Messages.Shares;

namespace PeerActors.Actors.Shares;

/// <summary>Which source a download tries, and what follows from how that went. Pure.</summary>
/// <param name="Order">What was asked for.</param>
/// <param name="Attempt">Counts sources from 0; a late word of an earlier attempt is known by it.</param>
internal sealed record DownloadPlan(StartDownload Order, int Attempt)
{
    /// <summary>The source being tried.</summary>
    public DownloadSource Source => Order.Sources[Attempt];

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

    /// <summary>What to do after an attempt.</summary>
    public DownloadStep After(FetchOutcome outcome, bool cancelled) => outcome switch
    {
        Fetched done => new EndDownload(
            new DownloadFinished(Order.Transfer, done.Path, done.Bytes, done.ResumedFrom, done.Sha1, done.Sha256, done.Verified)),
        FetchFailed failed when cancelled => End(DownloadFailure.Cancelled, failed.Failure == DownloadFailure.Cancelled
            ? failed.Detail
            : $"It was given up, after this: {failed.Detail}"),
        FetchFailed { Failure: DownloadFailure.WrongHash } wrong when WithoutSharer() is var others && others.Order.Sources.Length < Order.Sources.Length =>
            others.After(wrong, cancelled),
        FetchFailed { OtherSourceMayHelp: true } when Attempt + 1 < Order.Sources.Length => new TrySource(this with { Attempt = Attempt + 1 }),
        FetchFailed failed => End(failed.Failure, Attempt == 0 ? failed.Detail : $"{Attempt + 1:N0} sources were tried; the last: {failed.Detail}"),
        _ => throw new ArgumentOutOfRangeException(nameof(outcome), outcome, "A fetch ends as Fetched or FetchFailed."),
    };

    /// <summary>Whoever sent wrong content would send it under another URL as well, all of it.</summary>
    private DownloadPlan WithoutSharer()
    {
        var (tried, left) = (Order.Sources.Take(Attempt + 1), Order.Sources.Skip(Attempt + 1));
        return this with { Order = Order with { Sources = [.. tried, .. left.Where(s => !s.Url.Authority.Equals(Source.Url.Authority, StringComparison.OrdinalIgnoreCase))] } };
    }

    private EndDownload End(DownloadFailure failure, string detail) => new(new DownloadFailed(Order.Transfer, failure, detail));
}

/// <summary>What a download does next.</summary>
internal abstract record DownloadStep;

/// <summary>It tries the next source.</summary>
internal sealed record TrySource(DownloadPlan Plan) : DownloadStep;

/// <summary>It is over.</summary>
internal sealed record EndDownload(IDownloadEvent Last) : DownloadStep;
