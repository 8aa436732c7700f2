using System.Buffers;
using System.Text;
using System.Text.Json.Serialization;
using FsCheck;
using FsCheck.Fluent;
using PeerActors.Messages.Buddies;
using PeerActors.Messages.Identity;
using PeerActors.Messages.PeerLinks;
using PeerActors.Messages.Remoting;
using PeerActors.Messages.Router;
using PeerActors.Messages.Wire.Buddies;
using PeerActors.Messages.Wire.PeerLink;
using PeerActors.Messages.Wire.Remoting;
using PeerActors.Messages.Wire.Statements;
using Xunit.Abstractions;

namespace PeerActors.Messages.Tests.Wire.PeerLink;

/// <summary>
/// A million cases in each run over everything that peers who know each other by key say to each other: frames, notes of services, manifests, users' records, messages of buddies,
/// statements, tickets. Nothing throws, nothing large is allocated, and what was read says the same when it is written and read again.
/// </summary>
public sealed partial class PeerMessageFuzzTests(ITestOutputHelper output) : IDisposable
{
    private const int MaxFrame = 64 * 1024;

    private static readonly ServiceContract Ledger = new("ledger", MessageCodec.Json("entry", 1, LedgerJson.Default.Entry)) { MaxBytes = 4096 };

    private readonly SigningKey _key = SigningKey.Make();

    private static Config Many => Config.QuickThrowOnFailure.WithMaxTest(FuzzRun.Rounds(0.2)).WithEndSize(30);

    public void Dispose() => _key.Dispose();

    [Fact]
    public void Frames_that_were_made_come_back_as_they_were() => Prop.ForAll(MadeFrames.Any, static made =>
        Assert.Equal($"{made}", $"{Assert.Single(Feed.ReadAll(new FrameReader(MaxFrame), [Written(made)]).Messages)}")).Check(Many);

    [Fact]
    public void Frames_that_were_made_and_then_mutated_are_read_or_refused() => Prop.ForAll(
        MadeFrames.Any.Generator.ArrayOf(2).ToArbitrary(),
        static made =>
        {
            byte[] wire = [.. made.SelectMany(Written)];
            var dice = new Random(wire.Length * 31 + wire[^1]);
            ReadAgain(FuzzRun.Cut(dice, Mutation.Of(dice, wire)));
        }).Check(Many);

    [Fact]
    public void Mutated_frames_say_the_same_when_they_are_written_again() => FuzzRun.Play(
        output, 1.4,
        static dice => Mutation.Of(dice, Written(MadeFrames.Few[dice.Next(MadeFrames.Few.Length)])),
        static (dice, bytes) => ReadAgain(FuzzRun.Cut(dice, bytes)));

    [Fact]
    public void Mutated_notes_of_services_are_read_or_refused()
    {
        byte[][] notes =
        [
            [.. NoteCodec.Write(new RefusedNote(ServiceRefusal.NotAllowed, "chess", "peer x may not")).Span], [.. NoteCodec.Write(new KeptNote(7, 300, 200, Payload.Own(new byte[60]))).Span],
            [.. NoteCodec.Write(new TakenNote(ulong.MaxValue, long.MaxValue)).Span],
        ];
        FuzzRun.Play(output, 1, dice => Mutation.Of(dice, notes[dice.Next(notes.Length)]), static (_, bytes) =>
        {
            var payload = Payload.Own(bytes);
            if (NoteCodec.TryRead(payload, out RefusedNote? refused)) Assert.Equal(refused, Same<RefusedNote>(NoteCodec.Write(refused), NoteCodec.TryRead));
            if (NoteCodec.TryRead(payload, out KeptNote? kept)) Assert.Equal(kept, Same<KeptNote>(NoteCodec.Write(kept), NoteCodec.TryRead));
            if (NoteCodec.TryRead(payload, out TakenNote? taken)) Assert.Equal(taken, Same<TakenNote>(NoteCodec.Write(taken), NoteCodec.TryRead));
        });
    }

    [Fact]
    public void Mutated_manifests_and_addresses_of_services_are_read_or_refused()
    {
        var texts = (string[])
        [
            "service/chess/move/1", "kept/chess/move/12", "reply/move/1", "taken/chess/1", "refused/1", new ServiceAddress(_key.Public.Holder, "chess").ToString(),
        ];
        FuzzRun.Play(output, 0.6, dice => Mutation.Of(dice, Encoding.Latin1.GetBytes(texts[dice.Next(texts.Length)])), static (_, bytes) =>
        {
            var text = Encoding.Latin1.GetString(bytes);
            if (ServiceManifest.TryParse(text, out var manifest)) Assert.Equal(text, $"{manifest}");
            if (ServiceAddress.TryParse(text, out var address)) Assert.True(ServiceAddress.TryParse($"{address}", out var again) && again == address);
        });
    }

