using System.Collections.Concurrent;
using System.IO.Pipelines;
using Akka.Actor;
using PeerActors.Messages.Identity;
using PeerActors.Messages.Links;

namespace PeerActors.Actors.Transports.InProcess;

/// <summary>
/// A network inside one process, one per scenario: peers at made-up addresses, joined by pipes. Held to the same contract as TCP. It can be
/// told to break: <see cref="Cut"/> and <see cref="Heal"/> between two hosts, <see cref="Fell"/> for a host that is gone without a word.
/// </summary>
public sealed class InProcessNetwork
{
    private static readonly PipeOptions Pipes = new(
        readerScheduler: PipeScheduler.Inline, writerScheduler: PipeScheduler.Inline,
        pauseWriterThreshold: 64 * 1024, resumeWriterThreshold: 32 * 1024, useSynchronizationContext: false);

    private readonly ConcurrentDictionary<PeerAddress, IActorRef> _listeners = new();
    private readonly ConcurrentDictionary<(uint, uint), byte> _cuts = new();
    private readonly ConcurrentDictionary<InProcessCable, byte> _cables = new();
    private int _lastHost;
    private int _lastPort = 1023;

    /// <summary>A transport for one more host, at an address of its own.</summary>
    public InProcessTransport Host() => new(this, new(0x0A00_0000 + (uint)Interlocked.Increment(ref _lastHost), 6346));

    /// <summary>Breaks every connection between two hosts, and lets none be made until <see cref="Heal"/>.</summary>
    public void Cut(PeerAddress one, PeerAddress other)
    {
        _cuts[PairOf(one, other)] = 0;
        Break(c => PairOf(c.Dialler, c.Acceptor) == PairOf(one, other));
    }

    /// <summary>Lets two hosts connect again.</summary>
    public void Heal(PeerAddress one, PeerAddress other) => _cuts.TryRemove(PairOf(one, other), out _);

    /// <summary>A host is gone without a word: its connections break and nobody answers at its address.</summary>
    public void Fell(PeerAddress host)
    {
        _listeners.TryRemove(host, out _);
        Break(c => c.Dialler.Ip == host.Ip || c.Acceptor.Ip == host.Ip);
    }

    internal bool TryListen(PeerAddress at, IActorRef acceptor) => _listeners.TryAdd(at, acceptor);

    internal void StopListening(PeerAddress at) => _listeners.TryRemove(at, out _);

    internal void Dial(PeerAddress from, PeerAddress to, IActorRef dialler)
    {
        if (_cuts.ContainsKey(PairOf(from, to)) || !_listeners.TryGetValue(to, out var acceptor))
        {
            dialler.Tell(new WireFailed(LinkCloseReason.DialFailed, $"no connection to {to}: nobody answers"));
            return;
        }

        var port = (ushort)(1024 + Interlocked.Increment(ref _lastPort) % 60_000);
        var cable = new InProcessCable(new(from.Ip, port), to, new(Pipes), new(Pipes), Forget);
        _cables[cable] = 0;
        acceptor.Tell(new WireAccepted(cable.AcceptorEnd));
        dialler.Tell(new WireOpened(cable.DiallerEnd));
    }

    private void Forget(InProcessCable cable) => _cables.TryRemove(cable, out _);

    private void Break(Func<InProcessCable, bool> which)
    {
        foreach (var cable in _cables.Keys)
            if (which(cable)) cable.Break();
    }

    private static (uint, uint) PairOf(PeerAddress one, PeerAddress other) => one.Ip < other.Ip ? (one.Ip, other.Ip) : (other.Ip, one.Ip);
}
