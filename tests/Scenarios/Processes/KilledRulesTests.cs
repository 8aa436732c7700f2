using System.Collections.Concurrent;
using System.Net.Http.Json;
using System.Text.Json;
using Xunit.Abstractions;

namespace PeerActors.Scenarios.Processes;

/// <summary>What was confirmed is there, however the peer ends: it is killed at random points while rules are made and revoked, and what it then has is held
/// against what it had confirmed.</summary>
[System.Runtime.Versioning.UnsupportedOSPlatform("windows")]
public class KilledRulesTests(ITestOutputHelper output)
{
    [Fact]
    public async Task Every_rule_that_was_confirmed_survives_a_kill_and_none_is_there_that_was_not_asked_for()
    {
        await using var peers = new PeerProcesses();
        peers.Settings["PEER_ACCESS_MAX_RULES"] = "100000";
        var book = new Book();
        var kills = await KillRun.Play(peers, confirmations: 60, async http => book.Check(await Rules(http)), Change, output);
        output.WriteLine($"{book.Confirmed} changes were confirmed.");
        Assert.True(book.Confirmed >= kills);

        async Task<bool> Change(HttpClient http, Random dice)
        {
            if (dice.Next(3) == 0 && book.TryTakeOne(out var number))
            {
                await http.Ask("rules/revoke", new { rule = number });
                book.Revoked(number);
                return true;
            }

            var resource = book.Ask();
            var made = await http.Ask("rules", new { allow = false, subject = "anyone", verbs = "read,search", resource, until = (string?)null });
            book.Made(made.GetProperty("rule").GetInt64(), resource);
            return true;
        }
    }

    private static async Task<JsonElement.ArrayEnumerator> Rules(HttpClient http) => (await http.GetFromJsonAsync<JsonElement>("rules")).GetProperty("rules").EnumerateArray();

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
