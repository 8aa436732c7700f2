using System.Collections.Immutable;
using Akka.Actor;
using PeerActors.Actors.Transports;
using PeerActors.Actors.Transports.InProcess;
using PeerActors.Messages.Identity;
using PeerActors.Messages.Wire.Gnutella;
using PeerActors.TestKit;

namespace PeerActors.Benchmarks.Routing;

/// <summary>Makes the wires of the script, each from a host of its own.</summary>
internal static class Neighbours
{
    /// <summary>Wires that have greeted a peer and are its neighbours.</summary>
    public static async Task<ImmutableArray<IWire>> Of(PeerAddress peer, int count, InProcessNetwork network, ActorSystem system)
    {
        var wires = ImmutableArray.CreateBuilder<IWire>(count);
        for (var i = 0; i < count; i++)
        {
            var probe = TestProbe.In(system);
            network.Host().Dial(peer, TestProbe.Patience, probe.Ref);
            var wire = (await probe.ExpectMsg<WireOpened>()).Wire;
            wire.Send([GreetingBlock.Connect04], GreetingWriter.Instance, probe.Ref);
            await probe.ExpectMsg<WireSent>();
            wire.Receive(new GreetingReader(4096), 1, probe.Ref);
            await probe.ExpectMsg<WireReceived<GreetingBlock>>(static m => m.Messages[0] == GreetingBlock.Ok04);
            wires.Add(wire);
        }

        return wires.MoveToImmutable();
    }

    /// <summary>Wires that are joined to each other with nothing between.</summary>
    public static async Task<(ImmutableArray<IWire> Senders, ImmutableArray<IWire> Receivers)> Joined(int count, InProcessNetwork network, ActorSystem system)
    {
        var senders = ImmutableArray.CreateBuilder<IWire>(count);
        var receivers = ImmutableArray.CreateBuilder<IWire>(count);
        for (var i = 0; i < count; i++)
        {
            var (host, probe) = (network.Host(), TestProbe.In(system));
            host.Listen(host.Address, probe.Ref);
            await probe.ExpectMsg<ListeningStarted>();
            network.Host().Dial(host.Address, TestProbe.Patience, probe.Ref);
            receivers.Add((await probe.ExpectMsg<WireAccepted>()).Wire);
            senders.Add((await probe.ExpectMsg<WireOpened>()).Wire);
        }

        return (senders.MoveToImmutable(), receivers.MoveToImmutable());
    }
}
