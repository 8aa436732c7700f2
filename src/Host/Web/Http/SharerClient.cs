using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using PeerActors.Actors.Shares;
using PeerActors.Messages.Router;
using PeerActors.Messages.Shares;

namespace PeerActors.Host.Web.Http;

/// <summary>Asks sharers over HTTP/1.1 and trusts them with nothing: no redirects, cookies, proxies, compression or long heads.</summary>
internal sealed class SharerClient : IDisposable
{
    private const int MostHeadKilobytes = 16;
    private static readonly ProductInfoHeaderValue Product = new("PeerActors", typeof(SharerClient).Assembly.GetName().Version?.ToString(2));

    private readonly DownloadSettings _settings;
    private readonly HttpClient _http;

    public SharerClient(DownloadSettings settings)
    {
        _settings = settings;
        _http = new HttpClient(new SocketsHttpHandler
        {
            ActivityHeadersPropagator = null,
            AllowAutoRedirect = false,
            AutomaticDecompression = DecompressionMethods.None,
            ConnectTimeout = settings.ConnectTimeout,
            MaxResponseDrainSize = 0,
            MaxResponseHeadersLength = MostHeadKilobytes,
            UseCookies = false,
            UseProxy = false,
        }) { Timeout = Timeout.InfiniteTimeSpan };
    }

    /// <summary>Asks for all from a byte on and waits for the head of the answer.</summary>
    /// <param name="url">Whom and what.</param>
    /// <param name="from">Bytes in hand.</param>
    /// <param name="version">What they are of; another version is sent whole. Null where a hash will tell.</param>
    /// <param name="stopping">Gives up.</param>
    /// <exception cref="FetchStopped">No answer, or one that is not HTTP.</exception>
    public async Task<HttpResponseMessage> AskAsync(Uri url, long from, FileVersion? version, CancellationToken stopping)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, url) { Version = HttpVersion.Version11, VersionPolicy = HttpVersionPolicy.RequestVersionExact };
        request.Headers.UserAgent.Add(new ProductInfoHeaderValue(Product.Product!));
        if (from > 0)
        {
            request.Headers.Range = new RangeHeaderValue(from, to: null);
            request.Headers.IfRange = version?.Mark;
        }

        using var limit = CancellationTokenSource.CreateLinkedTokenSource(stopping);
        limit.CancelAfter(_settings.ConnectTimeout);
        try
        {
            return await _http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, limit.Token);
        }
        catch (OperationCanceledException) when (!stopping.IsCancellationRequested)
        {
            throw FetchStopped.BySharer(
                DownloadFailure.Unreachable,
                $"{url} did not answer within {_settings.ConnectTimeout.TotalSeconds:0.###} s (downloads.connect-timeout).");
        }
        catch (HttpRequestException cause) when (cause.HttpRequestError is HttpRequestError.InvalidResponse or HttpRequestError.ConfigurationLimitExceeded)
        {
            throw FetchStopped.BySharer(DownloadFailure.BadAnswer, $"{url} answered with what is not HTTP/1.1, or a head above {MostHeadKilobytes} KiB: {cause.Message}");
        }
        catch (HttpRequestException cause)
        {
            throw FetchStopped.BySharer(DownloadFailure.Unreachable, $"{url} cannot be reached: {cause.Message}");
        }
    }

    /// <summary>What a fetch heeds of the head.</summary>
    /// <param name="response">With the head read.</param>
    /// <param name="version">What the bytes in hand are of, where that matters.</param>
    public static SharerAnswer HeadOf(HttpResponseMessage response, FileVersion? version)
    {
        var content = response.Content.Headers;
        StatedRange? range = content.ContentRange is { Unit: "bytes", From: { } from, To: { } to } stated ? new(from, to, stated.Length) : null;
        var isEncoded = content.ContentEncoding.Any(static encoding => !encoding.Equals("identity", StringComparison.OrdinalIgnoreCase));
        return new(response.StatusCode, content.ContentLength, range, isEncoded) { IsOtherVersion = version?.Fits(response) == false, SenselessLength = SenselessLength(response) };
    }

    /// <summary>Hashes that the sharer states.</summary>
    public static ExpectedHashes StatedBy(HttpResponseMessage response) => ExpectedHashes.Stated(
        Values(response, SharingHeaders.ContentUrn), Values(response, SharingHeaders.ReprDigest));

    public void Dispose() => _http.Dispose();

    /// <summary>The HTTP client reads a length that it does not understand as none, and then takes the end of the connection for the
    /// end of the file; RFC 9112, 6.3 calls for an error.</summary>
    private static string? SenselessLength(HttpResponseMessage response)
    {
        if (!response.Content.Headers.NonValidated.TryGetValues("Content-Length", out var stated)) return null;
        var lengths = stated.SelectMany(static line => line.Split(',', StringSplitOptions.TrimEntries)).Distinct(StringComparer.Ordinal).ToArray();
        if (lengths.Length > 1) return $"it states several lengths, Content-Length {Quoted(string.Join(", ", lengths))}";
        return long.TryParse(lengths[0], NumberStyles.None, CultureInfo.InvariantCulture, out _)
            ? null
            : $"Content-Length {Quoted(lengths[0])} is no number of bytes";
    }

    private static string Quoted(string text) => $"\"{WireText.Clean(text)}\"";

    private static IEnumerable<string> Values(HttpResponseMessage response, string name) =>
        response.Headers.TryGetValues(name, out var values) ? values : [];
}
