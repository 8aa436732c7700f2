using PeerActors.Actors.Peer;
using PeerActors.Actors.Router;

namespace PeerActors.Benchmarks;

/// <summary>Settings under which a load is not taken for spam.</summary>
internal static class Unlimited
{
    private const int Most = 1_000_000_000;

    public static PeerSettings Conduct(PeerSettings settings) => settings with
    {
        Router = settings.Router with
        {
            Conduct = settings.Router.Conduct with { MaxQueries = Most, MaxPings = Most, MaxReplies = Most, MaxPushes = Most, MaxOthers = Most },
        },
    };
}
