using System.Text;
using PeerActors.Actors.Transports;
using PeerActors.Actors.Transports.InProcess;
using PeerActors.Messages.Identity;
using PeerActors.Messages.Links;
using PeerActors.Messages.Router;
using PeerActors.Messages.Wire.Gnutella;
using PeerActors.TestKit;

namespace PeerActors.Actors.Tests.Links;

/// <summary>A servent that says what a test has it say.</summary>
internal sealed class ScriptedServent(InProcessTransport host, TestProbe probe)
{
    private readonly DescriptorReader _descriptors = new(64 * 1024);
    private IWire _wire = null!;

    public PeerAddress Address => host.Address;

    /// <summary>Connects, and says nothing so far.</summary>
    public async Task Dial(PeerAddress to)
    {
        host.Dial(to, TestProbe.Patience, probe.Ref);
        _wire = (await probe.FishForMessage<WireOpened>()).Wire;
    }

    /// <summary>Waits to be dialled.</summary>
    public async Task Listen()
    {
        host.Listen(host.Address, probe.Ref);
        await probe.FishForMessage<ListeningStarted>();
    }

    /// <summary>Was dialled.</summary>
    public async Task Accept() => _wire = (await probe.FishForMessage<WireAccepted>()).Wire;

    /// <summary>Says a block: its lines, without their ends.</summary>
    public async Task Say(params string[] lines)
    {
        _wire.Send([string.Join("\r\n", lines) + "\r\n\r\n"], TextWriter.Instance, probe.Ref);
        await probe.FishForMessage<WireSent>();
    }

    /// <summary>The next block that it hears.</summary>
    public async Task<GreetingBlock> Hear()
    {
        _wire.Receive(new GreetingReader(4096), 1, probe.Ref);
        return (await probe.FishForMessage<WireReceived<GreetingBlock>>()).Messages[0];
    }

    /// <summary>Says a descriptor, once both have greeted.</summary>
    public async Task Say(Descriptor descriptor)
    {
        _wire.Send([descriptor], DescriptorWriter.Instance, probe.Ref);
        await probe.FishForMessage<WireSent>();
    }

    /// <summary>The next descriptor of a kind that it hears, whatever else is said before it.</summary>
    public async Task<T> Hear<T>()
        where T : Descriptor
    {
        while (true)
        {
            _wire.Receive(_descriptors, 1, probe.Ref);
            if ((await probe.FishForMessage<WireReceived<Descriptor>>()).Messages[0] is T heard) return heard;
        }
    }

    /// <summary>Closes, as whoever is refused does.</summary>
    public void Close() => _wire.Close();

    /// <summary>Waits until the far side has closed.</summary>
    public async Task HearTheEnd()
    {
        _wire.Receive(new GreetingReader(4096), 1, probe.Ref);
        await probe.FishForMessage<WireFailed>(static m => m.Reason == LinkCloseReason.ConnectionLost);
    }

    private sealed class TextWriter : Messages.Wire.IMessageWriter<string>
    {
        public static TextWriter Instance { get; } = new();

        public void Write(string message, System.Buffers.IBufferWriter<byte> output) => Encoding.Latin1.GetBytes(message, output);
    }
}
