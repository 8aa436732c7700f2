using System.Globalization;
using PeerActors.Messages.Identity;
using PeerActors.Messages.Shares;
using PeerActors.Messages.Wire.Gnutella;

namespace PeerActors.Host.Web.Http;

/// <summary>Lets a request through to the sending of a file when it gets a slot; otherwise answers with its place in the queue.</summary>
internal sealed class UploadGate(ISharedFiles files, PortCounters counters)
{
    /// <summary>The granted upload, to be ended with <see cref="ISharedFiles.EndUpload"/>; null when the request is answered already.</summary>
    public async Task<RequestId?> EnterAsync(HttpContext http, SharingRequest asked, Sha1Hash content, long size)
    {
        switch (await files.AskUploadAsync(asked.Asker, asked.Ticket, content, size, http.RequestAborted))
        {
            case UploadQueued { Place: var place }:
                counters.Add(PortCount.UploadsQueued);
                Describe(place, asked.Queueing, http.Response.Headers);
                await http.RefuseUntilAsync(StatusCodes.Status503ServiceUnavailable, place.PollMinSeconds, Text(place));
                return null;
            case UploadRefused refused:
                counters.Add(PortCount.UploadsRefused);
                var status = refused.Why == UploadRefusal.PolledTooOften ? StatusCodes.Status429TooManyRequests : StatusCodes.Status503ServiceUnavailable;
                await http.RefuseUntilAsync(status, (int)Math.Ceiling(refused.RetryAfter.TotalSeconds), Text(refused.Why));
                return null;
            case var granted:
                return granted.Request;
        }
    }

    private static void Describe(QueuePlace place, QueueVersion? queueing, IHeaderDictionary headers)
    {
        if (queueing == QueueVersion.Polled) headers[QueueHeaders.Queue] = QueueHeaders.WritePolled(place);
        else if (queueing == QueueVersion.Remembered) headers[QueueHeaders.Queued] = QueueHeaders.WriteRemembered(place);
    }

    private static string Text(QueuePlace place) => string.Create(
        CultureInfo.InvariantCulture,
        $"Queued: all slots are taken. You are at position {place.Position} of {place.Length}. Ask again in {place.PollMinSeconds} to {place.PollMaxSeconds} seconds to keep it.");

    private static string Text(UploadRefusal why) => why switch
    {
        UploadRefusal.QueueFull => "All slots are taken, and so is every place in the queue.",
        UploadRefusal.TooManyFromAddress => "All slots are taken, and as many requests from your address wait as may.",
        _ => "You asked again before your time too often, and have lost your place in the queue.",
    };
}
