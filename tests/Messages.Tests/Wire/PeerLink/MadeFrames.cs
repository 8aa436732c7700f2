using FsCheck;
using FsCheck.Fluent;
using PeerActors.Messages.PeerLinks;
using PeerActors.Messages.Router;

namespace PeerActors.Messages.Tests.Wire.PeerLink;

/// <summary>Frames of every kind with contents that nobody thought of, as FsCheck makes them.</summary>
internal static class MadeFrames
{
    private static readonly Gen<ulong> Number =
        from high in Gen.Choose(int.MinValue, int.MaxValue)
        from low in Gen.Choose(int.MinValue, int.MaxValue)
        from fewer in Gen.Choose(0, 63)
        select (((ulong)(uint)high << 32) | (uint)low) >> fewer;

    private static readonly Gen<int> Positive = Gen.Choose(1, int.MaxValue);

    private static readonly Gen<UrgencyClass> Class = Gen.Elements(UrgencyClass.Urgent, UrgencyClass.Normal, UrgencyClass.Bulk);

    private static readonly Gen<string> Text = Gen.Elements("", "a", "presence/1", "žluťoučký kůň", "日本語", "\uD83D\uDE00 x", new('m', 40)).ArrayOf().Select(static t => Cut(string.Concat(t)));

    private static readonly Gen<Payload> Bytes = Gen.Choose(0, 255).Select(static i => (byte)i).ArrayOf().Select(Payload.Own);

    private static readonly Gen<PeerFrame> Hello =
        from oldest in Gen.Choose(1, 3)
        from newer in Gen.Choose(0, 60_000)
        from session in Number
        from number in Number
        from max in Positive
        from windows in Gen.Choose(1, int.MaxValue).ArrayOf(PerClass.Count)
        from received in Number.ArrayOf(PerClass.Count)
        select (PeerFrame)new HelloFrame
        {
            OldestVersion = oldest, Version = oldest + newer, Session = session, Number = number, MaxFrame = max, Windows = new(windows[0], windows[1], windows[2]), OfSession = session,
            Received = new(received[0], received[1], received[2]),
        };

    private static readonly Gen<PeerFrame> Message =
        from traffic in Class
        from numbers in Number.ArrayOf(3)
        from manifest in Positive
        from bytes in Bytes
        select (PeerFrame)new MessageFrame(traffic, numbers[0], manifest, bytes) { To = numbers[1], From = numbers[2] };

    private static readonly Gen<PeerFrame> Others =
        from traffic in Class
        from number in Number
        from count in Positive
        from text in Text
        from frame in Gen.Elements<PeerFrame>(
            BeatFrame.Instance, new CreditFrame(traffic, count), new AckFrame(traffic, number), new ByeFrame(count & 0xFFFF, text), new NotUnderstoodFrame(count),
            new NameFrame(count, text.Length == 0 ? "n" : text))
        select frame;

    private static readonly Gen<PeerFrame> Overlay = MadeDescriptors.Any.Generator.Select(static d => (PeerFrame)new DescriptorFrame(Departure.Of(d)));

    /// <summary>Any of them.</summary>
    public static Arbitrary<PeerFrame> Any { get; } = Gen.OneOf(Hello, Message, Message, Others, Others, Overlay).ToArbitrary();

    /// <summary>Some, always the same, to be changed over and over.</summary>
    public static PeerFrame[] Few { get; } = [.. Any.Generator.Sample(200, new Rnd(20260314), 20)];

    /// <summary>Within the bound of names, and no half of a surrogate pair at its end.</summary>
    private static string Cut(string text) => text.Length <= NameFrame.MaxManifest ? text : text[..NameFrame.MaxManifest].TrimEnd('\uD83D');
}
