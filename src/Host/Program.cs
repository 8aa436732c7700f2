using PeerActors.Host.Commands;
using PeerActors.Host.Composition;

using var signals = new StopSignals();
return await PeerCommandLine.RunAsync(args, CommandIo.ForProcess(), Wiring.Production, signals.Asked);
