using System.Collections.Immutable;
using Akka.Actor;
using Akka.Configuration;
using PeerActors.Actors.Transports;
using PeerActors.Messages.Identity;
using PeerActors.Messages.Links;
using PeerActors.Messages.Router;
using PeerActors.Messages.Wire.Gnutella;

namespace PeerActors.TestKit;

/// <summary>
/// What every transport promises, whatever carries it. A transport's test class opens one and calls each promise from a fact of the same name; so
/// the contract stands here once and needs no test framework of its own.
/// </summary>
public abstract class TransportContract : IAsyncDisposable
{
    private const int MaxPayload = 64 * 1024;
    private const int MaxGreeting = 1024;
    private readonly Lazy<ActorSystem> _system = new(static () => ActorSystem.Create("transport", ConfigurationFactory.ParseString("akka { loggers = [], stdout-loglevel = OFF }")));

    /// <summary>A transport that can listen, and one that can dial it.</summary>
    protected abstract (ITransport Listener, PeerAddress At, ITransport Dialler) Open();

    /// <summary>So many descriptors may be sent before any is read. Where waiting runs everybody else meanwhile, a sender must not have to wait for a reader that comes after.</summary>
    protected virtual int MostUnread => 5000;

    /// <summary>Makes a probe.</summary>
    protected virtual TestProbe Probe() => TestProbe.In(_system.Value);

    /// <summary>Makes that nobody answers where the listener listened.</summary>
    protected virtual Task Silence(ITransport listener)
    {
        listener.StopListening();
        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public virtual async ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        if (_system.IsValueCreated) await _system.Value.Terminate();
    }

    /// <summary>Descriptors arrive in the order in which they were sent, in both directions at once.</summary>
    protected async Task DescriptorsArriveInTheOrderSent()
    {
        var pair = await Connect();
        const int count = 5000;
        foreach (var (from, to) in new[] { (pair.Dialler, pair.Acceptor), (pair.Acceptor, pair.Dialler) })
        {
            var next = 0;
            while (next < count)
            {
                if (next % MostUnread == 0) _ = SendAll(from, next, Math.Min(next + MostUnread, count));
                to.Wire.Receive(new DescriptorReader(MaxPayload), 100, to.Probe.Ref);
                var batch = await to.Probe.FishForMessage<WireReceived<Descriptor>>();
                Require(batch.Messages.Length <= 100, "a batch is no larger than asked for");
                foreach (var descriptor in batch.Messages) Require(descriptor.Id.Low == (ulong)next++, $"descriptor {next - 1} comes as number {descriptor.Id.Low}");
            }
        }
    }

    /// <summary>What held the messages may be used again as soon as the send was started, however long it takes.</summary>
    protected async Task WhatHeldTheMessagesMayBeUsedAgainAtOnce()
    {
        var pair = await Connect();
        Descriptor[] held = [NumberedPing(1), NumberedPing(2)];
        pair.Dialler.Wire.Send<Descriptor>(held, DescriptorWriter.Instance, pair.Dialler.Probe.Ref);
        held.AsSpan().Fill(NumberedPing(9));
        await pair.Dialler.Probe.ExpectMsg<WireSent>(static m => m.Count == 2);
        pair.Dialler.Wire.Close();
        for (var number = 1; number <= 2; number++)
        {
            pair.Acceptor.Wire.Receive(new DescriptorReader(MaxPayload), 1, pair.Acceptor.Probe.Ref);
            await pair.Acceptor.Probe.ExpectMsg<WireReceived<Descriptor>>(m => m.Messages[0].Id.Low == (ulong)number);
        }
    }

