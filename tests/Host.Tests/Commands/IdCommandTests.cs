using System.Text.Json.Nodes;
using PeerActors.Host.Composition;
using PeerActors.Host.Tests.Composition;
using PeerActors.Messages.Identity;

namespace PeerActors.Host.Tests.Commands;

public sealed class IdCommandTests : IDisposable
{
    private readonly ScratchFolder _scratch = new();

    public void Dispose() => _scratch.Dispose();

    [Fact]
    public async Task A_peer_is_shown_by_its_id_its_fingerprint_and_its_person()
    {
        var id = Started("desk");

        var plain = await Run("id", "--data", _scratch.In("desk"));
        var json = JsonNode.Parse(Assert.Single(await Run("id", "--data", _scratch.In("desk"), "--json")))!;

        Assert.Equal(($"peer         {id}", $"fingerprint  {Fingerprint.Of(id)}"), (plain[0], plain[1]));
        Assert.Equal((id.ToString(), Fingerprint.Of(id), 1), ((string?)json["peer"], (string?)json["fingerprint"], json["devices"]!.AsArray().Count));
    }

    [Fact]
    public async Task A_second_device_is_signed_by_the_first_and_adopts_the_person()
    {
        var (desk, phone) = (Started("desk"), Started("phone"));
        var person = Person(await Json("id", "--data", _scratch.In("desk")));

        var line = Assert.Single(await Run("id", "add", phone.ToString(), "--name", "phone", "--data", _scratch.In("desk")));
        var adopted = await Json("id", "adopt", line, "--data", _scratch.In("phone"));

        Assert.Equal(person, Person(adopted));
        Assert.Equal([desk.ToString(), phone.ToString()], adopted["devices"]!.AsArray().Select(static d => (string)d!["peer"]!));
        var renamed = (string)(await Json("id", "add", phone.ToString(), "--name", "pocket", "--data", _scratch.In("desk")))["line"]!;
        Assert.Equal("pocket", (string)(await Json("id", "adopt", renamed, "--data", _scratch.In("phone")))["devices"]![1]!["name"]!);
        Assert.Contains("person.key", await Refusal("id", "add", desk.ToString(), "--name", "x", "--data", _scratch.In("phone")), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_removed_device_does_not_come_back_and_an_older_proof_is_refused()
    {
        var phone = Started("phone");
        Started("desk");
        var old = Assert.Single(await Run("id", "add", phone.ToString(), "--name", "phone", "--data", _scratch.In("desk")));
        var newer = Assert.Single(await Run("id", "add", phone.ToString(), "--name", "pocket", "--data", _scratch.In("desk")));
        await Run("id", "adopt", newer, "--data", _scratch.In("phone"));

        Assert.Contains("sequence 2", await Refusal("id", "adopt", old, "--data", _scratch.In("phone")), StringComparison.Ordinal);
        Assert.Single((await Json("id", "remove", phone.ToString(), "--data", _scratch.In("desk")))["devices"]!.AsArray());
        Assert.Contains("does not come back", await Refusal("id", "add", phone.ToString(), "--name", "phone", "--data", _scratch.In("desk")), StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_key_of_a_person_is_changed_and_the_person_stays()
    {
        var phone = Started("phone");
        Started("desk");
        var before = await Json("id", "--data", _scratch.In("desk"));
        var key = await File.ReadAllTextAsync(_scratch.In("desk/person.key"));

        var after = await Json("id", "rotate", "--data", _scratch.In("desk"));

        Assert.Equal((Person(before), 2), (Person(after), (int)after["sequence"]!));
        Assert.NotEqual(key, await File.ReadAllTextAsync(_scratch.In("desk/person.key")));
        Assert.Single(await Run("id", "add", phone.ToString(), "--name", "phone", "--data", _scratch.In("desk")));
    }

    [Fact]
    public async Task A_change_of_key_that_was_cut_off_before_the_statement_leaves_the_old_key_in_force()
    {
        Started("desk");
        using var lost = SigningKey.Make();
        OwnerOnly.WriteWhole(_scratch.In("desk/person.key"), System.Text.Encoding.ASCII.GetBytes($"{lost.ToPem()}\n{await File.ReadAllTextAsync(_scratch.In("desk/person.key"))}"));

        Assert.Equal(2, (int)(await Json("id", "rotate", "--data", _scratch.In("desk")))["sequence"]!);
    }

    [Fact]
    public async Task A_proof_that_is_altered_or_names_another_peer_is_refused()
    {
        var phone = Started("phone");
        Started("desk");
        Started("other");
        var line = Assert.Single(await Run("id", "add", phone.ToString(), "--name", "phone", "--data", _scratch.In("desk")));

        Assert.Contains("this peer", await Refusal("id", "adopt", line, "--data", _scratch.In("other")), StringComparison.Ordinal);
        Assert.Contains("no proof", await Refusal("id", "adopt", $"{line[..40]}{(line[40] == 'A' ? 'B' : 'A')}{line[41..]}", "--data", _scratch.In("phone")), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_folder_without_a_peer_has_no_id() =>
        Assert.Contains("peer up", await Refusal("id", "--data", _scratch.In("nothing")), StringComparison.Ordinal);

    [Fact]
    public async Task A_mistyped_id_is_wrong_usage()
    {
        await using var run = await CommandRun.ToEnd(["id", "remove", "ABCDEFG-HIJKLMN", "--data", _scratch.Path]);

        Assert.Equal(2, await run.Exit);
        Assert.Contains("eight groups of seven", run.Error.All, StringComparison.Ordinal);
    }

    private PeerId Started(string name)
    {
        using var folder = DataFolder.Open(_scratch.In(name));
        return folder.Identity.Id;
    }

    private static string? Person(JsonNode id) => (string?)id["person"];

    private static async Task<JsonNode> Json(params string[] args) => JsonNode.Parse(Assert.Single(await Run([.. args, "--json"])))!;

    private static async Task<IReadOnlyList<string>> Run(params string[] args)
    {
        await using var run = await CommandRun.ToEnd(args);
        Assert.Equal((0, ""), (await run.Exit, run.Error.All));
        return run.Out.Lines;
    }

    private static async Task<string> Refusal(params string[] args)
    {
        await using var run = await CommandRun.ToEnd(args);
        Assert.Equal(1, await run.Exit);
        return run.Error.All;
    }
}
