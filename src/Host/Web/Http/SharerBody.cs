using PeerActors.Messages.Router;
using PeerActors.Messages.Shares;

namespace PeerActors.Host.Web.Http;

/// <summary>The bytes that a sharer sends; waits for each portion as long as <c>downloads.stall-timeout</c> allows.</summary>
internal sealed class SharerBody(Stream stream, Uri url, TimeSpan stallTimeout)
{
    /// <summary>Some bytes, or 0 at the end.</summary>
    /// <param name="buffer">Takes them.</param>
    /// <param name="part">What is kept when there are none.</param>
    /// <param name="stopping">Gives up.</param>
    /// <exception cref="FetchStopped">The sharer is silent, or the connection broke.</exception>
    public async Task<int> ReadAsync(Memory<byte> buffer, PartialFile part, CancellationToken stopping)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(stopping);
        limit.CancelAfter(stallTimeout);
        try
        {
            return await stream.ReadAsync(buffer, limit.Token);
        }
        catch (OperationCanceledException) when (!stopping.IsCancellationRequested)
        {
            throw FetchStopped.BySharer(
                DownloadFailure.Stalled,
                $"{url} sent nothing for {stallTimeout.TotalSeconds:0.###} s (downloads.stall-timeout); {part.Length:N0} bytes are kept for another try.");
        }
        catch (HttpIOException cause) when (cause.HttpRequestError == HttpRequestError.InvalidResponse)
        {
            throw FetchStopped.BySharer(
                DownloadFailure.BadAnswer, $"{url} sent a body that is not HTTP/1.1: {WireText.Clean(cause.Message)} {part.Length:N0} bytes are kept for another try.");
        }
        catch (Exception cause) when (cause is IOException or HttpRequestException)
        {
            throw FetchStopped.BySharer(
                DownloadFailure.Unreachable, $"The connection to {url} broke: {cause.Message} {part.Length:N0} bytes are kept for another try.");
        }
    }
}
