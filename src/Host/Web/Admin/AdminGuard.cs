namespace PeerActors.Host.Web.Admin;

/// <summary>What stands before every endpoint: the token, and failures turned into answers.</summary>
internal sealed class AdminGuard(string token, RequestDelegate next)
{
    public async Task Handle(HttpContext http)
    {
        if (!BearerToken.IsIn(http.Request.Headers.Authorization, token))
        {
            http.Response.Headers.WWWAuthenticate = "Bearer";
            await Refuse(http, StatusCodes.Status401Unauthorized, "The token of this peer is expected (Authorization: Bearer …); it stands in admin.json.");
            return;
        }

        try
        {
            await next(http);
        }
        catch (Exception) when (http.RequestAborted.IsCancellationRequested || http.Response.HasStarted)
        {
            http.Abort();
        }
        catch (OperationCanceledException)
        {
            await Refuse(http, StatusCodes.Status503ServiceUnavailable, "The peer is leaving.");
        }
        catch (BadAdminRequest bad)
        {
            await Refuse(http, bad.StatusCode, bad.Message);
        }
        catch (BadHttpRequestException bad)
        {
            await Refuse(http, bad.StatusCode, bad.Message);
        }
        catch (Exception failure)
        {
            await Refuse(http, StatusCodes.Status503ServiceUnavailable, $"The peer did not answer (peer.ask-timeout): {failure.Message}");
        }
    }

    public static Task Refuse(HttpContext http, int statusCode, string why) =>
        http.Write(statusCode, new AdminError(why), AdminJson.Default.AdminError);
}
