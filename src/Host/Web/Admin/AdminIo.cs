using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace PeerActors.Host.Web.Admin;

/// <summary>JSON in and out of a request.</summary>
internal static class AdminIo
{
    /// <exception cref="BadAdminRequest">The body is not what was expected.</exception>
    public static async Task<T> Read<T>(this HttpContext http, JsonTypeInfo<T> type)
    {
        try
        {
            return await JsonSerializer.DeserializeAsync(http.Request.Body, type, http.RequestAborted)
                ?? throw new BadAdminRequest("The body is null; a JSON object is expected.");
        }
        catch (JsonException garbled)
        {
            // The message of the reader names types of ours; the place is what helps.
            throw new BadAdminRequest(
                $"The body cannot be read at line {garbled.LineNumber + 1}, byte {garbled.BytePositionInLine + 1}"
                + (garbled.Path is { Length: > 1 } path ? $" ({path[2..]})" : "") + $": one JSON object with {Expected(type)} is expected, and nothing else.");
        }
    }

    private static string Expected(JsonTypeInfo type) => string.Join(", ", type.Properties.Select(static p => p.IsRequired ? p.Name : $"{p.Name} (if wanted)"));

    public static async Task Write<T>(this HttpContext http, int statusCode, T body, JsonTypeInfo<T> type)
    {
        http.Response.StatusCode = statusCode;
        http.Response.ContentType = "application/json";
        await JsonSerializer.SerializeAsync(http.Response.Body, body, type, http.RequestAborted);
    }

    /// <summary>One line per event, each sent at once. When the server ends, the answer ends where it is.</summary>
    public static async Task WriteLines<T>(
        this HttpContext http, Func<CancellationToken, IAsyncEnumerable<T>> lines, JsonTypeInfo<T> type, CancellationToken ending)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(http.RequestAborted, ending);
        http.Response.ContentType = "application/x-ndjson";
        await http.Response.StartAsync(stop.Token);
        await http.Response.Body.FlushAsync(stop.Token);
        try
        {
            await foreach (var line in lines(stop.Token))
            {
                await http.Response.Body.WriteAsync((byte[])[.. JsonSerializer.SerializeToUtf8Bytes(line, type), (byte)'\n'], http.RequestAborted);
                await http.Response.Body.FlushAsync(http.RequestAborted);
            }
        }
        catch (OperationCanceledException) when (ending.IsCancellationRequested && !http.RequestAborted.IsCancellationRequested)
        {
            // The client sees an answer without its last line, and says that the peer ended first.
        }
    }
}
