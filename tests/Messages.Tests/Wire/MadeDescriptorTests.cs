using FsCheck;
using FsCheck.Fluent;
using PeerActors.Messages.Identity;
using PeerActors.Messages.Router;
using PeerActors.Messages.Wire.Gnutella;

namespace PeerActors.Messages.Tests.Wire;

/// <summary>Descriptors that FsCheck makes; it prints the seed of a failure.</summary>
public class MadeDescriptorTests
{
    private const int MaxPayload = 1 << 18;

    private static Config Many => Config.QuickThrowOnFailure.WithMaxTest(FuzzRun.Rounds(0.01)).WithEndSize(30);

    [Fact]
    public void What_was_made_comes_back_as_it_was() => Prop.ForAll(MadeDescriptors.Any, static made =>
    {
        var read = Assert.Single(Feed.ReadAll(new DescriptorReader(MaxPayload), [Samples.Write(made)]).Messages);
        Assert.Equal(made, read);
        Views.LookAtAll(read, new QrpReceiver());
    }).Check(Many);

    [Fact]
    public void Files_and_trailers_that_were_made_say_the_same_when_they_come_back() => Prop.ForAll(MadeDescriptors.Any, static made =>
    {
        if (made is not QueryHit hit) return;
        var files = hit.ReadFiles();
        Assert.Equal(hit.Count, files.Length);
        var again = QueryHit.Create(hit.Id, hit.Ttl, hit.Address, hit.KilobitsPerSecond, files.AsSpan(), hit.Sharer, hit.ReadTrailer());
        Assert.Equal<HitFile>(files, again.ReadFiles());
        Assert.Equal(hit.TrailerBytes.ToArray(), again.TrailerBytes.ToArray());
    }).Check(Many);

    [Fact]
    public void What_was_made_and_then_mutated_is_read_or_refused_and_never_throws() => Prop.ForAll(
        MadeDescriptors.Wires.Select(static w => (Wires: w, Seed: w[0].Length * 31 + w[0][5])).ToArbitrary(),
        static made =>
        {
            var dice = new Random(made.Seed);
            byte[] bytes = [.. Mutation.OfPayload(dice, made.Wires[0]), .. Mutation.OfPayload(dice, made.Wires[1])];
            var receiver = new QrpReceiver(1 << 14);
            foreach (var message in Feed.ReadAll(new DescriptorReader(MaxPayload), FuzzRun.Cut(dice, bytes)).Messages) Views.LookAtAll(message, receiver);
        }).Check(Many);

    [Fact]
    public void Every_kind_is_made()
    {
        var kinds = MadeDescriptors.Any.Generator.Sample(500, 10).Select(static d => d.GetType().Name).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal);
        Assert.Equal(["Bye", "Ping", "Pong", "Push", "QrpPatch", "QrpReset", "Query", "QueryHit", "UnknownDescriptor", "VendorMessage"], kinds);
    }
}
