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
            throw new BadAdminRequest($"The body cannot be read: {garbled.Message}");
        }
    }

    public static async Task Write<T>(this HttpContext http, int statusCode, T body, JsonTypeInfo<T> type)
    {
        http.Response.StatusCode = statusCode;
        http.Response.ContentType = "application/json";
        await JsonSerializer.SerializeAsync(http.Response.Body, body, type, http.RequestAborted);
    }

    /// <summary>One line per event, each sent at once.</summary>
    public static async Task WriteLines<T>(this HttpContext http, IAsyncEnumerable<T> lines, JsonTypeInfo<T> type, CancellationToken stopping)
    {
        http.Response.ContentType = "application/x-ndjson";
        await http.Response.StartAsync(stopping);
        await http.Response.Body.FlushAsync(stopping);
        await foreach (var line in lines.WithCancellation(stopping))
        {
            await http.Response.Body.WriteAsync((byte[])[.. JsonSerializer.SerializeToUtf8Bytes(line, type), (byte)'\n'], stopping);
            await http.Response.Body.FlushAsync(stopping);
        }
    }
}
