using System.Net;
using System.Net.Http.Headers;
using PeerActors.Actors.HostCatcher;
using PeerActors.Messages.HostCatcher;
using PeerActors.Messages.Wire.WebCache;

namespace PeerActors.Host.Web.Caches;

/// <summary>Asks web caches over HTTP and trusts them with nothing: bounded time, answer and redirects; no cookies, proxies or compression.</summary>
internal sealed class WebCacheClient : IHostCache, IDisposable
{
    private const int MostHeadKilobytes = 16;
    private static readonly string Version = typeof(WebCacheClient).Assembly.GetName().Version?.ToString(2) ?? "0";

    private readonly HostSettings _settings;
    private readonly HttpClient _http;

    public WebCacheClient(HostSettings settings)
    {
        _settings = settings;
        _http = new(new SocketsHttpHandler
        {
            ActivityHeadersPropagator = null,
            AllowAutoRedirect = false,
            AutomaticDecompression = DecompressionMethods.None,
            ConnectTimeout = settings.WebCacheTimeout,
            MaxResponseDrainSize = 0,
            MaxResponseHeadersLength = MostHeadKilobytes,
            PooledConnectionLifetime = TimeSpan.Zero,
            UseCookies = false,
            UseProxy = false,
        }) { Timeout = Timeout.InfiniteTimeSpan };
    }

    /// <inheritdoc/>
    public async Task<CacheAnswer> AskAsync(CacheRequest request, CancellationToken stopping)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(stopping);
        limit.CancelAfter(_settings.WebCacheTimeout);
        try
        {
            var url = request.Own is { } own
                ? CacheQuestion.ForUpdate(request.Cache, Version, own, request.Vouched)
                : CacheQuestion.ForHosts(request.Cache, Version);
            return await FollowAsync(url, limit.Token);
        }
        catch (OperationCanceledException) when (!stopping.IsCancellationRequested)
        {
            return CacheAnswer.Failed($"it did not answer within {_settings.WebCacheTimeout.TotalSeconds:0.###} s (hosts.web-cache-timeout)");
        }
        catch (Exception cause) when (cause is HttpRequestException or IOException)
        {
            return CacheAnswer.Failed($"it cannot be asked: {cause.Message.TrimEnd('.')}");
        }
    }

    public void Dispose() => _http.Dispose();

    private async Task<CacheAnswer> FollowAsync(Uri url, CancellationToken stopping)
    {
        for (var redirects = 0; ; redirects++)
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, url) { Version = HttpVersion.Version11, VersionPolicy = HttpVersionPolicy.RequestVersionExact };
            request.Headers.UserAgent.Add(new ProductInfoHeaderValue("PeerActors", Version));
            using var response = await _http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, stopping);
            if (response.StatusCode == HttpStatusCode.OK) return await ReadAsync(response, stopping);
            if (!IsRedirect(response.StatusCode)) return CacheAnswer.Failed($"it answered {(int)response.StatusCode}");
            if (redirects == _settings.WebCacheMaxRedirects) return CacheAnswer.Failed($"it redirected more than {_settings.WebCacheMaxRedirects} times (hosts.web-cache-max-redirects)");
            if (Next(url, response.Headers.Location) is not { } next) return CacheAnswer.Failed("it redirected to where no web cache is asked: not http or https, or from https to http");
            url = next;
        }
    }

    private async Task<CacheAnswer> ReadAsync(HttpResponseMessage response, CancellationToken stopping)
    {
        var bytes = new byte[_settings.WebCacheMaxAnswer + 1];
        await using var body = await response.Content.ReadAsStreamAsync(stopping);
        var length = await body.ReadAtLeastAsync(bytes, bytes.Length, throwOnEndOfStream: false, stopping);
        return length > _settings.WebCacheMaxAnswer
            ? CacheAnswer.Failed($"its answer has more than {_settings.WebCacheMaxAnswer:N0} bytes (hosts.web-cache-max-answer)")
            : CacheAnswerReader.Read(bytes.AsSpan(0, length), _settings.WebCacheMaxHosts);
    }

    private static bool IsRedirect(HttpStatusCode code) => code is
        HttpStatusCode.MovedPermanently or HttpStatusCode.Found or HttpStatusCode.SeeOther or HttpStatusCode.TemporaryRedirect or HttpStatusCode.PermanentRedirect;

    private static Uri? Next(Uri from, Uri? location)
    {
        if (location is null || !Uri.TryCreate(from, location, out var next)) return null;
        var isWeb = next.Scheme == Uri.UriSchemeHttps || (next.Scheme == Uri.UriSchemeHttp && from.Scheme == Uri.UriSchemeHttp);
        return isWeb && next.UserInfo.Length == 0 ? next : null;
    }
}
