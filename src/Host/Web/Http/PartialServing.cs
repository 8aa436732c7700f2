using PeerActors.Messages.Identity;
using PeerActors.Messages.Wire.Gnutella;

namespace PeerActors.Host.Web.Http;

/// <summary>Sends what is there of a file that is still being fetched (Partial File Sharing Protocol 1.0a): only ranges, and each answer tells
/// which there are.</summary>
internal sealed class PartialServing(ISharedFiles files, UploadGate gate, BodySender sender, PortCounters counters)
{
    public async Task ServeAsync(HttpContext http, Sha1Hash content, PartialShare share, SharingRequest asked)
    {
        var available = share.Content.Available;
        var headers = http.Response.Headers;
        headers.AcceptRanges = "bytes";
        headers[SharingHeaders.ContentUrn] = content.Urn;
        headers[AvailableRanges.Header] = AvailableRanges.Write(available.Select(static range => new AvailableRange(range.From, range.From + range.Length - 1)));
        if (ByteRanges.Read(http.Request.Headers.Range, share.Size) is not SomeRanges { Parts: [var first, ..] } || Within(first, available) is not { } part)
        {
            headers.ContentRange = $"bytes */{share.Size}";
            await http.RefuseAsync(StatusCodes.Status416RangeNotSatisfiable, $"Only parts of the file are here yet; {AvailableRanges.Header} names them.");
            return;
        }

        if (HttpMethods.IsHead(http.Request.Method))
        {
            Describe(http.Response, part, share);
            return;
        }

        if (await gate.EnterAsync(http, asked, content, share.Size) is not { } upload) return;
        try
        {
            Describe(http.Response, part, share);
            if (await sender.SendAsync(new([new(default, part)], ContentTypes.Bytes, null), share.Content, http.Response.BodyWriter, http.RequestAborted) == SendEnd.FileShrank)
            {
                // It was finished, or begun anew, meanwhile; only a broken connection tells the client.
                counters.Add(PortCount.BrokenOff);
                http.Abort();
            }
        }
        finally
        {
            files.EndUpload(upload, willWantMore: true);
        }
    }

    /// <summary>The part of a range from its first byte on that is there; null when that byte is not.</summary>
    private static ByteRange? Within(ByteRange wanted, IEnumerable<ByteRange> available)
    {
        foreach (var there in available)
        {
            if (wanted.From < there.From || wanted.From >= there.From + there.Length) continue;
            return wanted with { Length = Math.Min(wanted.Length, there.From + there.Length - wanted.From) };
        }

        return null;
    }

    private static void Describe(HttpResponse response, ByteRange part, PartialShare share)
    {
        response.StatusCode = StatusCodes.Status206PartialContent;
        response.ContentType = ContentTypes.Bytes;
        response.ContentLength = part.Length;
        response.Headers.ContentRange = part.ContentRange(share.Size);
        response.Headers.ContentDisposition = FileHead.Attachment(share.Name);
    }
}
