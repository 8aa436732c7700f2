using System.Globalization;
using System.Net.Http.Json;
using System.Text.Json;
using PeerActors.TestKit.Processes;
using Xunit.Abstractions;

namespace PeerActors.Scenarios.Processes;

/// <summary>A peer that is killed at random points while it is asked for changes, and started anew; what it then has is looked at each time.</summary>
/// <remarks>PEER_TEST_KILLS says how often (10), PEER_TEST_SEED which points.</remarks>
[System.Runtime.Versioning.UnsupportedOSPlatform("windows")]
internal static class KillRun
{
    private const int AtOnce = 4;

    /// <summary>Kills it as often as is to be.</summary>
    /// <param name="peers">Starts it.</param>
    /// <param name="confirmations">Changes between two kills are fewer than this.</param>
    /// <param name="check">Looks at what it has.</param>
    /// <param name="change">Asks for one change; true when it was confirmed, false when there was nothing to ask for.</param>
    /// <param name="output">Told the seed.</param>
    /// <returns>How often it was killed.</returns>
    public static async Task<int> Play(PeerProcesses peers, int confirmations, Func<HttpClient, Task> check, Func<HttpClient, Random, Task<bool>> change, ITestOutputHelper output)
    {
        var (kills, dice) = Plan(output);
        for (var kill = 0; kill < kills; kill++)
        {
            var peer = await peers.Up("alice");
            using var http = await Admin(peer);
            await check(http);
            await Work(peer, dice.Next(1, confirmations), dice, own => change(http, own));
        }

        using var last = await Admin(await peers.Up("alice"));
        await check(last);
        return kills;
    }

    /// <summary>How often to kill, and the dice that say where.</summary>
    public static (int Kills, Random Dice) Plan(ITestOutputHelper output)
    {
        var kills = Number("PEER_TEST_KILLS", 10);
        var seed = Number("PEER_TEST_SEED", Environment.TickCount);
        output.WriteLine($"{kills} kills, seed {seed} (PEER_TEST_KILLS, PEER_TEST_SEED)");
        return (kills, new(seed));
    }

    /// <summary>Asks, and takes the answer; one that is no success fails the test.</summary>
    public static async Task<JsonElement> Ask(this HttpClient http, string path, object request)
    {
        using var answer = await http.PostAsJsonAsync(path, request);
        answer.EnsureSuccessStatusCode();
        return await answer.Content.ReadFromJsonAsync<JsonElement>();
    }

    /// <summary>Several ask at once, so that the kill meets changes on their way to the disk.</summary>
    private static async Task Work(PeerProcess peer, int confirmations, Random dice, Func<Random, Task<bool>> change)
    {
        var (left, enough) = (confirmations, new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously));
        var seeds = Enumerable.Range(0, AtOnce).Select(_ => dice.Next()).ToArray();
        var all = Task.WhenAll(seeds.Select(seed => AskOn(new Random(seed))).ToArray());
        if (await Task.WhenAny(enough.Task, all).WaitAsync(PeerProgram.Patience) == all) await all;
        await peer.Program.Kill();
        await all;

        async Task AskOn(Random own)
        {
            try
            {
                while (true)
                    if (await change(own) && Interlocked.Decrement(ref left) == 0) enough.TrySetResult();
            }
            catch (Exception broken) when (broken is HttpRequestException { StatusCode: null } or IOException)
            {
                // It was killed; what was asked last may have been done or not. A refusal has a status, and is none of that.
            }
        }
    }

    /// <summary>The way that commands take, without a program for each.</summary>
    private static async Task<HttpClient> Admin(PeerProcess peer)
    {
        using var access = JsonDocument.Parse(await File.ReadAllTextAsync(Path.Combine(peer.Data, "admin.json")));
        var http = new HttpClient { BaseAddress = new(access.RootElement.GetProperty("url").GetString()!) };
        http.DefaultRequestHeaders.Authorization = new("Bearer", access.RootElement.GetProperty("token").GetString());
        return http;
    }

    private static int Number(string variable, int usual) =>
        int.TryParse(Environment.GetEnvironmentVariable(variable), NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : usual;
}
