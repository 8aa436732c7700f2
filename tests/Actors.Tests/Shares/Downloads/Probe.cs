using System.Threading.Channels;
using Akka.Actor;
using PeerActors.Messages.Shares;

namespace PeerActors.Actors.Tests.Shares.Downloads;

/// <summary>An actor that a test can be: what it is told is read from outside, in order.</summary>
internal sealed class Probe
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(30);
    private readonly Channel<IDownloadEvent> _told = Channel.CreateUnbounded<IDownloadEvent>();

    public Probe(ActorSystem system)
    {
        var writer = _told.Writer;
        Ref = system.ActorOf(Props.Create(() => new Listener(writer)));
    }

    public IActorRef Ref { get; }

    public void Tell(IActorRef to, object message) => to.Tell(message, Ref);

    /// <summary>The next message, which must be of this type.</summary>
    public async Task<T> Next<T>() => Assert.IsType<T>(await Next());

    /// <summary>The next message that is not progress, which must be of this type.</summary>
    public async Task<T> Last<T>()
    {
        var message = await Next();
        while (message is DownloadProgressed) message = await Next();
        return Assert.IsType<T>(message);
    }

    /// <summary>The next message.</summary>
    public async Task<IDownloadEvent> Next()
    {
        using var limit = new CancellationTokenSource(Limit);
        return await _told.Reader.ReadAsync(limit.Token);
    }

    private sealed class Listener : UntypedActor
    {
        private readonly ChannelWriter<IDownloadEvent> _told;

        public Listener(ChannelWriter<IDownloadEvent> told) => _told = told;

        protected override void OnReceive(object message) => _told.TryWrite((IDownloadEvent)message);
    }
}