    /// <summary>A connection that is closed is reported once to the side that did not close it, after all that was sent before; whichever side that is.</summary>
    protected async Task AClosedConnectionIsReportedOnceAfterWhatWasSent()
    {
        await Closes(static pair => (pair.Dialler, pair.Acceptor));
        await Closes(static pair => (pair.Acceptor, pair.Dialler));

        async Task Closes(Func<(WireEnd Dialler, WireEnd Acceptor), (WireEnd, WireEnd)> choose)
        {
            var (closing, other) = choose(await Connect());
            closing.Wire.Send<Descriptor>([NumberedPing(1)], DescriptorWriter.Instance, closing.Probe.Ref);
            await closing.Probe.ExpectMsg<WireSent>();
            closing.Wire.Close();
            closing.Wire.Close();
            other.Wire.Receive(new DescriptorReader(MaxPayload), 10, other.Probe.Ref);
            await other.Probe.ExpectMsg<WireReceived<Descriptor>>();
            other.Wire.Receive(new DescriptorReader(MaxPayload), 10, other.Probe.Ref);
            await other.Probe.ExpectMsg<WireFailed>(static f => f.Reason == LinkCloseReason.ConnectionLost);
            other.Probe.ExpectNoMsg();
            closing.Probe.ExpectNoMsg();
        }
    }

    /// <summary>A connection closed in the middle of a descriptor says so, and the half is not taken for a whole.</summary>
    protected async Task AConnectionClosedInTheMiddleOfADescriptorSaysSo()
    {
        var pair = await Connect();
        pair.Dialler.Wire.Send<byte[]>([[1, 2, 3]], new BytesWriter(), pair.Dialler.Probe.Ref);
        await pair.Dialler.Probe.ExpectMsg<WireSent>();
        pair.Dialler.Wire.Close();
        pair.Acceptor.Wire.Receive(new DescriptorReader(MaxPayload), 10, pair.Acceptor.Probe.Ref);
        var failed = await pair.Acceptor.Probe.ExpectMsg<WireFailed>();
        Require(failed.Reason == LinkCloseReason.ConnectionLost && failed.Detail.Contains("3 bytes", StringComparison.Ordinal), failed.ToString());
    }

    /// <summary>Bad bytes behind good ones: the good ones are delivered, then the bad ones are reported.</summary>
    protected async Task BadBytesAreReportedAfterTheGoodOnesBeforeThem()
    {
        var pair = await Connect();
        var header = new byte[23];
        header[16] = 0x80;
        header[21] = 0xFF;
        pair.Dialler.Wire.Send<Descriptor>([NumberedPing(1)], DescriptorWriter.Instance, pair.Dialler.Probe.Ref);
        await pair.Dialler.Probe.ExpectMsg<WireSent>();
        pair.Dialler.Wire.Send<byte[]>([header], new BytesWriter(), pair.Dialler.Probe.Ref);
        await pair.Dialler.Probe.ExpectMsg<WireSent>();
        var reader = new DescriptorReader(MaxPayload);
        pair.Acceptor.Wire.Receive(reader, 10, pair.Acceptor.Probe.Ref);
        await pair.Acceptor.Probe.ExpectMsg<WireReceived<Descriptor>>(static m => m.Messages.Length == 1);
        pair.Acceptor.Wire.Receive(reader, 10, pair.Acceptor.Probe.Ref);
        await pair.Acceptor.Probe.ExpectMsg<WireFailed>(static f => f.Reason == LinkCloseReason.TooLarge);
    }

    /// <summary>Whoever reads slowly makes the sender wait, and loses nothing; whichever side that is.</summary>
    protected async Task AReaderThatDoesNotReadMakesTheSenderWaitAndLosesNothing()
    {
        var pair = await Connect();
        var big = new UnknownDescriptor(new(1, 1), 1, 0, 0x31, Payload.Own(new byte[MaxPayload]));
        foreach (var (from, to) in new[] { (pair.Dialler, pair.Acceptor), (pair.Acceptor, pair.Dialler) })
        {
            var sent = 0;
            do from.Wire.Send<Descriptor>([big], DescriptorWriter.Instance, from.Probe.Ref);
            while (await from.Probe.TryExpectMsg<WireSent>(TimeSpan.FromSeconds(1)) is not null && ++sent < 2000);

            Require(sent < 2000, "128 MB were taken from a sender although nobody read them");
            for (var received = 0; received <= sent;)
            {
                to.Wire.Receive(new DescriptorReader(MaxPayload), 10, to.Probe.Ref);
                received += (await to.Probe.ExpectMsg<WireReceived<Descriptor>>()).Messages.Length;
            }

            await from.Probe.ExpectMsg<WireSent>();
        }
    }

