using System.Globalization;
using PeerActors.Messages.Identity;
using PeerActors.Scenarios.Processes.Services;

// Whom to dial stands at the end, when somebody is there to be dialled.
return args switch
{
    ["keep-book", var data, .. var other] => await BookProgram.Keep(data, Other(other)),
    ["send-entries", var data, var life, .. var other] => await BookProgram.Send(data, int.Parse(life, CultureInfo.InvariantCulture), Other(other)!.Value),
    _ => Unknown(),
};

static (PeerId Peer, PeerAddress Address)? Other(string[] words) => words is [var peer, var address] && PeerId.TryParse(peer, out var id) && PeerAddress.TryParse(address, out var remote) ? (id, remote) : null;

static int Unknown()
{
    Console.Error.WriteLine("Tests are run by dotnet test; the programs for them are keep-book DATA [PEER ADDRESS] and send-entries DATA LIFE PEER ADDRESS.");
    return 2;
}
