using System.Collections.Immutable;
using Akka.Actor;
using PeerActors.Actors.Transports;
using PeerActors.Messages.Links;
using PeerActors.Messages.Wire;

namespace PeerActors.Actors.Simulation.Network;

/// <summary>Somebody wants to be told of the next batch.</summary>
internal interface IPendingReceive
{
    /// <summary>Who.</summary>
    IActorRef To { get; }

    /// <summary>Reads what can be read; null when no message is whole yet.</summary>
    /// <param name="input">What waits.</param>
    /// <param name="deflated">How many deflated bytes that was on the wire.</param>
    object? Read(Inflow input, long deflated);
}

/// <summary>Reads with the reader that the owner brought.</summary>
internal sealed class PendingReceive<T>(IMessageReader<T> reader, int maxBatch, IActorRef to) : IPendingReceive
{
    /// <inheritdoc/>
    public IActorRef To { get; } = to;

    /// <inheritdoc/>
    public object? Read(Inflow input, long deflated)
    {
        var (rest, before) = (input.Waiting, input.Length);
        var batch = ImmutableArray.CreateBuilder<T>();
        BadBytes? bad = null;
        while (batch.Count < maxBatch && reader.Read(ref rest, out var message, out bad) == ReadAnswer.Message) batch.Add(message!);

        // Bytes behind a full batch, or bad ones behind good ones, are looked at again by the next receive.
        input.KeepLast((int)rest.Length);
        if (batch.Count > 0) return new WireReceived<T>(batch.ToImmutable(), before - input.Length, deflated);
        return bad is null ? null : new WireFailed(ReasonOf(bad.Reason), bad.Detail);
    }

    private static LinkCloseReason ReasonOf(BadBytesReason reason) => reason switch
    {
        BadBytesReason.TooLarge => LinkCloseReason.TooLarge,
        BadBytesReason.UnknownGreeting => LinkCloseReason.UnknownGreeting,
        _ => LinkCloseReason.BadBytes,
    };
}
