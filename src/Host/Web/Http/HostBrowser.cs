using System.Buffers;
using System.IO.Pipelines;
using System.Net;
using System.Net.Http.Headers;
using PeerActors.Actors.Shares;
using PeerActors.Messages.Identity;
using PeerActors.Messages.Router;
using PeerActors.Messages.Wire;
using PeerActors.Messages.Wire.Gnutella;

namespace PeerActors.Host.Web.Http;

/// <summary>Asks a host for all its files over HTTP (<c>GET /</c> that takes query hits), and trusts it with nothing: bounded time, head and list.</summary>
/// <param name="downloads">How long to wait for a host.</param>
/// <param name="maxBytes">Longest list (<c>searches.max-browse</c>).</param>
/// <param name="maxPayload">Largest query hit (<c>links.max-payload</c>).</param>
/// <param name="dialling">Shows our key to those who have shown theirs; null where nobody has.</param>
internal sealed class HostBrowser(DownloadSettings downloads, int maxBytes, int maxPayload, KeyedDialling? dialling = null) : IHostBrowser, IDisposable
{
    private readonly HttpClient _http = new(SharerClient.Handler(downloads.ConnectTimeout, dialling)) { Timeout = Timeout.InfiniteTimeSpan };

    /// <inheritdoc/>
    public Task<string?> BrowseAsync(PeerAddress host, Action<QueryHit> heard, CancellationToken stopping) =>
        Task.Run(() => AskAsync(host, heard, stopping), CancellationToken.None);

    public void Dispose() => _http.Dispose();

    private async Task<string?> AskAsync(PeerAddress host, Action<QueryHit> heard, CancellationToken stopping)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(stopping);
        patience.CancelAfter(downloads.ConnectTimeout);
        var answered = false;
        try
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, $"http://{host}/") { Version = HttpVersion.Version11, VersionPolicy = HttpVersionPolicy.RequestVersionExact };
            request.Headers.Accept.Add(new MediaTypeWithQualityHeaderValue(ContentTypes.Packets));
            request.Headers.ConnectionClose = true;
            SharerClient.Introduce(request);
            using var response = await _http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, patience.Token);
            answered = true;
            if (WhyNoList(response) is { } refused) return $"{host} {refused}";
            await using var body = await response.Content.ReadAsStreamAsync(patience.Token);
            return await ReadAsync(PipeReader.Create(body), heard, patience) is { } problem ? $"{host} {problem}" : null;
        }
        catch (OperationCanceledException)
        {
            if (stopping.IsCancellationRequested) return "It was given up.";
            return answered
                ? $"{host} sent nothing for {downloads.StallTimeout.TotalSeconds:0.###} s (downloads.stall-timeout)."
                : $"{host} did not answer within {downloads.ConnectTimeout.TotalSeconds:0.###} s (downloads.connect-timeout).";
        }
        catch (Exception cause) when (cause is HttpRequestException or IOException)
        {
            return $"{host} {(answered ? "broke off" : "cannot be asked")}: {WireText.Clean(cause.Message).TrimEnd('.')}.";
        }
    }

    private static string? WhyNoList(HttpResponseMessage response) =>
        response.StatusCode == HttpStatusCode.TooManyRequests ? "answered 429: it was browsed from here not long ago. Try again later; some list their files once an hour only."
        : response.StatusCode != HttpStatusCode.OK ? $"answered {(int)response.StatusCode}, and lists nothing."
        : response.Content.Headers.ContentEncoding.Count > 0 ? "encodes its list in a way that was not asked for."
        : response.Content.Headers.ContentType?.MediaType is { } type && !type.Equals(ContentTypes.Packets, StringComparison.OrdinalIgnoreCase)
            ? $"answered with {WireText.Clean(type)} instead of {ContentTypes.Packets}: it is no servent, or lists its files to browsers only."
        : null;

    private async Task<string?> ReadAsync(PipeReader list, Action<QueryHit> heard, CancellationTokenSource patience)
    {
        var (descriptors, total) = (new DescriptorReader(maxPayload), 0L);
        while (true)
        {
            patience.CancelAfter(downloads.StallTimeout);
            var read = await list.ReadAsync(patience.Token);
            var (rest, length) = (read.Buffer, read.Buffer.Length);
            while (true)
            {
                var answer = descriptors.Read(ref rest, out var descriptor, out var bad);
                if (answer == ReadAnswer.Bad) return $"sent what is no list of files: {bad!.Detail}.";
                if (answer == ReadAnswer.NeedMore) break;
                if (descriptor is QueryHit hit) heard(hit);
            }

            total += length - rest.Length;
            if (total > maxBytes) return $"has a list longer than {maxBytes:N0} bytes; the rest was not read (searches.max-browse).";
            if (read.IsCompleted) return rest.IsEmpty ? null : "ended its list within a query hit.";
            list.AdvanceTo(rest.Start, rest.End);
        }
    }
}
