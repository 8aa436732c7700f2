using System.Runtime.InteropServices;

namespace PeerActors.Host.Composition;

/// <summary>SIGINT and SIGTERM: the first asks the program to end in order, the second ends it at once with exit code 1.</summary>
internal sealed class StopSignals : IDisposable
{
    private readonly CancellationTokenSource _asked = new();
    private readonly PosixSignalRegistration[] _registrations;
    private int _seen;

    public StopSignals() =>
        _registrations = [PosixSignalRegistration.Create(PosixSignal.SIGINT, OnSignal), PosixSignalRegistration.Create(PosixSignal.SIGTERM, OnSignal)];

    /// <summary>Cancelled by the first signal.</summary>
    public CancellationToken Asked => _asked.Token;

    /// <summary>The token's source is left to the collector: a signal that is being handled at this moment still cancels it.</summary>
    public void Dispose()
    {
        foreach (var registration in _registrations) registration.Dispose();
    }

    private void OnSignal(PosixSignalContext signal)
    {
        signal.Cancel = true;
        if (Interlocked.Increment(ref _seen) > 1) Environment.Exit(1);
        _asked.Cancel();
    }
}