    [Fact]
    public void Mutated_records_of_a_user_are_read_or_refused()
    {
        byte[][] texts =
        [
            [.. Ledger.Write(new Entry("rent", 12.5m, [1, 2, 3], new Entry("note", 0, [], null))).Payload.Span], [.. Encoding.UTF8.GetBytes("{\"Name\":\"\\ud800\\u0000\",\"Sum\":1e400,\"Numbers\":[null]}")],
            [.. Encoding.UTF8.GetBytes($"{{\"Inner\":{string.Concat(Enumerable.Repeat("{\"Inner\":", 60))}null{new string('}', 61)}")],
        ];
        FuzzRun.Play(output, 0.6, dice => Mutation.Of(dice, texts[dice.Next(texts.Length)]), static (_, bytes) =>
        {
            var reading = Ledger.Read("entry/1", Payload.Own(bytes));
            Assert.Equal(reading.Message is null, reading.Detail is not null);
        });
    }

    [Fact]
    public void Mutated_messages_of_buddies_say_the_same_when_they_are_written_again()
    {
        var record = StatementCodec.Sign(new EndpointRecord(_key.Public.Holder, 3, DateTimeOffset.UnixEpoch, TimeSpan.FromHours(1), [new(PeerAddress.Loopback, 6346)]), _key);
        var wires = new BuddyMessage[]
        {
            new BuddyAccepts(Payload.Copy("0123456789abcdef"u8), "alice"), new BuddyConfirms("bob"), new BuddyRefuses(TicketRefusal.Used), BuddyEnds.Instance, new BuddyLocates([record]),
            new BuddyTells(new(PresenceState.Away, "bob", "lunch", ["files", "chess"]), [new(7, 0), new(ulong.MaxValue, 9)], []),
        }.Select(BuddyCodec.Write).ToArray();
        FuzzRun.Play(output, 0.8, dice =>
        {
            var (manifest, payload) = wires[dice.Next(wires.Length)];
            return [(byte)BuddyCodec.Manifests.IndexOf(manifest), .. Mutation.Of(dice, [.. payload.Span])];
        }, static (_, bytes) =>
        {
            var manifest = BuddyCodec.Manifests[bytes[0]];
            if (!BuddyCodec.TryRead(manifest, bytes.AsSpan(1), out var message)) return;
            var (name, written) = BuddyCodec.Write(message);
            Assert.Equal(manifest, name);
            Assert.True(BuddyCodec.TryRead(name, written.Span, out var again));
            Assert.True(written.Span.SequenceEqual(BuddyCodec.Write(again).Payload.Span));
        });
    }

    [Fact]
    public void Mutated_records_of_where_a_peer_listens_are_never_believed()
    {
        var signed = StatementCodec.Sign(new EndpointRecord(_key.Public.Holder, 3, DateTimeOffset.UnixEpoch, TimeSpan.FromHours(1), [new(PeerAddress.Loopback, 6346)]), _key);
        FuzzRun.Play(output, 0.05, dice => Mutation.Of(dice, StatementCodec.Write(signed)), (_, bytes) =>
        {
            if (!StatementCodec.TryRead(bytes, out var read) || !StatementCodec.TryReadEndpoint(read, out var record)) return;
            Assert.Equal((signed.Body, 3UL), (read.Body, record.Sequence));
        });
    }

    [Fact]
    public void Mutated_tickets_are_refused_or_the_same()
    {
        var ticket = new InvitationTicket(_key.Public.Holder, [new(PeerAddress.Loopback, 6346)], Payload.Copy("0123456789abcdef"u8), DateTimeOffset.FromUnixTimeSeconds(1_800_000_000));
        var line = $"{ticket}";
        FuzzRun.Play(output, 0.2, dice => Mutation.Of(dice, Encoding.Latin1.GetBytes(line)), (_, bytes) =>
        {
            if (InvitationTicket.TryParse(Encoding.Latin1.GetString(bytes), out var read, out var problem)) Assert.Equal(line, $"{read}");
            else Assert.NotEmpty(problem);
        });
    }

    private delegate bool Reading<T>(Payload payload, out T? note);

    private static T? Same<T>(Payload payload, Reading<T> read) => read(payload, out var note) ? note : default;

    private static void ReadAgain(IEnumerable<byte[]> pieces)
    {
        foreach (var frame in Feed.ReadAll(new FrameReader(MaxFrame), pieces).Messages)
        {
            if (frame is UnknownFrame) continue;
            Assert.Equal($"{frame}", $"{Assert.Single(Feed.ReadAll(new FrameReader(2 * MaxFrame), [Written(frame)]).Messages)}");
        }
    }

    private static byte[] Written(PeerFrame frame)
    {
        var output = new ArrayBufferWriter<byte>();
        FrameWriter.Instance.Write(frame, output);
        return output.WrittenSpan.ToArray();
    }

    internal sealed record Entry(string Name, decimal Sum, int[] Numbers, Entry? Inner);

    [JsonSerializable(typeof(Entry))]
    internal sealed partial class LedgerJson : JsonSerializerContext;
}
