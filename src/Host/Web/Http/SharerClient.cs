using System.Collections.Immutable;
using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using PeerActors.Actors.Shares;
using PeerActors.Actors.Shares.Pushes;
using PeerActors.Messages.Identity;
using PeerActors.Messages.Router;
using PeerActors.Messages.Shares;
using PeerActors.Messages.Wire.Gnutella;

namespace PeerActors.Host.Web.Http;

/// <summary>Asks sharers over HTTP/1.1 and trusts them with nothing: no redirects, cookies, proxies, compression or long heads.</summary>
internal sealed class SharerClient : IDisposable
{
    private const int MostHeadKilobytes = 16;

    /// <summary>Longest body of a refusal that is read, so that its connection can carry another request.</summary>
    private const int MostRefusalBytes = 64 * 1024;

    /// <summary>A connection on which we wait in a queue is idle for as long as the sharer bids us.</summary>
    private static readonly TimeSpan IdleTimeout = TimeSpan.FromMinutes(10);
    private static readonly ProductInfoHeaderValue Product = new("PeerActors", typeof(SharerClient).Assembly.GetName().Version?.ToString(2));

    /// <summary>What this program calls itself, as a client and as a server.</summary>
    public static string Agent { get; } = Product.ToString();

    private readonly DownloadSettings _settings;
    private readonly HttpClient _http;

    /// <summary>Dials sharers.</summary>
    public SharerClient(DownloadSettings settings, KeyedDialling? dialling) => (_settings, _http) = (settings, ClientOf(Handler(settings.ConnectTimeout, dialling)));

    /// <summary>Asks on a connection that the sharer made, and on no other.</summary>
    public SharerClient(DownloadSettings settings, IGivenConnection given)
    {
        var handler = Handler(settings.ConnectTimeout);
        handler.MaxConnectionsPerServer = 1;
        handler.ConnectCallback = (_, _) => given.Take() is { } stream
            ? ValueTask.FromResult(stream)
            : ValueTask.FromException<Stream>(new IOException("The connection that the sharer made is over."));
        (_settings, _http) = (settings, ClientOf(handler));
    }

    /// <summary>What every request of ours is sent with.</summary>
    /// <param name="connectTimeout">Longest dialling.</param>
    /// <param name="dialling">Knows who has which key; null where nobody is known.</param>
    public static SocketsHttpHandler Handler(TimeSpan connectTimeout, KeyedDialling? dialling = null) => new()
    {
        ConnectCallback = dialling is null ? null : dialling.ConnectAsync,
        ActivityHeadersPropagator = null,
        AllowAutoRedirect = false,
        AutomaticDecompression = DecompressionMethods.None,
        ConnectTimeout = connectTimeout,
        MaxResponseDrainSize = 0,
        MaxResponseHeadersLength = MostHeadKilobytes,
        PooledConnectionIdleTimeout = IdleTimeout,
        UseCookies = false,
        UseProxy = false,
    };

    /// <summary>Says who asks.</summary>
    public static void Introduce(HttpRequestMessage request) => request.Headers.UserAgent.Add(Product);

    /// <summary>Asks, and waits for the head of the answer.</summary>
    /// <param name="question">Whom and what.</param>
    /// <param name="stopping">Gives up.</param>
    /// <exception cref="FetchStopped">No answer, or one that is not HTTP.</exception>
    public async Task<HttpResponseMessage> AskAsync(SharerQuestion question, CancellationToken stopping)
    {
        var url = question.Url;
        using var request = question.ToRequest();
        Introduce(request);
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
            throw FetchStopped.BySharer(DownloadFailure.BadAnswer, $"{url} answered with what is not HTTP/1.1, or a head above {MostHeadKilobytes} KiB: {WireText.Clean(cause.Message)}");
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

    /// <summary>Reads what is left of a refusal, unless it is long, so that the connection can carry the next request.</summary>
    public async Task FinishAsync(HttpResponseMessage refusal, CancellationToken stopping)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(stopping);
        limit.CancelAfter(_settings.ConnectTimeout);
        try
        {
            var body = await refusal.Content.ReadAsStreamAsync(limit.Token);
            var buffer = new byte[4096];
            for (var total = 0; total < MostRefusalBytes;)
            {
                var read = await body.ReadAsync(buffer, limit.Token);
                if (read == 0) return;
                total += read;
            }
        }
        catch (Exception cause) when (cause is IOException or HttpRequestException || (cause is OperationCanceledException && !stopping.IsCancellationRequested))
        {
            refusal.Dispose();
        }
    }

    /// <summary>Our place in the sharer's queue; null when it tells none.</summary>
    public static QueuePlace? PlaceIn(HttpResponseMessage response) => response.StatusCode == HttpStatusCode.ServiceUnavailable
        ? QueueHeaders.Read(Joined(response, QueueHeaders.Queue), Joined(response, QueueHeaders.Queued), RetryAfter(response))
        : null;

    /// <summary>When a busy sharer asks us to come again.</summary>
    public static TimeSpan? RetryAfter(HttpResponseMessage response) => response.Headers.RetryAfter?.Delta is { Ticks: > 0 } wait ? wait : null;

    /// <summary>Others who have the content, as the sharer says.</summary>
    public static ImmutableArray<PeerAddress> AlternatesIn(HttpResponseMessage response) => AlternateLocations.Read(Joined(response, AlternateLocations.Header));

    /// <summary>Others who have it and must be pushed, as the sharer says.</summary>
    public static ImmutableArray<FirewalledLocation> FirewalledIn(HttpResponseMessage response) => FirewalledLocations.Read(Joined(response, FirewalledLocations.Header));

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

    private static HttpClient ClientOf(HttpMessageHandler handler) => new(handler) { Timeout = Timeout.InfiniteTimeSpan };

    private static string? Joined(HttpResponseMessage response, string name) =>
        response.Headers.TryGetValues(name, out var values) ? string.Join(", ", values) : null;

    private static IEnumerable<string> Values(HttpResponseMessage response, string name) =>
        response.Headers.TryGetValues(name, out var values) ? values : [];
}
