using System.IO.Pipelines;
using PeerActors.Messages.Identity;

namespace PeerActors.Actors.Transports.InProcess;

/// <summary>Two pipes between two peers of one process. When either end closes, the other reads what was written and then the end.</summary>
internal sealed class InProcessCable
{
    private readonly Action<InProcessCable> _forget;

    public InProcessCable(PeerAddress dialler, PeerAddress acceptor, Pipe there, Pipe back, Action<InProcessCable> forget)
    {
        (Dialler, Acceptor, _forget) = (dialler, acceptor, forget);
        DiallerEnd = new(new End(back.Reader, there.Writer), acceptor, Forget);
        AcceptorEnd = new(new End(there.Reader, back.Writer), dialler, Forget);
    }

    public PeerAddress Dialler { get; }

    public PeerAddress Acceptor { get; }

    public PipeWire DiallerEnd { get; }

    public PipeWire AcceptorEnd { get; }

    /// <summary>Breaks in the middle: both ends are told that the connection is lost.</summary>
    public void Break()
    {
        DiallerEnd.BreakOff();
        AcceptorEnd.BreakOff();
    }

    private void Forget() => _forget(this);

    private sealed record End(PipeReader Input, PipeWriter Output) : IDuplexPipe;
}
