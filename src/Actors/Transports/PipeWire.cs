using System.Collections.Immutable;
using System.IO.Pipelines;
using System.Net.Sockets;
using Akka.Actor;
using PeerActors.Messages.Identity;
using PeerActors.Messages.Links;
using PeerActors.Messages.Wire;

namespace PeerActors.Actors.Transports;

/// <summary>A wire over a pair of pipes, whatever is behind them: a socket, a web server's connection, another peer in this process.</summary>
internal sealed class PipeWire : IWire
{
    private static readonly WireFailed Broken = new(LinkCloseReason.ConnectionLost, "the connection broke");

    private readonly IDuplexPipe _pipe;
    private readonly Action _release;
    private readonly TaskCompletionSource _over = new();
    private InflatedInput? _inflated;
    private DeflatedOutput? _deflated;
    private Array _scratch = Array.Empty<object>();
    private int _uses = 1;
    private int _closed;
    private int _broken;

    /// <param name="pipe">Where bytes come from and go to; completed here.</param>
    /// <param name="remote">The far end as seen.</param>
    /// <param name="release">Frees what is behind the pipes; called once, at the first close.</param>
    public PipeWire(IDuplexPipe pipe, PeerAddress remote, Action release) => (_pipe, Remote, _release) = (pipe, remote, release);

    public PeerAddress Remote { get; }

    /// <summary>Completes when the wire is closed and nothing of it runs any more.</summary>
    public Task Over => _over.Task;

    public void Receive<T>(IMessageReader<T> reader, int maxBatch, IActorRef to)
    {
        if (TryEnter(to)) _ = Guard(ReceiveAsync(reader, maxBatch, to), to);
    }

    public void Send<T>(ReadOnlySpan<T> messages, IMessageWriter<T> writer, IActorRef to)
    {
        if (TryEnter(to)) _ = Guard(TryWrite(messages, writer) is { } failure ? Task.FromException(failure) : FlushAsync(messages.Length, to), to);
    }

    public void Compress(WireCompression compression)
    {
        if (compression.Inflates) _inflated = new(_pipe.Input, compression.MaxInflation);
        if (compression.Deflates) _deflated = new(_pipe.Output);
    }

    public void Close()
    {
        if (Interlocked.Exchange(ref _closed, 1) == 1) return;
        _pipe.Input.CancelPendingRead();
        _pipe.Output.CancelPendingFlush();
        _release();
        Leave();
    }

    /// <summary>The connection breaks: what is under way fails, and so does all that follows.</summary>
    internal void BreakOff()
    {
        Volatile.Write(ref _broken, 1);
        if (Volatile.Read(ref _closed) == 1) return;
        _pipe.Input.CancelPendingRead();
        _pipe.Output.CancelPendingFlush();
    }

    private async Task ReceiveAsync<T>(IMessageReader<T> reader, int maxBatch, IActorRef to)
    {
        var input = _inflated?.Reader ?? _pipe.Input;
        while (true)
        {
            var result = await input.ReadAsync();
            if (result.IsCanceled)
            {
                TellUnlessClosed(to, Broken);
                return;
            }

            var rest = result.Buffer;
            var read = ReadBatch(reader, maxBatch, ref rest, out var batch, out var bad);
            var bytes = result.Buffer.Length - rest.Length;

            // Bytes behind a full batch, or bad ones behind good ones, are looked at again by the next receive.
            input.AdvanceTo(rest.Start, read == ReadAnswer.NeedMore ? rest.End : rest.Start);
            if (batch.Length > 0) to.Tell(new WireReceived<T>(batch, bytes, _inflated?.TakeCount() ?? 0));
            else if (bad is not null) to.Tell(new WireFailed(ReasonOf(bad.Reason), bad.Detail));
            else if (result.IsCompleted) to.Tell(new WireFailed(LinkCloseReason.ConnectionLost, rest.IsEmpty ? "the far side closed" : $"the far side closed in the middle of a message, {rest.Length:N0} bytes into it"));
            else continue;
            return;
        }
    }

