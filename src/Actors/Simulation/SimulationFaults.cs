namespace PeerActors.Actors.Simulation;

/// <summary>Another thread than the one that drives put something into a simulation: the run does not follow from its seed and is worth nothing.</summary>
public sealed class SimulationViolation : Exception
{
    /// <summary>Says who put in what, and when.</summary>
    public SimulationViolation(string what) : base(what) { }
}

/// <summary>A simulation does not come to rest; the message names the actors that keep it busy.</summary>
public sealed class SimulationStuck : Exception
{
    /// <summary>Says who.</summary>
    public SimulationStuck(string what) : base(what) { }
}