    /// <summary>What is deflated at one end comes out at the other, each direction for itself, and both ends know how much crossed.</summary>
    protected async Task DeflatedDescriptorsArriveInTheOrderSent()
    {
        var pair = await Connect();
        pair.Dialler.Wire.Compress(new(Inflates: false, Deflates: true, MaxInflation: 1100));
        pair.Acceptor.Wire.Compress(new(Inflates: true, Deflates: false, MaxInflation: 1100));
        const int count = 500;
        var (sent, received) = (new List<WireSent>(), new List<WireReceived<Descriptor>>());
        for (var first = 0; first < count; first += 50)
        {
            pair.Dialler.Wire.Send<Descriptor>([.. Enumerable.Range(first, 50).Select(NumberedPing)], DescriptorWriter.Instance, pair.Dialler.Probe.Ref);
            sent.Add(await pair.Dialler.Probe.ExpectMsg<WireSent>());
            while (received.Sum(static r => r.Messages.Length) < first + 50)
            {
                pair.Acceptor.Wire.Receive(new DescriptorReader(MaxPayload), 100, pair.Acceptor.Probe.Ref);
                received.Add(await pair.Acceptor.Probe.ExpectMsg<WireReceived<Descriptor>>());
            }
        }

        Require(received.SelectMany(static r => r.Messages).Select(static d => d.Id.Low).SequenceEqual(Enumerable.Range(0, count).Select(static n => (ulong)n)), "what was deflated comes in the order sent");
        Require(sent.Sum(static s => s.Bytes) == count * 23 && received.Sum(static r => r.Bytes) == count * 23, "bytes are counted as they were before they were deflated");
        var crossed = sent.Sum(static s => s.Deflated);
        Require(crossed is > 0 and < count * 23 && received.Sum(static r => r.Deflated) == crossed, $"both ends count the deflated bytes, {crossed} there");

        pair.Acceptor.Wire.Send<Descriptor>([NumberedPing(7)], DescriptorWriter.Instance, pair.Acceptor.Probe.Ref);
        pair.Dialler.Wire.Receive(new DescriptorReader(MaxPayload), 100, pair.Dialler.Probe.Ref);
        await pair.Dialler.Probe.ExpectMsg<WireReceived<Descriptor>>(static r => r.Deflated == 0 && r.Messages[0].Id.Low == 7);
    }

    /// <summary>Bytes that inflate beyond the bound end the wire with a reason, before they fill any memory.</summary>
    protected async Task ABombEndsTheWire()
    {
        var pair = await Connect();
        pair.Dialler.Wire.Compress(new(Inflates: false, Deflates: true, MaxInflation: 10));
        pair.Acceptor.Wire.Compress(new(Inflates: true, Deflates: false, MaxInflation: 10));
        var zeros = new UnknownDescriptor(new(1, 1), 1, 0, 0x31, Payload.Own(new byte[MaxPayload]));
        pair.Dialler.Wire.Send<Descriptor>([.. Enumerable.Repeat(zeros, 50)], DescriptorWriter.Instance, pair.Dialler.Probe.Ref);
        var failed = await DrainUntilFailed(pair.Acceptor);
        Require(failed.Reason == LinkCloseReason.TooLarge && failed.Detail.Contains("links.max-inflation", StringComparison.Ordinal), failed.ToString());
    }

    /// <summary>Bytes that are no zlib stream where one was agreed on are bad bytes.</summary>
    protected async Task BytesThatAreNoZlibStreamAreBad()
    {
        var pair = await Connect();
        pair.Acceptor.Wire.Compress(new(Inflates: true, Deflates: false, MaxInflation: 100));
        pair.Dialler.Wire.Send<Descriptor>([NumberedPing(1)], DescriptorWriter.Instance, pair.Dialler.Probe.Ref);
        var failed = await DrainUntilFailed(pair.Acceptor);
        Require(failed.Reason == LinkCloseReason.BadBytes, failed.ToString());
    }

