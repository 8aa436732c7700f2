using Microsoft.AspNetCore.Http.Features;
using Microsoft.Net.Http.Headers;
using PeerActors.Messages.Shares;

namespace PeerActors.Host.Web.Http;

/// <summary>Answers file requests: finds the file in the library, holds it against the disk, and sends what was asked for.</summary>
internal sealed class FileServing(ISharedFiles files, PortCounters counters)
{
    private const string Methods = "GET, HEAD";
    private const string NotOffered = "Nothing of that name or content is offered here.";

    /// <summary>The whole of HTTP on the public port.</summary>
    public Task ServeAsync(HttpContext http)
    {
        http.Response.Headers.XContentTypeOptions = "nosniff";
        if (!HttpMethods.IsGet(http.Request.Method) && !HttpMethods.IsHead(http.Request.Method))
        {
            http.Response.Headers.Allow = Methods;
            return RefuseAsync(http, StatusCodes.Status405MethodNotAllowed, $"Only {Methods} are answered here.");
        }

        return FileTarget.Read(http.Features.GetRequiredFeature<IHttpRequestFeature>().RawTarget) switch
        {
            ByName target => ServeAsync(http, files.FindAsync(target.Index, target.Name, http.RequestAborted)),
            ByHash target => ServeAsync(http, files.FindAsync(target.Sha1, http.RequestAborted)),
            Malformed target => RefuseAsync(http, StatusCodes.Status400BadRequest, target.Why),
            _ => RefuseAsync(http, StatusCodes.Status404NotFound, "Files are served at /get/INDEX/NAME and /uri-res/N2R?urn:sha1:HASH."),
        };
    }

    private async Task ServeAsync(HttpContext http, Task<SharedFile?> finding)
    {
        SharedFile? file;
        try
        {
            file = await finding;
        }
        catch (Exception) when (!http.RequestAborted.IsCancellationRequested)
        {
            counters.Add(PortCount.LookupsFailed);
            await RefuseAsync(http, StatusCodes.Status503ServiceUnavailable, "The library of this peer did not answer in time; try again.");
            return;
        }

        if (file is null)
        {
            await RefuseAsync(http, StatusCodes.Status404NotFound, NotOffered);
            return;
        }

        if (SharedContent.TryOpen(file, out var content) is { } problem)
        {
            counters.Add(PortCount.FilesVanished);
            files.Rescan();
            await RefuseAsync(http, StatusCodes.Status404NotFound, problem);
            return;
        }

        using (content)
        {
            await AnswerAsync(http, file, content!);
        }
    }

    private async Task AnswerAsync(HttpContext http, SharedFile file, SharedContent content)
    {
        var head = new FileHead(file);
        head.Describe(http.Response.Headers);
        var condition = Preconditions.Check(http.Request.GetTypedHeaders(), head.ETag, head.Modified);
        switch (condition)
        {
            case Condition.NotModified:
                http.Response.StatusCode = StatusCodes.Status304NotModified;
                return;
            case Condition.Failed:
                await RefuseAsync(http, StatusCodes.Status412PreconditionFailed, "The file is another version than the request asks for.");
                return;
        }

        var ranges = condition == Condition.ProceedWithoutRange || !HttpMethods.IsGet(http.Request.Method)
            ? new WholeFile()
            : ByteRanges.Read(http.Request.Headers.Range, file.Size);
        if (ranges is NoSuchRange)
        {
            http.Response.Headers.ContentRange = $"bytes */{file.Size}";
            await RefuseAsync(http, StatusCodes.Status416RangeNotSatisfiable, $"The file has {file.Size} bytes.");
            return;
        }

        var body = FileBody.Of(ranges, file, head.ContentType);
        http.Response.StatusCode = ranges is SomeRanges ? StatusCodes.Status206PartialContent : StatusCodes.Status200OK;
        http.Response.ContentType = body.ContentType;
        http.Response.ContentLength = body.Length;
        if (body.ContentRange is { } contentRange) http.Response.Headers.ContentRange = contentRange;
        if (HttpMethods.IsGet(http.Request.Method)) await SendAsync(http, content, body);
    }

    private async Task SendAsync(HttpContext http, SharedContent content, FileBody body)
    {
        switch (await content.SendAsync(body, http.Response.BodyWriter, counters, http.RequestAborted))
        {
            case SendEnd.Sent:
                counters.Add(PortCount.FilesServed);
                break;
            case SendEnd.FileShrank:
                // The head has promised more than there is; only a broken connection tells the client.
                counters.Add(PortCount.BrokenOff);
                files.Rescan();
                http.Abort();
                break;
            case SendEnd.ClientLeft:
                counters.Add(PortCount.FilesNotTaken);
                break;
        }
    }

    /// <summary>A short text; what was said of the file does not hold for it.</summary>
    private static Task RefuseAsync(HttpContext http, int status, string why)
    {
        var headers = http.Response.Headers;
        foreach (var name in (ReadOnlySpan<string>)[HeaderNames.ContentDisposition, SharingHeaders.ReprDigest, HeaderNames.LastModified, HeaderNames.ETag])
            headers.Remove(name);
        var text = System.Text.Encoding.UTF8.GetBytes(why + "\n");
        http.Response.StatusCode = status;
        http.Response.ContentType = ContentTypes.PlainText;
        http.Response.ContentLength = text.Length;
        return HttpMethods.IsHead(http.Request.Method) ? Task.CompletedTask : http.Response.Body.WriteAsync(text, http.RequestAborted).AsTask();
    }
}
