using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Headers;
using Microsoft.Net.Http.Headers;
using PeerActors.Host.Web.Http;

namespace PeerActors.Host.Tests.Web.Http;

public sealed class PreconditionsTests
{
    private const string Before = "Sun, 06 Nov 1994 08:49:36 GMT";
    private const string Then = "Sun, 06 Nov 1994 08:49:37 GMT";
    private const string After = "Sun, 06 Nov 1994 08:49:38 GMT";

    private static readonly EntityTagHeaderValue Tag = new("\"same\"");
    private static readonly DateTimeOffset Modified = new(1994, 11, 6, 8, 49, 37, TimeSpan.Zero);

    [Theory]
    [InlineData("If-Match: \"same\"", nameof(Condition.Proceed))]
    [InlineData("If-Match: \"x\", \"same\"", nameof(Condition.Proceed))]
    [InlineData("If-Match: *", nameof(Condition.Proceed))]
    [InlineData("If-Match: \"x\"", nameof(Condition.Failed))]
    [InlineData("If-Match: W/\"same\"", nameof(Condition.Failed))]
    [InlineData("If-Unmodified-Since: " + Before, nameof(Condition.Failed))]
    [InlineData("If-Unmodified-Since: " + Then, nameof(Condition.Proceed))]
    [InlineData("If-Match: \"same\"|If-Unmodified-Since: " + Before, nameof(Condition.Proceed))]
    [InlineData("If-None-Match: \"same\"", nameof(Condition.NotModified))]
    [InlineData("If-None-Match: W/\"same\"", nameof(Condition.NotModified))]
    [InlineData("If-None-Match: *", nameof(Condition.NotModified))]
    [InlineData("If-None-Match: \"x\"", nameof(Condition.Proceed))]
    [InlineData("If-Modified-Since: " + Then, nameof(Condition.NotModified))]
    [InlineData("If-Modified-Since: " + Before, nameof(Condition.Proceed))]
    [InlineData("If-None-Match: \"x\"|If-Modified-Since: " + After, nameof(Condition.Proceed))]
    [InlineData("If-Modified-Since: yesterday", nameof(Condition.Proceed))]
    [InlineData("If-Range: \"same\"", nameof(Condition.Proceed))]
    [InlineData("If-Range: W/\"same\"", nameof(Condition.ProceedWithoutRange))]
    [InlineData("If-Range: \"x\"", nameof(Condition.ProceedWithoutRange))]
    [InlineData("If-Range: " + Then, nameof(Condition.Proceed))]
    [InlineData("If-Range: " + After, nameof(Condition.ProceedWithoutRange))]
    [InlineData("Accept: */*", nameof(Condition.Proceed))]
    public void Conditions_are_checked_in_the_order_of_the_specification(string headers, string expected)
    {
        var dictionary = new HeaderDictionary();
        foreach (var header in headers.Split('|')) dictionary[header.Split(": ")[0]] = header.Split(": ")[1];
        Assert.Equal(expected, $"{Preconditions.Check(new RequestHeaders(dictionary), Tag, Modified)}");
    }
}
