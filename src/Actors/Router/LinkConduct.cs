using System.Globalization;
using PeerActors.Messages.Links;

namespace PeerActors.Actors.Router;

/// <summary>
/// How a neighbour behaves. Each class of descriptor has an allowance that grows with time up to a burst. What goes beyond is not looked at; who
/// then goes on until it has sent a whole burst too many is a spammer, and so is who keeps sending what it has sent before.
/// </summary>
/// <param name="limits">The rates.</param>
/// <param name="ticksPerSecond">Of the monotonic clock.</param>
/// <param name="opened">When the link opened.</param>
internal sealed class LinkConduct(ConductLimits limits, long ticksPerSecond, long opened)
{
    /// <summary>Allowances grow in steps of a thousandth of a second at least: small batches would otherwise cost a multiplication each.</summary>
    private const int StepsOfASecond = 1000;

    private readonly Allowance[] _allowances = [.. Enumerable.Range(0, TrafficClasses.Count).Select(c => Allowance.Full(limits.Of((TrafficClass)c).PerSecond, limits.Burst))];
    private long _grown = opened;
    private long _received;
    private long _repeats;

    /// <summary>Why it is a spammer; null as long as it is none.</summary>
    public string? Offence { get; private set; }

    /// <summary>Time has passed.</summary>
    public void OnTime(long now)
    {
        var passed = now - _grown;
        if (passed < ticksPerSecond / StepsOfASecond) return;
        _grown = now;
        var seconds = (double)passed / ticksPerSecond;
        foreach (ref var allowance in _allowances.AsSpan()) allowance.Grow(seconds);
    }

    /// <summary>A descriptor came; false when it is beyond its allowance.</summary>
    public bool Allows(TrafficClass kind)
    {
        _received++;
        ref var allowance = ref _allowances[(int)kind];
        if (allowance.TryTake()) return true;
        if (allowance.IsOverdrawn) Offence ??= Exceeded(kind);
        return false;
    }

    /// <summary>A descriptor came that had come over this link before.</summary>
    public void OnRepeated()
    {
        _repeats++;
        if (_repeats > limits.RepeatsForgiven && _repeats * 100 > _received * limits.MaxRepeats)
            Offence ??= string.Create(CultureInfo.InvariantCulture,
                $"{_repeats:N0} of its {_received:N0} descriptors it had sent before; {limits.MaxRepeats} % are allowed (router.conduct.max-repeats)");
    }

    private string Exceeded(TrafficClass kind)
    {
        var (rate, key) = limits.Of(kind);
        return string.Create(CultureInfo.InvariantCulture,
            $"more {kind.ToString().ToLowerInvariant()} than {rate:N0} in a second ({key}), by {_allowances[(int)kind].Most:N0}");
    }

    private struct Allowance
    {
        private double _perSecond;
        private double _left;
        private double _excess;

        public double Most { get; private init; }

        public readonly bool IsOverdrawn => _excess >= Most;

        public static Allowance Full(int perSecond, TimeSpan burst)
        {
            var most = perSecond * burst.TotalSeconds;
            return new() { _perSecond = perSecond, Most = most, _left = most };
        }

        public bool TryTake()
        {
            if (_left >= 1)
            {
                _left--;
                return true;
            }

            _excess++;
            return false;
        }

        /// <summary>What is not needed any more pays off what was sent too much.</summary>
        public void Grow(double seconds)
        {
            _left += seconds * _perSecond;
            if (_left <= Most) return;
            _excess = Math.Max(0, _excess - (_left - Most));
            _left = Most;
        }
    }
}
