using System.CommandLine;
using System.CommandLine.Parsing;
using System.Text.Json;
using System.Text.Json.Serialization;
using PeerActors.Host.Composition;
using PeerActors.Host.Web.Admin;
using PeerActors.Messages.Identity;
using PeerActors.Messages.Wire.Statements;

namespace PeerActors.Host.Commands;

/// <summary><c>peer id</c>: who the peer of a data folder is, and which devices its person has. Needs no running peer; one that runs takes changes up.</summary>
internal static class IdCommand
{
    public static Command Create(CommonOptions common, CommandIo io)
    {
        var command = new ExampleCommand(
            "id", "Show who the peer of a data folder is, and the devices of its person.",
            "peer id", "peer id add ABCDEFG-… --name laptop", "peer id adopt LINE --data ./laptop", "peer id remove ABCDEFG-…", "peer id rotate") { common.Data };
        command.SetAction(parsed => Show(parsed, common, io, new PersonFiles(Folder(parsed, common)).Read()));
        command.Add(Add(common, io));
        command.Add(Remove(common, io));
        command.Add(Rotate(common, io));
        command.Add(Adopt(common, io));
        return command;
    }

    private static ExampleCommand Add(CommonOptions common, CommandIo io)
    {
        var (peer, name) = (Peer(), new Option<string>("--name") { Description = "What people see the device called.", HelpName = "NAME", Required = true, CustomParser = Name });
        var command = new ExampleCommand(
            "add", "Sign that a peer is a device of this person too, and print the line that the device adopts.", "peer id add ABCDEFG-… --name laptop") { common.Data, peer, name };
        command.SetAction(async (parsed, stop) =>
        {
            var device = new Device(parsed.GetRequiredValue(peer), parsed.GetRequiredValue(name));
            var history = new PersonFiles(Folder(parsed, common)).Change(newest => newest.With(device));
            await TellRunning(parsed, common, stop);
            var line = Convert.ToBase64String(StatementCodec.WriteProof(history.Proof));
            if (parsed.GetValue(common.Json)) return Show(parsed, common, io, history, line);
            io.Out.WriteLine(line);
            return ExitCode.Done;
        });
        return command;
    }

    private static ExampleCommand Remove(CommonOptions common, CommandIo io)
    {
        var peer = Peer();
        var command = new ExampleCommand("remove", "Sign that a peer is no device of this person any more; it never can be again.", "peer id remove ABCDEFG-…") { common.Data, peer };
        command.SetAction((parsed, stop) => ShowChanged(parsed, common, io, new PersonFiles(Folder(parsed, common)).Change(newest => newest.Without(parsed.GetRequiredValue(peer))), stop));
        return command;
    }

    private static ExampleCommand Rotate(CommonOptions common, CommandIo io)
    {
        var command = new ExampleCommand("rotate", "Make a new key for the person, and have the old one sign that it follows.", "peer id rotate") { common.Data };
        command.SetAction((parsed, stop) => ShowChanged(parsed, common, io, new PersonFiles(Folder(parsed, common)).ChangeKey(), stop));
        return command;
    }

    private static ExampleCommand Adopt(CommonOptions common, CommandIo io)
    {
        var line = new Argument<byte[]>("LINE") { Description = "What peer id add printed on the device with the person's key.", CustomParser = Line };
        var command = new ExampleCommand("adopt", "Become a device of the person that signed this peer.", "peer id adopt CtwBCn… --data ./laptop") { common.Data, line };
        command.SetAction((parsed, stop) =>
        {
            var folder = Folder(parsed, common);
            return ShowChanged(parsed, common, io, new PersonFiles(folder).Adopt(parsed.GetRequiredValue(line), IdentityFile.ReadId(folder)), stop);
        });
        return command;
    }

    private static async Task<int> ShowChanged(ParseResult parsed, CommonOptions common, CommandIo io, PersonHistory person, CancellationToken stop)
    {
        await TellRunning(parsed, common, stop);
        return Show(parsed, common, io, person);
    }

    /// <summary>A peer that runs in the folder takes it up at once, and tells its buddies; one that does not, at its next start.</summary>
    private static async Task TellRunning(ParseResult parsed, CommonOptions common, CancellationToken stop)
    {
        try
        {
            using var client = AdminClient.For(Folder(parsed, common));
            await foreach (var _ in client.Stream("person", new FollowRequest(), AdminJson.Default.FollowRequest, AdminJson.Default.PersonTakenView, stop)) break;
        }
        catch (NoRunningPeer)
        {
            // It is on the disk, and the peer reads it when it starts.
        }
    }

    private static int Show(ParseResult parsed, CommonOptions common, CommandIo io, PersonHistory? person, string? line = null)
    {
        var id = IdentityFile.ReadId(Folder(parsed, common));
        var devices = person?.Newest?.Devices ?? [];
        if (parsed.GetValue(common.Json))
        {
            io.Out.WriteLine(JsonSerializer.Serialize(
                new IdView(id.ToString(), Fingerprint.Of(id), person?.Person.ToString(), person?.Newest?.Sequence ?? 0, [.. devices.Select(static d => new DeviceView(d.Peer.ToString(), d.Name))]) { Line = line },
                IdJson.Default.IdView));
            return ExitCode.Done;
        }

        var listing = new Listing("", "");
        listing.Add("peer", id.ToString());
        listing.Add("fingerprint", Fingerprint.Of(id));
        listing.Add("person", person?.Person.ToString() ?? "-");
        foreach (var device in devices) listing.Add("device", $"{device.Peer}  {device.Name}{(device.Peer == id ? " (this one)" : "")}");
        listing.WriteTo(io);
        return ExitCode.Done;
    }

    private static string Folder(ParseResult parsed, CommonOptions common) => Path.GetFullPath(parsed.GetRequiredValue(common.Data));

    private static Argument<PeerId> Peer() => new("PEER-ID") { Description = "As peer id shows it there.", CustomParser = Id };

    internal static PeerId Id(ArgumentResult result)
    {
        var text = result.Tokens[^1].Value;
        if (!PeerId.TryParse(text, out var id))
            result.AddError($"PEER-ID is \"{text}\", which has a wrong character or is not whole; eight groups of seven characters are expected, as peer id shows them.");
        return id;
    }

    private static string Name(ArgumentResult result)
    {
        var name = CommonOptions.NonEmpty(result);
        if (name.Length > PersonStatement.MaxName || name.Any(char.IsControl))
            result.AddError($"--name has {name.Length} characters; at most {PersonStatement.MaxName} are allowed, and no control characters.");
        return name;
    }

    private static byte[] Line(ArgumentResult result)
    {
        var text = result.Tokens[^1].Value;
        var bytes = new byte[text.Length];
        if (Convert.TryFromBase64String(text, bytes, out var length)) return bytes[..length];
        result.AddError("LINE is not whole: what peer id add printed is expected.");
        return [];
    }
}

/// <summary>Output of <c>peer id --json</c>.</summary>
internal sealed record IdView(string Peer, string Fingerprint, string? Person, ulong Sequence, IReadOnlyList<DeviceView> Devices)
{
    /// <summary>What the new device adopts; of <c>peer id add</c> only.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Line { get; init; }
}

/// <summary>One device of a person.</summary>
internal sealed record DeviceView(string Peer, string Name);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(IdView))]
internal sealed partial class IdJson : JsonSerializerContext;
