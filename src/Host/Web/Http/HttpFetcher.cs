using System.Collections.Concurrent;
using System.Net;
using PeerActors.Actors.Shares;
using PeerActors.Messages.Shares;
using PeerActors.Messages.Wire.Gnutella;

namespace PeerActors.Host.Web.Http;

/// <summary>Fetches files over HTTP/1.1 into a partial file, which it names as finished only once the content is verified.</summary>
internal sealed class HttpFetcher : IFetcher
{
    private const int BufferBytes = 256 * 1024;

    /// <summary>How often a sharer may say that its file has changed meanwhile.</summary>
    private const int MostNewStarts = 2;

    private readonly DownloadSettings _settings;
    private readonly TimeProvider _clock;
    private readonly RateLimit _rate;
    private readonly PartialShares? _partials;
    private readonly KeyedDialling? _dialling;

    /// <summary>Final paths being fetched to. Bounded by <c>downloads.max</c>, as fetches are.</summary>
    private readonly ConcurrentDictionary<string, bool> _busy = new(StringComparer.Ordinal);

    /// <param name="settings">With the folder resolved to an absolute path.</param>
    /// <param name="clock">Spaces progress, and bytes within <c>downloads.max-rate</c>.</param>
    /// <param name="partials">Where what arrives is offered to others meanwhile; null where it is not.</param>
    /// <param name="dialling">Shows our key to those who have shown theirs; null where nobody has.</param>
    public HttpFetcher(DownloadSettings settings, TimeProvider clock, PartialShares? partials = null, KeyedDialling? dialling = null) =>
        (_settings, _clock, _rate, _partials, _dialling) = (settings, clock, new RateLimit(settings.MaxRate, clock), partials, dialling);

    public Task<FetchOutcome> FetchAsync(FetchOrder order, Action<FetchProgress> progress, CancellationToken stopping) =>
        Task.Run(() => FetchOnceAsync(order, new ProgressMeter(progress, _settings.ProgressInterval, _clock), stopping), CancellationToken.None);

    private async Task<FetchOutcome> FetchOnceAsync(FetchOrder order, ProgressMeter progress, CancellationToken stopping)
    {
        try
        {
            return await FetchInPlaceAsync(order, progress, stopping);
        }
        finally
        {
            order.Connection?.Close();
        }
    }

    private async Task<FetchOutcome> FetchInPlaceAsync(FetchOrder order, ProgressMeter progress, CancellationToken stopping)
    {
        var path = order.Path ?? Path.Combine(_settings.Folder, CleanName.Of(order.Target.Name));
        if (path.Contains('\0')) return DiskTrouble.CannotStore("The path holds a NUL, which no path may hold. Choose another place with --out.");
        if (!_busy.TryAdd(path, true)) return DiskTrouble.CannotStore($"Another download is writing {path}. Let it end, or choose another place with --out.");
        var notes = new FetchNotes();

        // Its connections end with the fetch: a sharer may keep a slot for whoever stays connected, as gtk-gnutella does for 90 s.
        using var sharers = order.Connection is { } given ? new SharerClient(_settings, given) : new SharerClient(_settings, _dialling);
        try
        {
            if (order.Path is null) Directory.CreateDirectory(_settings.Folder);
            if (Directory.Exists(path)) return DiskTrouble.CannotStore($"{path} is a folder. Choose another place with --out.");
            return await FetchToAsync(path, order, sharers, progress, notes, stopping);
        }
        catch (FetchStopped stopped)
        {
            return notes.On(stopped.Outcome);
        }
        catch (OperationCanceledException) when (stopping.IsCancellationRequested)
        {
            return new FetchFailed(DownloadFailure.Cancelled, "The download was given up; what had arrived is kept for another try.", OtherSourceMayHelp: false);
        }
        catch (Exception cause) when (DiskTrouble.Is(cause))
        {
            return DiskTrouble.Describe(cause, path);
        }
        finally
        {
            _busy.TryRemove(path, out _);
        }
    }

