using Akka.Configuration;
using FsCheck;
using FsCheck.Fluent;
using PeerActors.Actors.Peer;
using PeerActors.Actors.Peer.Configuration.Hocon;
using AkkaValue = Akka.Configuration.Hocon.HoconValue;

namespace PeerActors.Actors.Tests.Peer.Configuration;

public sealed class HoconWriterTests : IDisposable
{
    private readonly ConfigFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Any_text_in_quotes_is_read_back_as_it_was() =>
        Prop.ForAll<string>(static text =>
        {
            var whole = new string([.. (text ?? "").Where(static c => !char.IsSurrogate(c))]);
            var read = Reading.Tree($"a = {HoconWriter.Quote(whole)}").Find("a");
            return read is HoconScalar scalar && scalar.Text == whole;
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void The_reference_is_read_back_as_it_was()
    {
        var reference = Actors.Peer.Configuration.SettingsSchema.Load().Reference;
        var written = HoconWriter.Write(reference);
        Assert.Equal(written, HoconWriter.Write(Reading.Tree(written)));
    }

    [Fact]
    public void Akka_reads_our_canonical_text_as_we_do()
    {
        const string Text = "a { b = 10s, c = \"x \\\"y\\\" \\\\ z\", d = [1, \"two\", three], e { f = true, \"g h\" = -5 } }\n\"k.l\" = \"${HOME} += # // {\"";
        var ours = Reading.Tree(Text);

        var akka = ConfigurationFactory.ParseString(HoconWriter.Write(ours));

        Assert.Equal(Leaves(ours), Leaves(akka.Root));
    }

    [Fact]
    public void Akka_reads_the_reference_as_we_do()
    {
        var ours = Actors.Peer.Configuration.SettingsSchema.Load().Reference;
        var akka = ConfigurationFactory.ParseString(HoconWriter.Write(ours));
        Assert.Equal(Leaves(ours), Leaves(akka.Root));
        Assert.Empty(akka.GetStringList("peer.join"));
    }

    [Fact]
    public void The_actor_system_s_settings_reach_Akka_with_their_defaults_and_what_the_user_says()
    {
        var result = _folder.Load("akka { log-dead-letters = 007\n loglevel : DEBUG }");
        var settings = Assert.IsType<Actors.Peer.Configuration.SettingsLoaded>(result).Settings;

        Assert.Equal("akka {\n  loglevel = \"DEBUG\"\n  log-dead-letters = 7\n  log-dead-letters-during-shutdown = false\n}\n", settings.Akka);
        var akka = ConfigurationFactory.ParseString(settings.Akka);
        Assert.Equal(("DEBUG", 7, false), (akka.GetString("akka.loglevel"), akka.GetInt("akka.log-dead-letters"), akka.GetBoolean("akka.log-dead-letters-during-shutdown")));
        Assert.Equal(Leaves(Reading.Tree(settings.Akka)), Leaves(akka.Root));
        Assert.Contains("loglevel = \"WARNING\"", PeerSettings.Reference().Akka, StringComparison.Ordinal);
    }

    private static IEnumerable<string> Leaves(HoconNode node, string path = "") => node switch
    {
        HoconObject section => section.Fields.SelectMany(f => Leaves(f.Value, $"{path}/{f.Key.Name}")),
        HoconList { Items.Length: 0 } => [$"{path} = "], // Akka's reader does not tell an empty list from empty text
        HoconList list => list.Items.SelectMany((item, i) => Leaves(item, $"{path}[{i}]")),
        HoconScalar scalar => [$"{path} = {scalar.Text}"],
        _ => throw new InvalidOperationException($"{node} is not resolved."),
    };

    private static IEnumerable<string> Leaves(AkkaValue value, string path = "")
    {
        if (value.IsObject()) return value.GetObject().Items.SelectMany(f => Leaves(f.Value, $"{path}/{f.Key}"));
        return value.IsArray() ? value.GetArray().SelectMany((item, i) => Leaves(item, $"{path}[{i}]")) : [$"{path} = {value.GetString()}"];
    }
}
