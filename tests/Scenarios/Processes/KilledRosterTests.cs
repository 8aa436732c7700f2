using System.Collections.Concurrent;
using System.Globalization;
using System.Net.Http.Json;
using System.Text.Json;
using PeerActors.Messages.Identity;
using Xunit.Abstractions;

namespace PeerActors.Scenarios.Processes;

/// <summary>What was confirmed of the roster is there, however the peer ends: it is killed at random points while it blocks, forgets and invites.</summary>
/// <remarks>PEER_TEST_KILLS says how often (10), PEER_TEST_SEED which points.</remarks>
[System.Runtime.Versioning.UnsupportedOSPlatform("windows")]
public class KilledRosterTests(ITestOutputHelper output)
{
    private const int AtOnce = 4;

    /// <summary>As many entries, and as many invitations, as a roster may have at most.</summary>
    private const int Most = 1000;

    [Fact]
    public async Task Every_block_and_invitation_that_was_confirmed_survives_a_kill_and_who_was_forgotten_stays_so()
    {
        var kills = Number("PEER_TEST_KILLS", 10);
        var seed = Number("PEER_TEST_SEED", Environment.TickCount);
        output.WriteLine($"{kills} kills, seed {seed} (PEER_TEST_KILLS, PEER_TEST_SEED)");
        var dice = new Random(seed);
        await using var peers = new PeerProcesses();
        peers.Settings["PEER_BUDDIES_MAX"] = $"{Most}";
        peers.Settings["PEER_BUDDIES_MAX_INVITATIONS"] = $"{Most}";
        var book = new Book();
        for (var kill = 0; kill < kills; kill++)
        {
            var peer = await peers.Up("alice");
            using var http = await Admin(peer);
            book.Check(await http.GetFromJsonAsync<JsonElement>("buddies"));
            await Work(peer, http, book, confirmations: dice.Next(1, 40), dice);
        }

        using var last = await Admin(await peers.Up("alice"));
        book.Check(await last.GetFromJsonAsync<JsonElement>("buddies"));
        output.WriteLine($"{book.Confirmed} changes were confirmed.");
        Assert.True(book.Confirmed >= kills);
    }

    /// <summary>Several ask at once, so that the kill meets changes on their way to the disk.</summary>
    private static async Task Work(PeerProcess peer, HttpClient http, Book book, int confirmations, Random dice)
    {
        var (left, enough) = (confirmations, new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously));
        var seeds = Enumerable.Range(0, AtOnce).Select(_ => dice.Next()).ToArray();
        var asking = seeds.Select(seed => Ask(new Random(seed))).ToArray();
        var all = Task.WhenAll(asking);
        if (await Task.WhenAny(enough.Task, all).WaitAsync(TestKit.Processes.PeerProgram.Patience) == all) await all;
        await peer.Program.Kill();
        await all;

        async Task Ask(Random own)
        {
            try
            {
                while (true)
                {
                    var what = own.Next(3);
                    if (what == 0 && book.MayInvite) await Invite();
                    else if ((what == 1 || book.IsFull) && book.TryTakeOne(out var peer)) await Forget(peer);
                    else if (!book.IsFull) await Block(own);
                    else continue;
                    if (Interlocked.Decrement(ref left) == 0) enough.TrySetResult();
                }
            }
            catch (Exception broken) when (broken is HttpRequestException { StatusCode: null } or IOException)
            {
                // It was killed; what was asked last may have been done or not.
            }
        }

        async Task Invite()
        {
            using var answer = await http.PostAsJsonAsync("invitations", new { });
            answer.EnsureSuccessStatusCode();
            book.Invited();
        }

        async Task Block(Random own)
        {
            var bytes = new byte[16];
            own.NextBytes(bytes);
            var peer = PeerId.Of(bytes).ToString();
            book.Asked(peer);
            using var answer = await http.PostAsJsonAsync("buddies/block", new { peer });
            answer.EnsureSuccessStatusCode();
            book.Blocked(peer);
        }

        async Task Forget(string peer)
        {
            using var answer = await http.PostAsJsonAsync("buddies/forget", new { peer });
            answer.EnsureSuccessStatusCode();
            book.Forgotten(peer);
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

    /// <summary>What was asked for, and what was confirmed of that.</summary>
    private sealed class Book
    {
        private readonly ConcurrentDictionary<string, bool> _asked = new(StringComparer.Ordinal);
        private readonly ConcurrentDictionary<string, bool> _there = new(StringComparer.Ordinal);
        private readonly ConcurrentDictionary<string, bool> _forgotten = new(StringComparer.Ordinal);
        private int _invited;
        private int _confirmed;

        public int Confirmed => _confirmed;

        /// <summary>Some room is left for what may be under way.</summary>
        public bool IsFull => _there.Count >= Most / 2;

        public bool MayInvite => _invited < Most / 2;

        public void Asked(string peer) => _asked[peer] = true;

        public void Blocked(string peer)
        {
            _there[peer] = true;
            Interlocked.Increment(ref _confirmed);
        }

        public bool TryTakeOne(out string peer)
        {
            foreach (var candidate in _there.Keys)
            {
                if (!_there.TryRemove(candidate, out _)) continue;
                peer = candidate;
                return true;
            }

            peer = "";
            return false;
        }

        public void Forgotten(string peer)
        {
            _forgotten[peer] = true;
            Interlocked.Increment(ref _confirmed);
        }

        public void Invited()
        {
            Interlocked.Increment(ref _invited);
            Interlocked.Increment(ref _confirmed);
        }

        public void Check(JsonElement listed)
        {
            var found = listed.GetProperty("buddies").EnumerateArray().ToDictionary(static b => b.GetProperty("peer").GetString()!, static b => b.GetProperty("blocked").GetBoolean());
            foreach (var peer in _there.Keys) Assert.True(found.GetValueOrDefault(peer), $"The block of {peer} was confirmed and is not there.");
            foreach (var peer in found.Keys)
            {
                Assert.True(_asked.ContainsKey(peer), $"Nobody asked for {peer}.");
                Assert.False(_forgotten.ContainsKey(peer), $"{peer} was forgotten, which was confirmed, and is there.");
                _there[peer] = true;
            }

            // Each of those who asked may have had one more under way at each kill.
            var open = listed.GetProperty("openInvitations").GetInt32();
            Assert.True(open >= _invited, $"{_invited} invitations were confirmed, and {open} are there.");
            _invited = open;
        }
    }
}