    private ReadAnswer ReadBatch<T>(
        IMessageReader<T> reader, int maxBatch, ref System.Buffers.ReadOnlySequence<byte> rest, out ImmutableArray<T> batch, out BadBytes? bad)
    {
        var messages = _scratch as T[] ?? [];
        var count = 0;
        ReadAnswer answer;
        do
        {
            answer = reader.Read(ref rest, out var message, out bad);
            if (answer != ReadAnswer.Message) break;
            if (count == messages.Length) Array.Resize(ref messages, Math.Min(Math.Max(count * 2, 4), maxBatch));
            messages[count++] = message!;
        }
        while (count < maxBatch);

        batch = ImmutableArray.Create(messages.AsSpan(0, count));
        Array.Clear(messages, 0, count);
        _scratch = messages;
        return answer;
    }

    private Exception? TryWrite<T>(ReadOnlySpan<T> messages, IMessageWriter<T> writer)
    {
        try
        {
            var output = _deflated?.Plain ?? _pipe.Output;
            foreach (var message in messages) writer.Write(message, output);
            return null;
        }
        catch (Exception failure)
        {
            return failure;
        }
    }

    private async Task FlushAsync(int count, IActorRef to)
    {
        var (bytes, deflated) = _deflated?.Flush() ?? (_pipe.Output.CanGetUnflushedBytes ? _pipe.Output.UnflushedBytes : 0, 0);
        var result = await _pipe.Output.FlushAsync();
        if (result.IsCanceled) TellUnlessClosed(to, Broken);
        else if (result.IsCompleted) TellUnlessClosed(to, new(LinkCloseReason.ConnectionLost, "the far side closed while we wrote"));
        else to.Tell(new WireSent(count, bytes, deflated));
    }

    private async Task Guard(Task operation, IActorRef to)
    {
        try
        {
            await operation;
        }
        catch (InflationBombException bomb)
        {
            TellUnlessClosed(to, new(LinkCloseReason.TooLarge, bomb.Message));
        }
        catch (InvalidDataException)
        {
            TellUnlessClosed(to, new(LinkCloseReason.BadBytes, "what it sent is not the zlib stream that its greeting announced"));
        }
        catch (Exception failure) when (failure is IOException or SocketException or ObjectDisposedException or OperationCanceledException or InvalidOperationException)
        {
            TellUnlessClosed(to, new(LinkCloseReason.ConnectionLost, failure.GetBaseException().Message));
        }
        catch (Exception failure)
        {
            TellUnlessClosed(to, new(LinkCloseReason.Failed, failure.ToString()));
        }
        finally
        {
            Leave();
        }
    }

    /// <summary>The owner that closed knows; whoever it was has perhaps ended.</summary>
    private void TellUnlessClosed(IActorRef to, WireFailed failed)
    {
        if (Volatile.Read(ref _closed) == 0) to.Tell(failed);
    }

    private bool TryEnter(IActorRef to)
    {
        if (Volatile.Read(ref _broken) == 1)
        {
            TellUnlessClosed(to, Broken);
            return false;
        }

        var uses = Volatile.Read(ref _uses);
        while (uses > 0)
        {
            var seen = Interlocked.CompareExchange(ref _uses, uses + 1, uses);
            if (seen == uses) return true;
            uses = seen;
        }

        return false;
    }

    private void Leave()
    {
        if (Interlocked.Decrement(ref _uses) > 0) return;
        _deflated?.Dispose();
        _inflated?.Dispose();
        _pipe.Input.Complete();
        _pipe.Output.Complete();
        _over.TrySetResult();
    }

    private static LinkCloseReason ReasonOf(BadBytesReason reason) => reason switch
    {
        BadBytesReason.TooLarge => LinkCloseReason.TooLarge,
        BadBytesReason.UnknownGreeting => LinkCloseReason.UnknownGreeting,
        _ => LinkCloseReason.BadBytes,
    };
}
