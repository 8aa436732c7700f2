using System.IO.Compression;
using PeerActors.Messages.Shares;

namespace PeerActors.Host.Web.Http;

/// <summary>Lists the files offered, to servents as query hits and to people as a page; not too often to one address, and not without end.</summary>
internal sealed class BrowseServing(WebFront front)
{
    private readonly BrowseTurns _turns = new(front.Browse.Interval, front.Browse.MaxAskers);
    private readonly long _start = front.Clock.GetTimestamp();

    public async Task ServeAsync(HttpContext http)
    {
        if (!front.Browse.Enabled)
        {
            await http.RefuseAsync(StatusCodes.Status403Forbidden, "This peer does not list its files.");
            return;
        }

        var request = http.Request.GetTypedHeaders();
        if (BrowseAnswer.For(request.Accept) is not { } answer)
        {
            await http.RefuseAsync(StatusCodes.Status406NotAcceptable, "Files are listed as application/x-gnutella-packets and as text/html.");
            return;
        }

        var deflates = request.AcceptEncoding?.Any(static encoding => encoding.Value.Equals("deflate", StringComparison.OrdinalIgnoreCase) && encoding.Quality != 0) == true;
        if (HttpMethods.IsHead(http.Request.Method))
        {
            Describe(http.Response, answer, deflates);
            return;
        }

        if (_turns.Take(SharingRequest.Read(http.Connection.RemoteIpAddress, http.Request.Headers).Asker.Ip, front.Clock.GetElapsedTime(_start)) is { } wait)
        {
            front.Counters.Add(PortCount.BrowsesRefused);
            var seconds = (int)Math.Ceiling(wait.TotalSeconds);
            await http.RefuseUntilAsync(StatusCodes.Status429TooManyRequests, seconds, $"The files were listed to your address a moment ago. Ask again in {seconds} seconds.");
            return;
        }

        await ListAsync(http, answer, deflates);
    }

    private static void Describe(HttpResponse response, BrowseAnswer answer, bool deflates)
    {
        response.ContentType = answer.ContentType;
        response.Headers.CacheControl = "no-store";
        response.Headers.ContentSecurityPolicy = "default-src 'none'";
        response.Headers[SharingHeaders.Features] = SharingHeaders.OurFeatures;
        if (deflates) response.Headers.ContentEncoding = "deflate";
    }

    private async Task ListAsync(HttpContext http, BrowseAnswer answer, bool deflates)
    {
        // The first page comes before the head, so that a peer in trouble can still say so.
        var page = await front.Files.BrowseAsync(http.Asker(), default, http.RequestAborted);
        if (page is { IsDenied: true, Files: [], Next: null })
        {
            await http.RefuseAsync(StatusCodes.Status403Forbidden, "This peer does not list its files to you.");
            return;
        }

        Describe(http.Response, answer, deflates);
        var body = http.Response.BodyWriter.AsStream(leaveOpen: true);
        await using var output = deflates ? new ZLibStream(body, CompressionLevel.Fastest) : body;
        var listed = 0;
        await SendAsync(http, output, answer.Opening);
        while (true)
        {
            listed += page.Files.Length;
            await SendAsync(http, output, answer.Page(page));
            if (page.Next is not { } next || listed >= front.Browse.MaxFiles) break;
            page = await front.Files.BrowseAsync(http.Asker(), next, http.RequestAborted);
        }

        await SendAsync(http, output, answer.Closing(listed, page.Next is null));
        front.Counters.Add(PortCount.Browses);
    }

    private async Task SendAsync(HttpContext http, Stream output, ReadOnlyMemory<byte> bytes)
    {
        if (bytes.IsEmpty) return;
        await front.Rate.TakeAsync(bytes.Length, http.RequestAborted);
        await output.WriteAsync(bytes, http.RequestAborted);
        await output.FlushAsync(http.RequestAborted);
    }
}
