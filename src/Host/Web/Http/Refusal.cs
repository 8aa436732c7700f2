using System.Globalization;
using System.Text;
using Microsoft.Net.Http.Headers;

namespace PeerActors.Host.Web.Http;

/// <summary>Answers that bring no file: a status and a short text.</summary>
internal static class Refusal
{
    /// <summary>What was said of the file does not hold for the text.</summary>
    public static Task RefuseAsync(this HttpContext http, int status, string why)
    {
        var headers = http.Response.Headers;
        foreach (var name in (ReadOnlySpan<string>)[HeaderNames.ContentDisposition, SharingHeaders.ReprDigest, HeaderNames.LastModified, HeaderNames.ETag])
            headers.Remove(name);
        var text = Encoding.UTF8.GetBytes(why + "\n");
        http.Response.StatusCode = status;
        http.Response.ContentType = ContentTypes.PlainText;
        http.Response.ContentLength = text.Length;
        return HttpMethods.IsHead(http.Request.Method) ? Task.CompletedTask : http.Response.Body.WriteAsync(text, http.RequestAborted).AsTask();
    }

    /// <summary>The same, and when to come back; the connection ends, for to wait takes no connection.</summary>
    public static Task RefuseUntilAsync(this HttpContext http, int status, int seconds, string why)
    {
        http.Response.Headers.RetryAfter = seconds.ToString(CultureInfo.InvariantCulture);
        http.Response.Headers.Connection = "close";
        return http.RefuseAsync(status, why);
    }
}
