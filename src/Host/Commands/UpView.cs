using System.Collections.Immutable;
using PeerActors.Host.Composition;
using PeerActors.Messages.Access;
using PeerActors.Messages.Identity;
using PeerActors.Messages.Links;
using PeerActors.Messages.Peer;

namespace PeerActors.Host.Commands;

/// <summary>What <c>peer up</c> says while it runs, for people or for programs.</summary>
internal abstract class UpView
{
    public static UpView For(bool json, CommandIo io, ImmutableArray<PeerAddress> joined) =>
        json ? new UpJson(io.Out) : new UpSentences(io.Out, joined.ToHashSet());

    public abstract void Up(RunningPeer peer, string admin);

    public abstract void Left(PeerLeft left);

    public void Happened(HostEvent what)
    {
        switch (what)
        {
            case LinkHappened { Event: LinkOpened opened }:
                Opened(opened);
                break;
            case LinkHappened { Event: LinkClosed closed }:
                Closed(closed);
                break;
            case AccessWasDenied denied:
                Denied(denied.Event);
                break;
            case LibraryReady ready:
                Ready(ready);
                break;
        }
    }

    protected abstract void Opened(LinkOpened link);

    protected abstract void Closed(LinkClosed link);

    protected abstract void Denied(AccessDenied denied);

    protected abstract void Ready(LibraryReady library);
}
