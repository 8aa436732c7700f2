using System.Net;
using System.Net.Http.Headers;
using System.Runtime.CompilerServices;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using PeerActors.Host.Composition;
using PeerActors.Host.Web.Admin;

namespace PeerActors.Host.Commands;

/// <summary>Commands the peer that runs in a data folder, through its admin endpoint.</summary>
internal sealed class AdminClient : IDisposable
{
    private static readonly TimeSpan ConnectTimeout = TimeSpan.FromSeconds(5);

    private readonly HttpClient _http;
    private readonly string _folder;
    private readonly AdminAccess _access;

    private AdminClient(string folder, AdminAccess access)
    {
        (_folder, _access) = (folder, access);
        _http = new HttpClient(new SocketsHttpHandler { UseProxy = false, AllowAutoRedirect = false, ConnectTimeout = ConnectTimeout })
        {
            BaseAddress = new Uri(access.Url),
            Timeout = Timeout.InfiniteTimeSpan,
        };
        _http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", access.Token);
    }

    /// <exception cref="NoRunningPeer">The folder has no running peer.</exception>
    public static AdminClient For(string folder)
    {
        folder = Path.GetFullPath(folder);
        return new(folder, AdminFile.Read(folder));
    }

    public void Dispose() => _http.Dispose();

    /// <exception cref="CommandFailed">The peer refused.</exception>
    /// <exception cref="NoRunningPeer">Nobody answers.</exception>
    public async Task<T> Get<T>(string path, JsonTypeInfo<T> type, CancellationToken stop)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, path);
        using var response = await Send(request, stop);
        try
        {
            await using var body = await response.Content.ReadAsStreamAsync(stop);
            return await JsonSerializer.DeserializeAsync(body, type, stop) ?? throw new CommandFailed($"The peer answered {path} with nothing.");
        }
        catch (Exception broken) when (broken is JsonException or IOException or HttpRequestException)
        {
            throw Broken(broken);
        }
    }

    /// <summary>The lines of the answer as they come. Leaving the sequence early ends what was asked for.</summary>
    /// <exception cref="CommandFailed">The peer refused, or ended before its answer did.</exception>
    /// <exception cref="NoRunningPeer">Nobody answers.</exception>
    public async IAsyncEnumerable<TLine> Stream<TBody, TLine>(
        string path, TBody body, JsonTypeInfo<TBody> bodyType, JsonTypeInfo<TLine> lineType, [EnumeratorCancellation] CancellationToken stop)
        where TLine : class
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, path)
        {
            Content = new ByteArrayContent(JsonSerializer.SerializeToUtf8Bytes(body, bodyType)) { Headers = { ContentType = new("application/json") } },
        };
        using var response = await Send(request, stop);
        await using var stream = await response.Content.ReadAsStreamAsync(stop);
        using var reader = new StreamReader(stream);
        while (await ReadLine(reader, lineType, stop) is { } line) yield return line;
    }

    private static async Task<TLine?> ReadLine<TLine>(StreamReader reader, JsonTypeInfo<TLine> type, CancellationToken stop)
        where TLine : class
    {
        try
        {
            return await reader.ReadLineAsync(stop) is { } text ? JsonSerializer.Deserialize(text, type) : null;
        }
        catch (Exception broken) when (broken is JsonException or IOException or HttpRequestException)
        {
            throw Broken(broken);
        }
    }

    private async Task<HttpResponseMessage> Send(HttpRequestMessage request, CancellationToken stop)
    {
        HttpResponseMessage response;
        try
        {
            response = await _http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, stop);
        }
        catch (HttpRequestException hungUp) when (hungUp.HttpRequestError == HttpRequestError.ResponseEnded || hungUp.InnerException is IOException)
        {
            throw new CommandFailed(
                $"The peer at {_access.Url} (process {_access.Pid}) closed the connection without an answer: it is leaving, or as many connections are open as "
                + "http.admin-max-connections allows. Searches and downloads hold one each: let one end and try again, or raise the setting.", hungUp);
        }
        catch (Exception nobody) when (nobody is HttpRequestException || (nobody is OperationCanceledException && !stop.IsCancellationRequested))
        {
            throw new NoRunningPeer(
                $"No peer answers for the data folder {_folder}: {AdminFile.FileName} names {_access.Url} and process {_access.Pid}, and there {nobody.Message} "
                + $"Perhaps it is starting or leaving, or the file was left behind; start it with: peer up --data {_folder}", nobody);
        }

        if (response.IsSuccessStatusCode) return response;
        using (response) throw new CommandFailed(await Refusal(response, stop));
    }

    private async Task<string> Refusal(HttpResponseMessage response, CancellationToken stop)
    {
        if (response.StatusCode == HttpStatusCode.Unauthorized)
            return $"The peer at {_access.Url} refused the token in {AdminFile.PathIn(_folder)}: the file is of another run. Start the peer again.";
        try
        {
            await using var body = await response.Content.ReadAsStreamAsync(stop);
            return (await JsonSerializer.DeserializeAsync(body, AdminJson.Default.AdminError, stop))?.Error ?? Unexplained(response);
        }
        catch (Exception broken) when (broken is JsonException or IOException or HttpRequestException)
        {
            return Unexplained(response);
        }
    }

    private string Unexplained(HttpResponseMessage response) => $"The peer at {_access.Url} answered {(int)response.StatusCode} without saying why.";

    private static CommandFailed Broken(Exception cause) => new($"The peer ended, or broke off, before its answer did: {cause.Message}", cause);
}
