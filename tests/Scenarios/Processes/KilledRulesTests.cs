using System.Collections.Concurrent;
using System.Globalization;
using System.Net.Http.Json;
using System.Text.Json;
using Xunit.Abstractions;

namespace PeerActors.Scenarios.Processes;

/// <summary>What was confirmed is there, however the peer ends: it is killed at random points while rules are made and revoked, and what it then has is held
/// against what it had confirmed.</summary>
/// <remarks>PEER_TEST_KILLS says how often (10), PEER_TEST_SEED which points.</remarks>
[System.Runtime.Versioning.UnsupportedOSPlatform("windows")]
public class KilledRulesTests(ITestOutputHelper output)
{
    private const int AtOnce = 4;

    [Fact]
    public async Task Every_rule_that_was_confirmed_survives_a_kill_and_none_is_there_that_was_not_asked_for()
    {
        var kills = Number("PEER_TEST_KILLS", 10);
        var seed = Number("PEER_TEST_SEED", Environment.TickCount);
        output.WriteLine($"{kills} kills, seed {seed} (PEER_TEST_KILLS, PEER_TEST_SEED)");
        var dice = new Random(seed);
        await using var peers = new PeerProcesses();
        peers.Settings["PEER_ACCESS_MAX_RULES"] = "100000";
        var book = new Book();
        for (var kill = 0; kill < kills; kill++)
        {
            var peer = await peers.Up("alice");
            using var http = await Admin(peer);
            book.Check(await Rules(http));
            await Work(peer, http, book, confirmations: dice.Next(1, 60), dice);
        }

        using var last = await Admin(await peers.Up("alice"));
        book.Check(await Rules(last));
        output.WriteLine($"{book.Confirmed} changes were confirmed.");
        Assert.True(book.Confirmed >= kills);
    }

    /// <summary>Several ask at once, so that the kill meets changes on their way to the disk.</summary>
    private static async Task Work(PeerProcess peer, HttpClient http, Book book, int confirmations, Random dice)
    {
        var (left, enough) = (confirmations, new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously));
        var seeds = Enumerable.Range(0, AtOnce).Select(_ => dice.Next()).ToArray();
        var asking = seeds.Select(seed => Ask(new Random(seed))).ToArray();
        await enough.Task.WaitAsync(TestKit.Processes.PeerProgram.Patience);
        await peer.Program.Kill();
        await Task.WhenAll(asking);

        async Task Ask(Random own)
        {
            try
            {
                while (true)
                {
                    var confirmed = own.Next(3) == 0 && book.TryTakeOne(out var number) ? await Revoke(number) : await Make();
                    if (confirmed && Interlocked.Decrement(ref left) == 0) enough.TrySetResult();
                }
            }
            catch (Exception broken) when (broken is HttpRequestException or IOException)
            {
                // It was killed; what was asked last may have been done or not.
            }
        }

        async Task<bool> Make()
        {
            var resource = book.Ask();
            using var answer = await http.PostAsJsonAsync("rules", new { allow = false, subject = "anyone", verbs = "read,search", resource, until = (string?)null });
            answer.EnsureSuccessStatusCode();
            book.Made((await answer.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("rule").GetInt64(), resource);
            return true;
        }

        async Task<bool> Revoke(long number)
        {
            using var answer = await http.PostAsJsonAsync("rules/revoke", new { rule = number });
            answer.EnsureSuccessStatusCode();
            book.Revoked(number);
            return true;
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

    private static async Task<JsonElement.ArrayEnumerator> Rules(HttpClient http) => (await http.GetFromJsonAsync<JsonElement>("rules")).GetProperty("rules").EnumerateArray();

    private static int Number(string variable, int usual) =>
        int.TryParse(Environment.GetEnvironmentVariable(variable), NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : usual;

    /// <summary>What was asked for, and what was confirmed of that.</summary>
    private sealed class Book
    {
        private readonly ConcurrentDictionary<string, bool> _asked = new(StringComparer.Ordinal);
        private readonly ConcurrentDictionary<long, string> _there = [];
        private readonly ConcurrentDictionary<long, string> _inDoubt = [];
        private readonly ConcurrentDictionary<long, bool> _revoked = [];
        private readonly ConcurrentDictionary<long, string> _everSeen = [];
        private int _last;
        private int _confirmed;

        public int Confirmed => _confirmed;

        public string Ask()
        {
            var resource = $"/shares/public/{Interlocked.Increment(ref _last)}";
            _asked[resource] = true;
            return resource;
        }

        public void Made(long number, string resource)
        {
            Assert.True(_everSeen.TryAdd(number, resource), $"Number {number} was given twice.");
            _there[number] = resource;
            Interlocked.Increment(ref _confirmed);
        }

        public bool TryTakeOne(out long number)
        {
            foreach (var (candidate, resource) in _there)
            {
                if (!_there.TryRemove(candidate, out _)) continue;
                _inDoubt[candidate] = resource;
                number = candidate;
                return true;
            }

            number = 0;
            return false;
        }

        public void Revoked(long number)
        {
            _inDoubt.TryRemove(number, out _);
            _revoked[number] = true;
            Interlocked.Increment(ref _confirmed);
        }

        public void Check(IEnumerable<JsonElement> rules)
        {
            var found = rules.Where(static r => r.GetProperty("rule").ValueKind == JsonValueKind.Number)
                .ToDictionary(static r => r.GetProperty("rule").GetInt64(), static r => r.GetProperty("resource").GetString()!);
            foreach (var (number, resource) in _there) Assert.True(found.GetValueOrDefault(number) == resource, $"Rule {number} on {resource} was confirmed and is not there.");
            foreach (var (number, resource) in found)
            {
                Assert.True(_asked.ContainsKey(resource), $"Nobody asked for rule {number} on {resource}.");
                Assert.False(_revoked.ContainsKey(number), $"Rule {number} was revoked, which was confirmed, and is there.");
                Assert.Equal(resource, _everSeen.GetOrAdd(number, resource));
                _there[number] = resource;
            }

            _inDoubt.Clear();
        }
    }
}
