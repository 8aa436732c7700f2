namespace PeerActors.Actors.Transports;

/// <summary>
/// Counts what goes into inflating and what comes out, and ends it when too much comes out: a few bytes made to inflate without end (a bomb) must not
/// keep anybody busy. What holds for every wire, however its bytes come.
/// </summary>
/// <param name="maxInflation">As in <see cref="WireCompression"/>.</param>
internal sealed class InflationBound(int maxInflation)
{
    private long _in;
    private long _out;
    private long _told;

    /// <summary>Deflated bytes were taken.</summary>
    public void OnIn(int bytes) => _in += bytes;

    /// <summary>Inflated bytes came out.</summary>
    /// <exception cref="InflationBombException">They are too many.</exception>
    public void OnOut(int bytes)
    {
        _out += bytes;
        if (_out - WireCompression.FreeBytes > _in * maxInflation)
            throw new InflationBombException($"{_in:N0} deflated bytes became {_out:N0} or more; one may become {maxInflation:N0} (links.max-inflation)");
    }

    /// <summary>Deflated bytes taken since this was last asked.</summary>
    public long TakeCount()
    {
        var count = _in - _told;
        _told = _in;
        return count;
    }
}

/// <summary>What was deflated inflates beyond its bound. The far side's fault; it never leaves the wire.</summary>
internal sealed class InflationBombException(string message) : IOException(message);
