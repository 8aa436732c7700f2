using System.IO.Pipelines;

namespace PeerActors.Host.Web.Http;

/// <summary>How sending ended.</summary>
internal enum SendEnd
{
    /// <summary>All of it was taken.</summary>
    Sent,

    /// <summary>The client went away.</summary>
    ClientLeft,

    /// <summary>The file ended, or could not be read, before what was promised.</summary>
    FileShrank,
}

/// <summary>Bytes that can be read from anywhere, by several at once.</summary>
internal interface IReadableContent
{
    /// <summary>Some bytes; 0 at the end or when the disk refuses.</summary>
    ValueTask<int> ReadAsync(Memory<byte> portion, long at, CancellationToken stopping);
}

/// <summary>Sends bodies, all of them together within <c>uploads.max-rate</c>.</summary>
internal sealed class BodySender(RateLimit rate, PortCounters counters)
{
    /// <summary>One read and one flush of this size is faster than Kestrel's own way of sending files.</summary>
    private const int PortionBytes = 256 * 1024;

    public async Task<SendEnd> SendAsync(FileBody body, IReadableContent content, PipeWriter to, CancellationToken stopping)
    {
        try
        {
            foreach (var piece in body.Pieces)
            {
                if (!piece.Opening.IsEmpty && (await to.WriteAsync(piece.Opening, stopping)).IsCompleted) return SendEnd.ClientLeft;
                if (await SendAsync(piece.Range, content, to, stopping) is not SendEnd.Sent and var end) return end;
            }

            return SendEnd.Sent;
        }
        catch (OperationCanceledException)
        {
            return SendEnd.ClientLeft;
        }
    }

    private async Task<SendEnd> SendAsync(ByteRange range, IReadableContent content, PipeWriter to, CancellationToken stopping)
    {
        var most = rate.Portion(PortionBytes);
        for (var (at, left) = (range.From, range.Length); left > 0;)
        {
            var count = (int)Math.Min(most, left);
            await rate.TakeAsync(count, stopping);
            var read = await content.ReadAsync(to.GetMemory(count)[..count], at, stopping);
            if (read == 0) return SendEnd.FileShrank;
            to.Advance(read);
            counters.Add(PortCount.BytesServed, read);
            if ((await to.FlushAsync(stopping)).IsCompleted) return SendEnd.ClientLeft;
            at += read;
            left -= read;
        }

        return SendEnd.Sent;
    }
}