    private async Task<FetchOutcome> FetchToAsync(
        string path, FetchOrder order, SharerClient sharers, ProgressMeter progress, FetchNotes notes, CancellationToken stopping)
    {
        var (target, url) = (order.Target, order.Source.Url);
        if (!url.IsAbsoluteUri || url.Scheme != Uri.UriSchemeHttp)
            throw FetchStopped.BySharer(DownloadFailure.NotStarted, $"{url} is not an http URL, and only those can be fetched.");

        var wanted = new ExpectedHashes(target.Sha1, target.Sha256);
        var buffer = new byte[BufferBytes];
        using var part = PartialFile.Open(PartialFile.PathFor(path, target, url), path);
        if (Path.Exists(path)) return await FinishedFile.CheckAsync(path, target.Size, wanted, buffer, stopping);
        if (part.Length > target.Size) part.Clear();
        await part.HashExistingAsync(buffer, stopping);
        if (part.Length > 0 && part.Length == target.Size)
        {
            if (wanted.Any && wanted.Contradiction(part.Content) is null) return Finish(path, part, part.Length, url, wanted, stated: default);
            part.Clear();
        }

        using var offered = target is { Sha1: { } sha1, Size: { } size } ? _partials?.Offer(sha1, new(CleanName.Of(target.Name), size, part)) : null;

        // Without a hash nothing would tell that the file has changed between two tries, but the sharer's word for its version.
        var version = wanted.Any ? null : part.Version();
        if (!wanted.Any && version is null) part.Clear();
        var (stay, place, stated) = (new QueueStay(_settings.MaxQueueWait, _clock), (QueuePlace?)null, default(ExpectedHashes));
        var (resumedFrom, anew) = ((long?)null, 0);
        while (true)
        {
            var question = new SharerQuestion(url, part.Length, version) { Good = order.GoodSources, Bad = order.BadSources, Place = place };
            using var response = await sharers.AskAsync(question, stopping);
            notes.Hear(SharerClient.AlternatesIn(response));
            notes.Hear(SharerClient.FirewalledIn(response));
            if ((place = SharerClient.PlaceIn(response)) is not null)
            {
                await sharers.FinishAsync(response, stopping);
                progress.TellQueued(part.Length, target.Size, place.Position);
                await Task.Delay(WaitIn(stay, place, order, part), _clock, stopping);
                continue;
            }

            switch (SharerClient.HeadOf(response, version).Judge(part.Length, target.Size))
            {
                case StartAnew when ++anew > MostNewStarts:
                    throw FetchStopped.BySharer(DownloadFailure.BadAnswer, $"{url} says again and again that what it sent before is of another version.{Kept(part)}");
                case StartAnew:
                    part.Clear();
                    (version, stated) = (null, default);
                    if (response.StatusCode == HttpStatusCode.RequestedRangeNotSatisfiable) await sharers.FinishAsync(response, stopping);
                    continue;
                case FailFetch failed:
                    throw FetchStopped.BySharer(failed.Failure, $"{url} {failed.What}.{Kept(part)}", SharerClient.RetryAfter(response));
                case TakeBody { Total: { } announced } when announced > _settings.MaxSize:
                    throw FetchStopped.BySharer(DownloadFailure.BadAnswer, $"{url} announces {announced:N0} bytes; the most that is fetched is {_settings.MaxSize:N0} (downloads.max-size).{Kept(part)}");
                case TakeBody take:
                    var now = SharerClient.StatedBy(response);
                    if ((wanted.Contradiction(now) ?? stated.Contradiction(now)) is { } other)
                        throw FetchStopped.BySharer(DownloadFailure.WrongHash, $"{url} states other content: {other}. None of it was taken.{Kept(part)}");
                    if (!stated.Any) stated = now;
                    if (take.From == 0) Begin(part, response, wanted);
                    if (take.From == 0 || resumedFrom is null) resumedFrom = take.From;
                    await ReceiveAsync(response, part, take, url, buffer, progress, notes, stopping);
                    if (take.PartEnd is null) return Finish(path, part, resumedFrom.Value, url, wanted, stated);
                    version = wanted.Any ? null : part.Version();
                    if (!wanted.Any && !stated.Any && version is null)
                        throw FetchStopped.BySharer(DownloadFailure.BadAnswer, $"{url} sends a part, and states neither a hash nor a version by which the next could be known to belong to it.");
                    continue;
            }
        }
    }

