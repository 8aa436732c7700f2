using System.Net;

namespace PeerActors.Host.Web;

/// <summary>Places at the public port, all of them and those of each IP address; taken and given back from any thread.</summary>
internal sealed class OpenPlaces(int max, int maxPerAddress)
{
    private readonly Lock _gate = new();

    /// <summary>Only addresses that hold a place are in it, so it is bounded as places are.</summary>
    private readonly Dictionary<IPAddress, int> _held = [];

    private int _open;

    /// <summary>Takes a place; otherwise tells as what the connection is to be counted.</summary>
    public PortCount? Take(IPAddress from)
    {
        lock (_gate)
        {
            var held = _held.GetValueOrDefault(from);
            if (_open >= max) return PortCount.ClosedFull;
            if (held >= maxPerAddress) return PortCount.ClosedTooManyFromAddress;
            (_open, _held[from]) = (_open + 1, held + 1);
            return null;
        }
    }

    /// <summary>Gives a place back that was taken.</summary>
    public void GiveBack(IPAddress from)
    {
        lock (_gate)
        {
            _open--;
            if (--_held[from] == 0) _held.Remove(from);
        }
    }
}
