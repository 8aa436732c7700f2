using System.Collections.Immutable;
using Akka.Actor;
using PeerActors.Actors.Access;
using PeerActors.Actors.Remoting;
using PeerActors.Host.Storage;
using PeerActors.Messages.Identity;
using PeerActors.Messages.Remoting;
using PeerActors.Messages.Router;
using PeerActors.TestKit;
using PeerActors.TestKit.Services;

namespace PeerActors.Host.Tests.Storage;

public sealed class SqliteServiceStoreTests : IDisposable
{
    private static readonly ServiceContract Inbox = new("inbox", MessageCodec.Bytes("letter", 1));
    private static readonly PeerId Bob = PeerId.Of("bob"u8);
    private readonly TempFolder _alice = new();
    private readonly TempFolder _bob = new();

    public void Dispose()
    {
        _alice.Dispose();
        _bob.Dispose();
    }

    [Fact]
    public async Task What_was_saved_is_there_after_the_file_was_closed_and_opened_again()
    {
        const ulong Stream = ulong.MaxValue - 5;
        ImmutableArray<ServiceChange> changes =
        [
            new MessageKept(Bob, "inbox", Stream, 1, "kept/inbox/letter/1", Payload.Own([1])), new MessageKept(Bob, "inbox", Stream, 2, "kept/inbox/letter/1", Payload.Empty),
            new MessageKept(Bob, "other", 7, 1, "kept/other/letter/1", Payload.Own([3])), new MessagesConfirmed(Bob, "inbox", Stream, 1),
            new MessagesTaken(Bob, "mine", 8, 5), new MessagesTaken(Bob, "mine", Stream, 2) { At = DateTimeOffset.UnixEpoch },
        ];
        using (var database = PeerDatabase.Open(_alice.Path))
        {
            var store = new SqliteServiceStore(database);
            Assert.Equal((0, 0, 0), (await store.LoadAsync(default)) is var none ? (none.Given.Length, none.Kept.Length, none.Taken.Length) : default);
            await store.SaveAsync(changes, default);
        }

        using var again = PeerDatabase.Open(_alice.Path);
        var stock = await new SqliteServiceStore(again).LoadAsync(default);
        var expected = changes.Aggregate(ServiceStock.None, static (all, change) => all.After(change));
        Assert.Equal(expected.Kept.ToHashSet(), stock.Kept.ToHashSet());
        Assert.Equal(expected.Given.ToHashSet(), stock.Given.ToHashSet());
        Assert.Equal(expected.Taken.ToHashSet(), stock.Taken.ToHashSet());
    }

    [Fact]
    public async Task What_an_earlier_layout_remembered_is_there_and_is_the_first_that_is_forgotten()
    {
        PeerDatabase.Open(_alice.Path).Dispose();
        using (var connection = new Microsoft.Data.Sqlite.SqliteConnection($"Data Source={Path.Combine(_alice.Path, PeerDatabase.FileName)};Pooling=False"))
        {
            connection.Open();
            using var command = connection.CreateCommand();
            command.CommandText = $"DROP TABLE ownPresence; DROP TABLE circles; ALTER TABLE serviceTaken DROP COLUMN takenAt; INSERT INTO serviceTaken VALUES ('{Bob}', 'mine', 8, 5); PRAGMA user_version = 7;";
            command.ExecuteNonQuery();
        }

        using var database = PeerDatabase.Open(_alice.Path);
        var store = new SqliteServiceStore(database);
        Assert.Equal(new MessagesTaken(Bob, "mine", 8, 5) { At = DateTimeOffset.MinValue }, Assert.Single((await store.LoadAsync(default)).Taken));
        await store.SaveAsync([new StreamForgotten(Bob, "mine", 8, 4), new StreamForgotten(Bob, "mine", 9, 5), new StreamForgotten(Bob, "other", 8, 5)], default);
        Assert.Single((await store.LoadAsync(default)).Taken);
        await store.SaveAsync([new StreamForgotten(Bob, "mine", 8, 5)], default);
        Assert.Empty((await store.LoadAsync(default)).Taken);
    }

    [Fact]
    public async Task Changes_are_saved_together_or_not_at_all()
    {
        using var database = PeerDatabase.Open(_alice.Path);
        var store = new SqliteServiceStore(database);
        var kept = new MessageKept(Bob, "inbox", 1, 1, "kept/inbox/letter/1", Payload.Own([1]));

        await Assert.ThrowsAsync<Actors.Peer.StorageUnavailable>(() => store.SaveAsync([kept with { Sequence = 2 }, kept, kept], default));

        Assert.Equal((0, 0, 0), (await store.LoadAsync(default)) is var none ? (none.Given.Length, none.Kept.Length, none.Taken.Length) : default);
    }

    [Fact]
    public async Task What_is_kept_survives_restarts_of_both_sides_in_turn_and_arrives_once_in_order()
    {
        const int Rounds = 4;
        const int EachRound = 25;
        var rules = new MemoryAccessStore();
        var arrived = new Recorder<int>();
        string? alicesKey = null, bobsKey = null;
        for (var round = 0; round < Rounds; round++)
        {
            using var alicesFile = PeerDatabase.Open(_alice.Path);
            using var bobsFile = PeerDatabase.Open(_bob.Path);
            await using var alice = await KeyedPeer.StartAsync("alice", new() { Key = alicesKey, Environment = e => e with { ServiceStore = new SqliteServiceStore(alicesFile) } });
            await using var bob = await KeyedPeer.StartAsync("bob", new() { Key = bobsKey, Rules = rules, Environment = e => e with { ServiceStore = new SqliteServiceStore(bobsFile) } });
            (alicesKey, bobsKey) = (alice.Key, bob.Key);
            if (round == 0) await bob.Allow(alice, "inbox");
            bob.Services.Export(Inbox, bob.System.Spawn(InboxActor.For(arrived), "inbox"));
            var inbox = alice.Services.Find(bob.Id, Inbox).Reliably();

            // Every second round ends before anything of it was sent; the next one sends it.
            for (var i = 0; i < EachRound; i++) await inbox.KeepAsync(Payload.Own(BitConverter.GetBytes((round * EachRound) + i)));
            if (round % 2 == 0) continue;
            alice.Dial(bob);
            await Waiting.For(async () => (await new SqliteServiceStore(alicesFile).LoadAsync(default)).Kept.IsEmpty);
        }

        Assert.Equal(Enumerable.Range(0, Rounds * EachRound), arrived.SoFar);
    }

    private sealed class InboxActor : ReceiveActor
    {
        public InboxActor(Recorder<int> arrived) => Receive<Payload>(m => arrived.Add(BitConverter.ToInt32(m.Span)));

        public static Props For(Recorder<int> arrived) => Props.Create(() => new InboxActor(arrived));
    }
}