    /// <summary>While another source is untried, nobody waits in a queue.</summary>
    private TimeSpan WaitIn(QueueStay stay, QueuePlace place, FetchOrder order, PartialFile part)
    {
        var url = order.Source.Url;
        if (!order.StaysInQueue)
            throw FetchStopped.BySharer(DownloadFailure.Refused, $"{url} is busy; we would be {place.Words}.{Kept(part)}", place.PollMin);
        return stay.WaitIn(place) ?? throw FetchStopped.BySharer(
            DownloadFailure.Refused,
            $"{url} is busy; we are {place.Words}, and would stay there longer than {_settings.MaxQueueWait.TotalSeconds:0} s (downloads.max-queue-wait).{Kept(part)}");
    }

    private static void Begin(PartialFile part, HttpResponseMessage response, ExpectedHashes wanted)
    {
        part.Clear();
        part.BeginVersion(wanted.Any ? null : FileVersion.Of(response));
    }

    private async Task ReceiveAsync(
        HttpResponseMessage response, PartialFile part, TakeBody take, Uri url, byte[] buffer, ProgressMeter progress, FetchNotes notes, CancellationToken stopping)
    {
        var (total, end) = (take.Total, take.PartEnd ?? take.Total);
        var most = end ?? _settings.MaxSize;
        var body = new SharerBody(await response.Content.ReadAsStreamAsync(stopping), url, _settings.StallTimeout);
        progress.Tell(part.Length, total);
        var portion = buffer.AsMemory(0, _rate.Portion(buffer.Length));
        while (await body.ReadAsync(portion, part, stopping) is var read and > 0)
        {
            await _rate.TakeAsync(read, stopping);
            if (part.Length + read > most) throw SentTooMuch(url, end, part);
            await part.AppendAsync(buffer.AsMemory(0, read), stopping);
            notes.Brought = true;
            progress.Tell(part.Length, total);
        }

        if (part.Length < end)
            throw FetchStopped.BySharer(DownloadFailure.Unreachable, $"{url} ended the connection after {part.Length:N0} of {total:N0} bytes.{Kept(part)}");
    }

    /// <summary>More than announced, or, where nothing was, than is fetched of anything; then nothing tells that what came is of use.</summary>
    private FetchStopped SentTooMuch(Uri url, long? announced, PartialFile part)
    {
        if (announced is not null)
            return FetchStopped.BySharer(DownloadFailure.BadAnswer, $"{url} sends more than the {announced:N0} bytes that it announced; the surplus was not taken.{Kept(part)}");
        part.Clear();
        return FetchStopped.BySharer(
            DownloadFailure.BadAnswer, $"{url} announced no length, and sends more than {_settings.MaxSize:N0} bytes, the most that is fetched (downloads.max-size). It was removed.");
    }

    private static Fetched Finish(string path, PartialFile part, long resumedFrom, Uri url, ExpectedHashes wanted, ExpectedHashes stated)
    {
        var content = part.Content;
        if ((wanted.Contradiction(content) ?? stated.Contradiction(content)) is { } what)
        {
            part.Delete();
            var earlier = resumedFrom > 0 ? $" {resumedFrom:N0} bytes of it were from an earlier try, so another may go well." : "";
            throw FetchStopped.BySharer(DownloadFailure.WrongHash, $"What {url} sent has the {what}. It was removed.{earlier}");
        }

        part.Finish();
        return new Fetched(path, part.Length, resumedFrom, content.Sha1, content.Sha256, wanted.Kinds | stated.Kinds);
    }

    private static string Kept(PartialFile part) => part.Length > 0 ? $" {part.Length:N0} bytes are kept for another try." : "";
}
