using System.Collections.Immutable;
using Akka.Actor;
using PeerActors.Actors.Transports;
using PeerActors.Messages.Identity;
using PeerActors.Messages.Links;
using PeerActors.Messages.Router;
using PeerActors.Messages.Wire.Gnutella;

namespace PeerActors.Actors.Links;

/// <summary>The states in which the greeting is behind: Carry, and Close for a link that ends with a Bye.</summary>
internal sealed partial class ConnectionActor
{
    private void Carry(IWire wire, NeighbourTraits traits, long started)
    {
        Timers.Cancel(TimeIsUp.Key);
        var opened = new LinkOpened(_order.Link, _order.Remote, _order.Direction, _clock.GetElapsedTime(started), traits);
        _router.Tell(opened);
        _manager.Tell(opened);

        if (traits.DeflatesIn || traits.DeflatesOut) wire.Compress(new(traits.DeflatesIn, traits.DeflatesOut, _settings.MaxInflation));
        var carrying = new Carrying(wire, traits, _settings, _clock.GetTimestamp());
        LookLater(carrying, _clock.GetTimestamp());
        carrying.ReceiveNext(Self);

        Receive<WireReceived<Descriptor>>(m => OnReceived(carrying, m));
        Receive<DescriptorsRouted>(_ => carrying.ReceiveNext(Self));
        Receive<SendDescriptors>(m =>
        {
            carrying.Send(m.Descriptors, Self, _clock.GetTimestamp());
            TellLeft(carrying);
        });
        Receive<WireSent>(m =>
        {
            carrying.OnSent(m, Self, _clock.GetTimestamp());
            TellLeft(carrying);
        });
        Receive<Look>(_ => LookAfter(carrying));
        Receive<NeighbourIntroduced>(m => _manager.Tell(m));
        Receive<WireFailed>(m =>
        {
            carrying.OnReceiveEnded();
            if (IsBadBytes(m)) SayBye(carrying, m.Reason, m.Detail, Bye.BadBytes);
            else End(m.Reason, m.Detail, carried: true);
        });
        ReceiveOrdersToClose(carrying);
        ReceiveQuestions(LinkState.Carrying, carrying);
    }

    private void TellLeft(Carrying carrying)
    {
        if (carrying.TakeLeft(_order.Link) is { } left) _router.Tell(left);
    }

    private void OnReceived(Carrying carrying, WireReceived<Descriptor> m)
    {
        carrying.OnReceived(m, _clock.GetTimestamp());
        TellQuiet(carrying, isQuiet: false);
        var (before, bye) = UpToBye(m.Messages);
        if (!before.IsEmpty) _router.Tell(new DescriptorsReceived(_order.Link, before));
        if (bye is not null) End(LinkCloseReason.ByeReceived, $"Bye {bye.Code} {bye.Text}", carried: true);
        else if (carrying.Unknown > carrying.MaxUnknown) CloseAsUnknown(carrying, m.Messages);
    }

    private void CloseAsUnknown(Carrying carrying, ImmutableArray<Descriptor> last)
    {
        var code = last.OfType<UnknownDescriptor>().Last().Code;
        SayBye(
            carrying, LinkCloseReason.UnknownKind,
            $"it sent {carrying.Unknown} descriptors that mean nothing, the last of kind 0x{code:x2}; {carrying.MaxUnknown} are allowed ({carrying.MaxUnknownSetting})", Bye.BadBytes);
    }

    /// <summary>A Bye is the last that a link carries; what came before it still counts, what comes behind it does not.</summary>
    private static (ImmutableArray<Descriptor> Before, Bye? Bye) UpToBye(ImmutableArray<Descriptor> descriptors)
    {
        for (var i = 0; i < descriptors.Length; i++)
            if (descriptors[i] is Bye bye) return (descriptors[..i], bye);
        return (descriptors, null);
    }

