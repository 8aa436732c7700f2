namespace PeerActors.Actors.PeerLinks;

/// <summary>How long to wait before dialling again.</summary>
internal static class Backoff
{
    private const int MostDoublings = 20;

    /// <summary>The first wait, doubled after each further failure up to the longest, and jittered by half so that peers do not come back all at once.</summary>
    public static TimeSpan After(int failures, PeerLinkSettings settings, Random dice)
    {
        var wait = Math.Min(settings.RedialFirst.Ticks * Math.Pow(2, Math.Min(failures, MostDoublings)), settings.RedialMax.Ticks);
        return TimeSpan.FromTicks((long)(wait * (0.5 + dice.NextDouble())));
    }
}