    /// <summary>Nobody at an address: the dialler is told, once.</summary>
    protected async Task DiallingNobodyFails()
    {
        var (listener, at, dialler) = Open();
        var acceptor = Probe();
        listener.Listen(at, acceptor.Ref);
        var started = await acceptor.ExpectMsg<ListeningStarted>();
        await Silence(listener);
        var probe = Probe();
        dialler.Dial(started.At, TestProbe.Patience, probe.Ref);
        await probe.ExpectMsg<WireFailed>(static f => f.Reason == LinkCloseReason.DialFailed);
        probe.ExpectNoMsg();
    }

    /// <summary>After a close nothing more is told to the side that closed, even when it was waiting.</summary>
    protected async Task ASideThatClosesIsToldNothingMore()
    {
        var pair = await Connect();
        pair.Dialler.Wire.Receive(new DescriptorReader(MaxPayload), 10, pair.Dialler.Probe.Ref);
        pair.Dialler.Wire.Close();
        pair.Acceptor.Wire.Receive(new DescriptorReader(MaxPayload), 10, pair.Acceptor.Probe.Ref);
        await pair.Acceptor.Probe.ExpectMsg<WireFailed>();
        pair.Dialler.Wire.Receive(new DescriptorReader(MaxPayload), 10, pair.Dialler.Probe.Ref);
        pair.Dialler.Probe.ExpectNoMsg();
    }

    private static async Task<WireFailed> DrainUntilFailed(WireEnd end)
    {
        while (true)
        {
            end.Wire.Receive(new DescriptorReader(MaxPayload), 10, end.Probe.Ref);
            if (await end.Probe.ExpectMsg<object>() is WireFailed failed) return failed;
        }
    }

    private static async Task SendAll(WireEnd from, int start, int end)
    {
        for (var first = start; first < end; first += 50)
        {
            from.Wire.Send<Descriptor>([.. Enumerable.Range(first, 50).Select(NumberedPing)], DescriptorWriter.Instance, from.Probe.Ref);
            await from.Probe.ExpectMsg<WireSent>();
        }
    }

    private static Descriptor NumberedPing(int number) => new Ping(new(0, (ulong)number), 1, 0);

    private static void Require(bool holds, string promise)
    {
        if (!holds) throw new ProbeFailure($"Broken promise: {promise}.");
    }

    /// <summary>Two ends that have got as far as any link must: a port that serves several dialects hands a connection over only once it has greeted.</summary>
    private async Task<(WireEnd Dialler, WireEnd Acceptor)> Connect()
    {
        var (listener, at, dialler) = Open();
        var acceptor = Probe();
        listener.Listen(at, acceptor.Ref);
        var started = await acceptor.ExpectMsg<ListeningStarted>();
        var probe = Probe();
        dialler.Dial(started.At, TestProbe.Patience, probe.Ref);
        var dialled = (await probe.ExpectMsg<WireOpened>()).Wire;
        dialled.Send([GreetingBlock.Connect04], GreetingWriter.Instance, probe.Ref);
        await probe.ExpectMsg<WireSent>();
        var accepted = (await acceptor.ExpectMsg<WireAccepted>()).Wire;
        accepted.Receive(new GreetingReader(MaxGreeting), 1, acceptor.Ref);
        await acceptor.ExpectMsg<WireReceived<GreetingBlock>>(static m => m.Messages[0] == GreetingBlock.Connect04);
        return (new(dialled, probe), new(accepted, acceptor));
    }

    private sealed record WireEnd(IWire Wire, TestProbe Probe);

    private sealed class BytesWriter : Messages.Wire.IMessageWriter<byte[]>
    {
        public void Write(byte[] message, System.Buffers.IBufferWriter<byte> output) => System.Buffers.BuffersExtensions.Write(output, message);
    }
}
