using Microsoft.AspNetCore.Http.Headers;
using Microsoft.Net.Http.Headers;

namespace PeerActors.Host.Web.Http;

/// <summary>What conditional headers make of a GET or HEAD.</summary>
internal enum Condition
{
    /// <summary>Answer, and heed a range.</summary>
    Proceed,

    /// <summary>Answer with the whole: the range was meant for another version.</summary>
    ProceedWithoutRange,

    /// <summary>304.</summary>
    NotModified,

    /// <summary>412.</summary>
    Failed,
}

/// <summary>Conditional requests in the order of RFC 9110 section 13.2.2. Pure.</summary>
internal static class Preconditions
{
    /// <param name="request">Its headers.</param>
    /// <param name="etag">Strong.</param>
    /// <param name="modified">In whole seconds, as HTTP dates are.</param>
    public static Condition Check(RequestHeaders request, EntityTagHeaderValue etag, DateTimeOffset modified)
    {
        if (request.IfMatch.Count > 0)
        {
            if (!request.IfMatch.Any(tag => Matches(tag, etag, strongly: true))) return Condition.Failed;
        }
        else if (request.IfUnmodifiedSince < modified)
        {
            return Condition.Failed;
        }

        if (request.IfNoneMatch.Count > 0)
        {
            if (request.IfNoneMatch.Any(tag => Matches(tag, etag, strongly: false))) return Condition.NotModified;
        }
        else if (request.IfModifiedSince >= modified)
        {
            return Condition.NotModified;
        }

        return request.IfRange switch
        {
            null => Condition.Proceed,
            { EntityTag: { } tag } when tag.Compare(etag, useStrongComparison: true) => Condition.Proceed,
            { LastModified: { } date } when date == modified => Condition.Proceed,
            _ => Condition.ProceedWithoutRange,
        };
    }

    private static bool Matches(EntityTagHeaderValue tag, EntityTagHeaderValue etag, bool strongly) =>
        tag.Equals(EntityTagHeaderValue.Any) || tag.Compare(etag, strongly);
}