    private void LookAfter(Carrying carrying)
    {
        var now = _clock.GetTimestamp();
        var quiet = carrying.QuietFor(_clock, now);
        if (quiet >= _settings.IdleTimeout)
        {
            SayBye(carrying, LinkCloseReason.Silent, $"no whole descriptor for {quiet.TotalSeconds:0.#} s, the limit is {_settings.IdleTimeout.TotalSeconds:0.#} s (links.idle-timeout)", Bye.BadBytes);
        }
        else if (carrying.SendingFor(_clock, now) >= _settings.WriteTimeout)
        {
            End(LinkCloseReason.RemoteTooSlow, $"its connection took nothing for {_settings.WriteTimeout.TotalSeconds:0.#} s (links.write-timeout)", carried: true);
        }
        else
        {
            if (quiet >= _settings.PingInterval) _router.Tell(new PingNeighbour(_order.Link));
            TellQuiet(carrying, quiet >= _settings.Unanswered);
            LookLater(carrying, now);
        }
    }

    private void TellQuiet(Carrying carrying, bool isQuiet)
    {
        if (carrying.ToldQuiet == isQuiet) return;
        carrying.ToldQuiet = isQuiet;
        _manager.Tell(new LinkQuiet(_order.Link, isQuiet));
    }

    private void LookLater(Carrying carrying, long now) => Timers.StartSingleTimer(Look.Key, Look.Instance, carrying.NextLook(_clock, now));

    private void ReceiveOrdersToClose(Carrying? carrying) => Receive<CloseLink>(m =>
    {
        var code = m.Reason switch
        {
            LinkCloseReason.Duplicate or LinkCloseReason.Self => Bye.Duplicate,
            LinkCloseReason.TooManyLinks or LinkCloseReason.TooManyFromAddress => Bye.Full,
            LinkCloseReason.LeafRelayed => Bye.LeafRelayed,
            LinkCloseReason.BadTable or LinkCloseReason.TooLarge or LinkCloseReason.Spam => Bye.BadBytes,
            _ => Bye.Leaving,
        };
        if (carrying is null) End(m.Reason, m.Detail);
        else SayBye(carrying, m.Reason, m.Detail, code);
    });

    /// <summary>Says Bye after what is being sent, and closes when the far side has closed, or when the time for that is up.</summary>
    private void SayBye(Carrying carrying, LinkCloseReason reason, string detail, ushort code)
    {
        var bye = Bye.Create(DescriptorId.Roll(_dice), code, detail);
        Become(() => Close(carrying, bye, reason, detail));
    }

    private void Close(Carrying carrying, Bye bye, LinkCloseReason reason, string detail)
    {
        Timers.CancelAll();
        Timers.StartSingleTimer(TimeIsUp.Key, TimeIsUp.Instance, _settings.ByeTimeout);
        carrying.Drain(Self);
        if (carrying.SendingSince is null) carrying.SendLast(bye, Self, _clock.GetTimestamp());
        Receive<WireSent>(_ =>
        {
            if (!carrying.SaidBye) carrying.SendLast(bye, Self, _clock.GetTimestamp());
        });
        Receive<WireReceived<Descriptor>>(_ => DrainOn());
        Receive<WireReceived<Discarded>>(_ => DrainOn());
        Receive<WireFailed>(m =>
        {
            if (IsBadBytes(m)) DrainOn();
            else End(reason, detail, carried: true);
        });
        Receive<DescriptorsRouted>(static _ => { });
        Receive<SendDescriptors>(static _ => { });
        Receive<NeighbourIntroduced>(static _ => { });
        Receive<CloseLink>(static _ => { });
        Receive<Look>(static _ => { });
        Receive<TimeIsUp>(_ => End(reason, detail, carried: true));
        ReceiveQuestions(LinkState.Closing, carrying);

        void DrainOn()
        {
            carrying.OnReceiveEnded();
            carrying.Drain(Self);
        }
    }

    private static bool IsBadBytes(WireFailed failed) => failed.Reason is LinkCloseReason.BadBytes or LinkCloseReason.TooLarge;
}
