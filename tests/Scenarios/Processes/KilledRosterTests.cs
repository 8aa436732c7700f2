using System.Collections.Concurrent;
using System.Net.Http.Json;
using System.Text.Json;
using PeerActors.Messages.Identity;
using Xunit.Abstractions;

namespace PeerActors.Scenarios.Processes;

/// <summary>What was confirmed of the roster is there, however the peer ends: it is killed at random points while it blocks, forgets and invites.</summary>
[System.Runtime.Versioning.UnsupportedOSPlatform("windows")]
public class KilledRosterTests(ITestOutputHelper output)
{
    /// <summary>As many entries, and as many invitations, as a roster may have at most.</summary>
    private const int Most = 1000;

    [Fact]
    public async Task Every_block_and_invitation_that_was_confirmed_survives_a_kill_and_who_was_forgotten_stays_so()
    {
        await using var peers = new PeerProcesses();
        peers.Settings["PEER_BUDDIES_MAX"] = $"{Most}";
        peers.Settings["PEER_BUDDIES_MAX_INVITATIONS"] = $"{Most}";
        var book = new Book();
        var kills = await KillRun.Play(peers, confirmations: 40, async http => book.Check(await http.GetFromJsonAsync<JsonElement>("buddies")), Change, output);
        output.WriteLine($"{book.Confirmed} changes were confirmed.");
        Assert.True(book.Confirmed >= kills);

        async Task<bool> Change(HttpClient http, Random dice)
        {
            var what = dice.Next(3);
            if (what == 0 && book.MayInvite)
            {
                await http.Ask("invitations", new { });
                book.Invited();
            }
            else if ((what == 1 || book.IsFull) && book.TryTakeOne(out var known))
            {
                await http.Ask("buddies/forget", new { peer = known });
                book.Forgotten(known);
            }
            else if (!book.IsFull)
            {
                await Block(http, dice);
            }
            else
            {
                return false;
            }

            return true;
        }

        async Task Block(HttpClient http, Random dice)
        {
            var bytes = new byte[16];
            dice.NextBytes(bytes);
            var peer = PeerId.Of(bytes).ToString();
            book.Asked(peer);
            await http.Ask("buddies/block", new { peer });
            book.Blocked(peer);
        }
    }

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
