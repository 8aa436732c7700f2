using Akka.Actor;
using Microsoft.AspNetCore.Http.Features;
using PeerActors.Messages.Access;
using PeerActors.Messages.Identity;
using PeerActors.Messages.Shares;
using PeerActors.Messages.Wire.Gnutella;

namespace PeerActors.Host.Web.Http;

/// <summary>The whole of HTTP on the public port: finds the file in the library, holds it against the disk, and sends what was asked for.</summary>
internal sealed class FileServing
{
    private const string Methods = "GET, HEAD";
    private const string NotOffered = "Nothing of that content is offered here.";
    private const string Mismatch = "File index/name mismatch: nothing of that name is offered here, under that number or any other.";

    private readonly ISharedFiles _files;
    private readonly PortCounters _counters;
    private readonly UploadGate _gate;
    private readonly BodySender _sender;
    private readonly PartialShares _partials;
    private readonly PartialServing _partialServing;
    private readonly BrowseServing _browse;

    /// <param name="front">What is served, and within which bounds.</param>
    public FileServing(WebFront front)
    {
        (_files, _counters, _partials) = (front.Files, front.Counters, front.Partials);
        (_gate, _sender) = (new(_files, _counters), new(front.Rate, _counters));
        (_partialServing, _browse) = (new(_files, _gate, _sender, _counters), new(front));
    }

    /// <summary>Answers a request.</summary>
    public async Task ServeAsync(HttpContext http)
    {
        http.Response.Headers.XContentTypeOptions = "nosniff";
        if (!HttpMethods.IsGet(http.Request.Method) && !HttpMethods.IsHead(http.Request.Method))
        {
            http.Response.Headers.Allow = Methods;
            await http.RefuseAsync(StatusCodes.Status405MethodNotAllowed, $"Only {Methods} are answered here.");
            return;
        }

        try
        {
            await (FileTarget.Read(http.Features.GetRequiredFeature<IHttpRequestFeature>().RawTarget) switch
            {
                ByName target => ServeAsync(http, target),
                ByHash target => ServeAsync(http, target),
                FrontPage => _browse.ServeAsync(http),
                Malformed target => http.RefuseAsync(StatusCodes.Status400BadRequest, target.Why),
                _ => http.RefuseAsync(StatusCodes.Status404NotFound, "Files are served at /get/INDEX/NAME and /uri-res/N2R?urn:sha1:HASH, and listed at /."),
            });
        }
        catch (Exception cause) when (cause is TimeoutException or AskTimeoutException && !http.Response.HasStarted)
        {
            _counters.Add(PortCount.LookupsFailed);
            await http.RefuseAsync(StatusCodes.Status503ServiceUnavailable, "This peer did not answer in time; try again.");
        }
    }

    private async Task ServeAsync(HttpContext http, ByName target)
    {
        if (await _files.FindAsync(http.Asker(), target.Index, target.Name, http.RequestAborted) is { } file) await ServeAsync(http, file);
        else await http.RefuseAsync(StatusCodes.Status404NotFound, Mismatch);
    }

    private async Task ServeAsync(HttpContext http, ByHash target)
    {
        if (await _files.FindAsync(http.Asker(), target.Sha1, http.RequestAborted) is { } file) await ServeAsync(http, file);
        else if (_partials.Find(target.Sha1) is { } share && await MayReadAsync(http.Asker(), share, http.RequestAborted)) await _partialServing.ServeAsync(http, target.Sha1, share, await HearAsync(http, target.Sha1));
        else await http.RefuseAsync(StatusCodes.Status404NotFound, NotOffered);
    }

    private async Task<bool> MayReadAsync(PeerId? asker, PartialShare share, CancellationToken stopping) =>
        ResourcePath.TryOf([.. Resources.PartialShares.Split('/', StringSplitOptions.RemoveEmptyEntries), share.Name], out var resource) && await _files.MayReadAsync(asker, resource, stopping);

    private async Task ServeAsync(HttpContext http, SharedFile file)
    {
        if (SharedContent.TryOpen(file, out var content) is { } problem)
        {
            _counters.Add(PortCount.FilesVanished);
            _files.Rescan();
            await http.RefuseAsync(StatusCodes.Status404NotFound, problem);
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
                await http.RefuseAsync(StatusCodes.Status412PreconditionFailed, "The file is another version than the request asks for.");
                return;
        }

        var ranges = condition == Condition.ProceedWithoutRange || !HttpMethods.IsGet(http.Request.Method)
            ? new WholeFile()
            : ByteRanges.Read(http.Request.Headers.Range, file.Size);
        if (ranges is NoSuchRange)
        {
            http.Response.Headers.ContentRange = $"bytes */{file.Size}";
            await http.RefuseAsync(StatusCodes.Status416RangeNotSatisfiable, $"The file has {file.Size} bytes.");
            return;
        }

        var asked = await HearAsync(http, file.Sha1);
        if (HttpMethods.IsGet(http.Request.Method)) await SendAsync(http, file, head, content, ranges, asked);
        else Describe(http.Response, FileBody.Of(ranges, file, head.ContentType), ranges);
    }

    private static void Describe(HttpResponse response, FileBody body, ByteRanges ranges)
    {
        response.StatusCode = ranges is SomeRanges ? StatusCodes.Status206PartialContent : StatusCodes.Status200OK;
        response.ContentType = body.ContentType;
        response.ContentLength = body.Length;
        if (body.ContentRange is { } contentRange) response.Headers.ContentRange = contentRange;
    }

    private async Task SendAsync(HttpContext http, SharedFile file, FileHead head, SharedContent content, ByteRanges ranges, SharingRequest asked)
    {
        if (await _gate.EnterAsync(http, asked, file.Sha1, file.Size) is not { } upload) return;
        var body = FileBody.Of(ranges, file, head.ContentType);
        var willWantMore = ranges is SomeRanges some && some.Parts[^1].From + some.Parts[^1].Length < file.Size;
        try
        {
            Describe(http.Response, body, ranges);
            Count(http, await _sender.SendAsync(body, content, http.Response.BodyWriter, http.RequestAborted));
        }
        finally
        {
            _files.EndUpload(upload, willWantMore);
        }
    }

    private void Count(HttpContext http, SendEnd end)
    {
        switch (end)
        {
            case SendEnd.Sent:
                _counters.Add(PortCount.FilesServed);
                break;
            case SendEnd.FileShrank:
                // The head has promised more than there is; only a broken connection tells the client.
                _counters.Add(PortCount.BrokenOff);
                _files.Rescan();
                http.Abort();
                break;
            case SendEnd.ClientLeft:
                _counters.Add(PortCount.FilesNotTaken);
                break;
        }
    }

    /// <summary>Takes what a servent tells of others that have the file, and tells it whom we know.</summary>
    private async Task<SharingRequest> HearAsync(HttpContext http, Sha1Hash content)
    {
        var asked = SharingRequest.Read(http.Connection.RemoteIpAddress, http.Request.Headers);
        if (!asked.IsServent) return asked;
        http.Response.Headers[SharingHeaders.Features] = SharingHeaders.OurFeatures;
        var known = await _files.ExchangeAsync(content, asked, http.RequestAborted);
        if (!known.IsEmpty) http.Response.Headers[AlternateLocations.Header] = AlternateLocations.Write(known);
        return asked;
    }
}
