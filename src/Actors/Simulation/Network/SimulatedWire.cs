using System.Buffers;
using Akka.Actor;
using PeerActors.Actors.Transports;
using PeerActors.Messages.Identity;
using PeerActors.Messages.Links;
using PeerActors.Messages.Wire;

namespace PeerActors.Actors.Simulation.Network;

/// <summary>One end of a <see cref="SimulatedConnection"/>. It keeps the promises of every wire, without a thread: the real codecs make bytes and read them.</summary>
internal sealed class SimulatedWire(SimulatedConnection connection, SimulatedNetwork network, SimulatedConnection.End own, SimulatedConnection.End far) : IWire
{
    /// <summary>Bytes under way or unread beyond which a sender waits, and below which it may go on: what a socket's buffers take.</summary>
    private const int PauseAbove = 64 * 1024;

    private const int ResumeBelow = 32 * 1024;

    private static readonly WireFailed Broken = new(LinkCloseReason.ConnectionLost, "the connection broke");

    private readonly Inflow _in = new();
    private SimulatedWire _other = null!;
    private IPendingReceive? _receiving;
    private (IActorRef To, WireSent Sent)? _sending;
    private long _unread;
    private bool _closed;
    private bool _broken;
    private bool _farClosed;
    private ArrayBufferWriter<byte>? _deflatedBytes;
    private DeflatedOutput? _deflated;
    private Inflater? _inflater;
    private WireFailed? _bad;

    /// <inheritdoc/>
    public PeerAddress Remote => far.Address;

    /// <summary>The lane to the far end.</summary>
    public Lane Out { get; private set; } = null!;

    /// <summary>Nothing more happens at this end.</summary>
    public bool IsOver => _closed || _broken || own.Of is { IsOver: true };

    /// <summary>Makes the two ends one connection.</summary>
    public void Join(SimulatedWire other, Lane lane) => (_other, Out) = (other, lane);

    /// <inheritdoc/>
    public void Receive<T>(IMessageReader<T> reader, int maxBatch, IActorRef to)
    {
        if (_closed) return;
        if (_broken)
        {
            to.Tell(Broken, ActorRefs.NoSender);
            return;
        }

        var receive = new PendingReceive<T>(reader, maxBatch, to);
        if (!TryComplete(receive)) _receiving = receive;
    }

    /// <inheritdoc/>
    public void Send<T>(ReadOnlySpan<T> messages, IMessageWriter<T> writer, IActorRef to)
    {
        if (_closed) return;
        if (_broken || _farClosed)
        {
            to.Tell(_broken ? Broken : new(LinkCloseReason.ConnectionLost, "the far side closed while we wrote"), ActorRefs.NoSender);
            return;
        }

        var scratch = _deflatedBytes ?? network.Scratch();
        foreach (var message in messages)
        {
            writer.Write(message, _deflated?.Plain ?? scratch);
            network.Watcher?.Invoke(own.Host, far.Host, message!);
        }

        var (plain, deflated) = _deflated?.Flush() ?? (scratch.WrittenCount, 0);
        var bytes = scratch.WrittenSpan.ToArray();
        scratch.ResetWrittenCount();
        _unread += bytes.Length;
        var sent = new WireSent(messages.Length, plain, deflated);
        Out.Send(bytes, _other.Arrive);
        if (_unread > PauseAbove) _sending = (to, sent);
        else to.Tell(sent, ActorRefs.NoSender);
    }

    /// <inheritdoc/>
    public void Compress(WireCompression compression)
    {
        if (compression.Deflates) _deflated = new(_deflatedBytes = new());
        if (!compression.Inflates) return;
        _inflater = new(compression.MaxInflation);
        var behindGreeting = System.Buffers.BuffersExtensions.ToArray(_in.Waiting);
        _other.Taken(_in.Clear());
        if (behindGreeting.Length > 0) TakeIn(behindGreeting);
    }

    /// <inheritdoc/>
    public void Close()
    {
        if (_closed) return;
        _closed = true;
        _deflated?.Dispose();
        _inflater?.Dispose();
        _receiving = null;
        _sending = null;
        _other.Taken(_in.Clear());
        if (!_broken) Out.Send(null, _other.Arrive);
        connection.OnClosed();
    }

    /// <summary>The connection breaks: what is under way fails, and so does all that follows.</summary>
    public void BreakOff()
    {
        if (IsOver) return;
        _broken = true;
        _in.Clear();
        var (receiving, sending) = (_receiving, _sending);
        _receiving = null;
        _sending = null;
        Later(() =>
        {
            if (_closed) return;
            receiving?.To.Tell(Broken, ActorRefs.NoSender);
            sending?.To.Tell(Broken, ActorRefs.NoSender);
        });
    }

    /// <summary>Bytes arrive from the far end, or its end of the stream.</summary>
    private void Arrive(byte[]? bytes)
    {
        if (IsOver)
        {
            _other.Taken(bytes?.Length ?? 0);
            return;
        }

        if (bytes is null) _farClosed = true;
        else TakeIn(bytes);
        if (_receiving is not { } receive) return;
        _receiving = null;
        if (!TryComplete(receive)) _receiving = receive;
    }

    /// <summary>Bytes that inflate are taken off the sender's hands when they arrive: what they become is bounded by them.</summary>
    private void TakeIn(byte[] bytes)
    {
        if (_inflater is null)
        {
            _in.Add(bytes);
            return;
        }

        _other.Taken(bytes.Length);
        if (_bad is not null) return;
        try
        {
            _in.Add(_inflater.Inflate(bytes));
        }
        catch (Exception failure) when (failure is InvalidDataException or IOException)
        {
            _bad = new(failure is InflationBombException ? LinkCloseReason.TooLarge : LinkCloseReason.BadBytes, failure.Message);
        }
    }

    /// <summary>The far end has read so many of our bytes.</summary>
    private void Taken(int bytes)
    {
        _unread -= bytes;
        if (_sending is not { } sending || _unread > ResumeBelow || IsOver) return;
        _sending = null;
        Later(() =>
        {
            if (!IsOver) sending.To.Tell(sending.Sent, ActorRefs.NoSender);
        });
    }

    private bool TryComplete(IPendingReceive receive)
    {
        if (_in.IsEmpty && !_farClosed && _bad is null) return false;
        var before = _in.Length;
        var answer = receive.Read(_in, _inflater?.TakeCount() ?? 0);
        if (_inflater is null) _other.Taken(before - _in.Length);
        answer ??= _bad;
        if (answer is null && _farClosed)
        {
            answer = new WireFailed(
                LinkCloseReason.ConnectionLost, _in.IsEmpty ? "the far side closed" : $"the far side closed in the middle of a message, {_in.Length:N0} bytes into it");
        }

        if (answer is null) return false;
        receive.To.Tell(answer, ActorRefs.NoSender);
        return true;
    }

    /// <summary>At once, but as this end's own doing and after what runs now.</summary>
    private void Later(Action what) => network.Loop.Later(TimeSpan.Zero, what, own.Of);
}
