using System.Text;
using PeerActors.Actors.Shares.Pushes;
using PeerActors.Host.Web.Http;
using PeerActors.Messages.Identity;
using PeerActors.Messages.Router;
using PeerActors.Messages.Wire.Gnutella;

namespace PeerActors.Host.Web.Pushes;

/// <summary>Passes a push on towards a sharer, for whoever has shown a key, or for anyone.</summary>
internal delegate Task<PushSending> PassPush(PeerId? shown, ServentId sharer, FileIndex file, PeerAddress asker, CancellationToken stopping);

/// <summary>
/// The push proxy's side of HTTP: passes a push on for an asker, within <c>pushes.max-passed-per-minute</c>. The asker can name itself only, so
/// that nobody has a sharer dial a third.
/// </summary>
internal sealed class PushProxyServing(PushSettings settings, TimeProvider clock, PortCounters counters)
{
    private readonly MinuteBudget _budget = new(settings.MaxPassedPerMinute, clock);
    private volatile PassPush? _pass;

    /// <summary>The peer is up; until then requests are refused.</summary>
    public void Open(PassPush pass) => _pass = pass;

    public async Task ServeAsync(HttpContext http)
    {
        var (status, why) = await AnswerAsync(http);
        counters.Add(status < StatusCodes.Status300MultipleChoices ? PortCount.PushesPassed : PortCount.PushesNotPassed);
        var text = Encoding.UTF8.GetBytes(why + "\n");
        http.Response.StatusCode = status;
        http.Response.ContentType = ContentTypes.PlainText;
        http.Response.ContentLength = text.Length;
        if (!HttpMethods.IsHead(http.Request.Method)) await http.Response.Body.WriteAsync(text, http.RequestAborted);
    }

    private async Task<(int Status, string Why)> AnswerAsync(HttpContext http)
    {
        if (!HttpMethods.IsGet(http.Request.Method) && !HttpMethods.IsHead(http.Request.Method))
            return (StatusCodes.Status405MethodNotAllowed, "Only GET and HEAD are answered here.");
        if (PushProxyRequest.Read(http.Request.Query) is not { } push)
            return (StatusCodes.Status400BadRequest, "ServerId is expected, 26 characters of base32, or guid, 32 hexadecimal digits.");
        if (!PeerAddress.TryParse(http.Request.Headers[QueueHeaders.Node].ToString().Split(',')[0].Trim(), out var asker) || !asker.IsDialable)
            return (StatusCodes.Status400BadRequest, $"{QueueHeaders.Node} is expected, an IPv4 address and a port where you can be dialled.");
        if (http.Connection.RemoteIpAddress is not { } ip || PeerAddress.From(new(ip, 0)).Ip != asker.Ip)
            return (StatusCodes.Status400BadRequest, $"{QueueHeaders.Node} is {asker}, and you are at {http.Connection.RemoteIpAddress}; a push is passed on for yourself only.");
        if (_pass is not { } pass) return (StatusCodes.Status503ServiceUnavailable, "This peer is not up yet.");
        if (!_budget.TrySpend()) return (StatusCodes.Status503ServiceUnavailable, "Too many pushes were passed on in this minute; try again in the next.");
        return await pass(http.Asker(), push.Sharer, push.File, asker, http.RequestAborted) switch
        {
            PushSending.ToNeighbour => (StatusCodes.Status202Accepted, "The push is on its way to the sharer."),
            PushSending.AlongHits => (StatusCodes.Status203NonAuthoritative, "The push is on its way through the overlay."),
            PushSending.RouteLost => (StatusCodes.Status410Gone, "The link to that servent is gone."),
            _ => (StatusCodes.Status410Gone, "No link leads to that servent."),
        };
    }
}
