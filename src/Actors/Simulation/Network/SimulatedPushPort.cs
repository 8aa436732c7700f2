using PeerActors.Actors.Shares.Pushes;
using PeerActors.Actors.Simulation.Loop;
using PeerActors.Messages.Identity;
using PeerActors.Messages.Wire.Gnutella;

namespace PeerActors.Actors.Simulation.Network;

/// <summary>The connections of pushes between simulated hosts. A host behind a firewall dials whoever pushed, and is fetched from over that; one that dials
/// somebody who is behind a firewall too hears nothing.</summary>
/// <param name="network">The way.</param>
/// <param name="own">Whose port it is.</param>
/// <param name="run">Of the peer; nothing is told to it when that is over.</param>
/// <param name="pass">Has the peer at a host pass a push on; false when it did not.</param>
internal sealed class SimulatedPushPort(SimulatedNetwork network, SimulatedHost own, Incarnation run, SimulatedPushPort.Passing pass) : IPushPort
{
    /// <summary>Has the peer at a host pass a push on.</summary>
    internal delegate Task<bool> Passing(SimulatedHost proxy, ServentId sharer, FileIndex file, PeerAddress asker, TimeSpan limit);

    /// <inheritdoc/>
    public void Listen(Action<Giv, IGivenConnection> given) => own.Given = new(given, run);

    /// <inheritdoc/>
    public Task<bool> AnswerAsync(PeerAddress asker, Giv giv, TimeSpan limit, CancellationToken stopping)
    {
        var answer = new TaskCompletionSource<bool>();
        if (Find(asker) is { } to)
        {
            After(RoundTrip(to), () =>
            {
                if (to.Given is { Of.IsOver: false } listener) listener.Told(giv, new SimulatedGivenConnection(own, own.At(own.NextPort())));
                answer.SetResult(to.Given is { Of.IsOver: false });
            });
        }
        else
        {
            After(limit, () => answer.SetResult(false));
        }

        return answer.Task;
    }

    /// <inheritdoc/>
    public async Task<bool> AskProxyAsync(PeerAddress proxy, ServentId sharer, FileIndex file, PeerAddress asker, TimeSpan limit, CancellationToken stopping) =>
        Find(proxy) is { } to && await pass(to, sharer, file, asker, limit);

    private SimulatedHost? Find(PeerAddress address) =>
        network.At(address.Ip) is { IsFirewalled: false } to && to.Listeners.ContainsKey(address.Port) && network.Reaches(own, to) && network.Reaches(to, own) ? to : null;

    private TimeSpan RoundTrip(SimulatedHost to) => 2 * network.ShapeOf(own, to).Latency.Least;

    private void After(TimeSpan delay, Action what) => network.Loop.Later(delay, what, run);
}

/// <summary>A connection that a simulated sharer made in answer to a push. What is fetched over it is taken out of the sharer's library, so no bytes cross it.</summary>
/// <param name="sharer">Who dialled.</param>
/// <param name="remote">As the asker sees it.</param>
internal sealed class SimulatedGivenConnection(SimulatedHost sharer, PeerAddress remote) : IGivenConnection
{
    /// <summary>Who dialled.</summary>
    public SimulatedHost Sharer { get; } = sharer;

    /// <inheritdoc/>
    public PeerAddress Remote { get; } = remote;

    /// <inheritdoc/>
    public Stream? Take() => null;

    /// <inheritdoc/>
    public void Close() { }
}
