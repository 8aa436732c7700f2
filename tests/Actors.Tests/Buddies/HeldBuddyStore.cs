using System.Threading.Channels;
using PeerActors.Actors.Buddies;
using PeerActors.Messages.Buddies;
using PeerActors.TestKit;

namespace PeerActors.Actors.Tests.Buddies;

/// <summary>Saves a change when the test lets it; what was merely heard is saved at once.</summary>
internal sealed class HeldBuddyStore : IBuddyStore
{
    private readonly Channel<Saving> _savings = Channel.CreateUnbounded<Saving>();

    public Roster Loaded { get; set; } = Roster.Empty;

    /// <summary>What was saved at once.</summary>
    public Roster Saved { get; private set; } = Roster.Empty;

    public Task<Roster> LoadAsync(CancellationToken stopping) => Task.FromResult(Loaded);

    public Task SaveAsync(RosterChange change, CancellationToken stopping)
    {
        if (change is BuddiesHeard or InvitationsEnded or OwnPresenceSaid or CirclesHeard)
        {
            Saved = Saved.After(change);
            return Task.CompletedTask;
        }


        var saving = new Saving(change);
        _savings.Writer.TryWrite(saving);
        return saving.Done.Task;
    }

    /// <summary>The next change that is on its way.</summary>
    public async Task<Saving> NextSave(Func<RosterChange, bool>? that = null)
    {
        using var patience = new CancellationTokenSource(TestProbe.Patience);
        var saving = await _savings.Reader.ReadAsync(patience.Token);
        if (that is not null && !that(saving.Change)) throw new ProbeFailure($"Another change than expected is being saved: {saving.Change}.");
        return saving;
    }

    internal sealed record Saving(RosterChange Change)
    {
        public TaskCompletionSource Done { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
    }
}
