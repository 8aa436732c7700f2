using System.Text;
using Microsoft.AspNetCore.Http;
using PeerActors.Actors.HostCatcher;
using PeerActors.Host.Tests.Composition;
using PeerActors.Host.Web.Caches;
using PeerActors.Messages.HostCatcher;

namespace PeerActors.Host.Tests.Web.Caches;

public sealed class WebCacheClientTests
{
    private static readonly HostSettings Settings = TestSettings.Default.Hosts with { WebCacheTimeout = TimeSpan.FromSeconds(30) };

    [Fact]
    public async Task A_cache_is_asked_in_both_versions_and_its_hosts_are_taken()
    {
        await using var cache = await FakeWebCache.Start(http => http.Response.WriteAsync("H|192.0.2.1:6346|5\nU|http://127.0.0.1:1/trap|1\nI|pong|x\n"));

        var answer = await Ask(cache.Url);

        Assert.Equal((null, "192.0.2.1:6346"), (answer.Problem, Assert.Single(answer.Hosts).ToString()));
        Assert.StartsWith("/gwc?get=1&hostfile=1&net=gnutella&client=PACT&version=", Assert.Single(cache.Asked), StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_update_names_this_peer()
    {
        await using var cache = await FakeWebCache.Start(http => http.Response.WriteAsync("I|update|OK\n"));

        var answer = await Ask(new CacheRequest(cache.Url, new(0xC0000201, 6346), new("http://other.example/gwc")), Settings);

        Assert.Null(answer.Problem);
        Assert.StartsWith(
            "/gwc?update=1&ip=192.0.2.1%3A6346&url=http%3A%2F%2Fother.example%2Fgwc&net=gnutella", Assert.Single(cache.Asked), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Redirects_are_followed_as_far_as_allowed()
    {
        await using var cache = await FakeWebCache.Start(http =>
        {
            if (http.Request.Path == "/gwc") http.Response.Redirect("/moved?a=1");
            else return http.Response.WriteAsync("192.0.2.1:6346");
            return Task.CompletedTask;
        });

        Assert.Single((await Ask(cache.Url)).Hosts);
        Assert.Contains("hosts.web-cache-max-redirects", (await Ask(new(cache.Url, null, null), Settings with { WebCacheMaxRedirects = 0 })).Problem!, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_loop_of_redirects_ends()
    {
        await using var cache = await FakeWebCache.Start(http =>
        {
            http.Response.Redirect(http.Request.Path);
            return Task.CompletedTask;
        });

        Assert.Equal("it redirected more than 3 times (hosts.web-cache-max-redirects)", (await Ask(cache.Url)).Problem);
        Assert.Equal(4, cache.Asked.Count);
    }

    [Theory]
    [InlineData("file:///etc/passwd")]
    [InlineData("ftp://127.0.0.1/")]
    [InlineData("gopher://127.0.0.1:70/")]
    [InlineData("http://user:secret@127.0.0.1/")]
    [InlineData("http://")]
    [InlineData(null)]
    public async Task A_redirect_to_what_is_no_web_address_is_not_followed(string? location)
    {
        await using var cache = await FakeWebCache.Start(http =>
        {
            http.Response.StatusCode = 302;
            if (location is not null) http.Response.Headers.Location = location;
            return Task.CompletedTask;
        });

        Assert.StartsWith("it redirected to where no web cache is asked", (await Ask(cache.Url)).Problem, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_endless_answer_is_given_up_at_the_limit()
    {
        var ended = new TaskCompletionSource();
        await using var cache = await FakeWebCache.Start(async http =>
        {
            try
            {
                var line = Encoding.ASCII.GetBytes("H|192.0.2.1:6346|1\n");
                while (!http.RequestAborted.IsCancellationRequested) await http.Response.Body.WriteAsync(line, http.RequestAborted);
            }
            catch (OperationCanceledException)
            {
                // The client hung up, as it should.
            }

            ended.TrySetResult();
        });

        var answer = await Ask(cache.Url);

        Assert.Equal(("its answer has more than 65,536 bytes (hosts.web-cache-max-answer)", 0), (answer.Problem, answer.Hosts.Length));
        await ended.Task.WaitAsync(TimeSpan.FromSeconds(30));
    }

    [Fact]
    public async Task A_million_hosts_are_too_many_and_none_is_taken()
    {
        await using var cache = await FakeWebCache.Start(async http =>
        {
            try
            {
                for (var i = 0; i < 1_000_000; i++)
                    await http.Response.WriteAsync($"H|10.{i / 65536}.{i / 256 % 256}.{i % 256}:6346|1\n", http.RequestAborted);
            }
            catch (OperationCanceledException)
            {
                // The client hung up, as it should.
            }
        });

        var answer = await Ask(cache.Url);

        Assert.Contains("hosts.web-cache-max-answer", answer.Problem!, StringComparison.Ordinal);
        Assert.Empty(answer.Hosts);
    }

    [Fact]
    public async Task Of_a_long_answer_within_the_limit_only_so_many_hosts_are_taken()
    {
        var body = string.Concat(Enumerable.Range(0, 2000).Select(i => $"10.0.{i / 256}.{i % 256}:6346\n"));
        await using var cache = await FakeWebCache.Start(http => http.Response.WriteAsync(body));

        Assert.Equal(100, (await Ask(cache.Url)).Hosts.Length);
    }

    [Fact]
    public async Task Garbage_is_a_failure()
    {
        await using var cache = await FakeWebCache.Start(http => http.Response.WriteAsync("<html>\u001b[2J\n</html>"));

        Assert.Equal("its answer is not one of a web cache: \"<html>\ufffd[2J\"", (await Ask(cache.Url)).Problem);
    }

    [Theory, InlineData(404), InlineData(503), InlineData(204)]
    public async Task Any_other_answer_than_200_is_a_failure_with_its_number(int code)
    {
        await using var cache = await FakeWebCache.Start(http =>
        {
            http.Response.StatusCode = code;
            return Task.CompletedTask;
        });

        Assert.Equal($"it answered {code}", (await Ask(cache.Url)).Problem);
    }

    [Fact]
    public async Task A_cache_that_drips_is_given_up_when_the_time_is_over()
    {
        await using var cache = await FakeWebCache.Start(async http =>
        {
            await http.Response.WriteAsync("H|192.0.2.1:6346|1\n");
            await http.Response.Body.FlushAsync();
            var gone = new TaskCompletionSource();
            await using var registration = http.RequestAborted.Register(gone.SetResult);
            await gone.Task;
        });

        var answer = await Ask(new(cache.Url, null, null), Settings with { WebCacheTimeout = TimeSpan.FromMilliseconds(300) });

        Assert.Equal("it did not answer within 0.3 s (hosts.web-cache-timeout)", answer.Problem);
    }

    [Fact]
    public async Task Nobody_there_is_a_failure()
    {
        Uri gone;
        await using (var cache = await FakeWebCache.Start(static _ => Task.CompletedTask)) gone = cache.Url;

        Assert.StartsWith("it cannot be asked: ", (await Ask(gone)).Problem, StringComparison.Ordinal);
    }

    private static Task<CacheAnswer> Ask(Uri cache) => Ask(new(cache, null, null), Settings);

    private static async Task<CacheAnswer> Ask(CacheRequest request, HostSettings settings)
    {
        using var client = new WebCacheClient(settings);
        return await client.AskAsync(request, CancellationToken.None);
    }
}
