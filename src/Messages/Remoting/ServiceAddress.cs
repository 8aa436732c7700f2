using PeerActors.Messages.Identity;

namespace PeerActors.Messages.Remoting;

/// <summary>A service on a peer, wherever that peer is. As text, <c>akka.peer://&lt;peer id&gt;/service/&lt;name&gt;</c>, it may be sent in messages.</summary>
/// <param name="Peer">Whose service.</param>
/// <param name="Service">As that peer exports it.</param>
public sealed record ServiceAddress(PeerId Peer, string Service)
{
    private const string Scheme = "akka.peer://";
    private const string Folder = "/service/";

    /// <summary>As it exports it.</summary>
    public string Service { get; } = ServiceName.Checked(Service, "a service");

    /// <summary>Reads what <see cref="ToString"/> writes. Nothing else of a peer has an address: no path, no child, no reply.</summary>
    /// <returns>False for anything else.</returns>
    public static bool TryParse(ReadOnlySpan<char> text, [System.Diagnostics.CodeAnalysis.NotNullWhen(true)] out ServiceAddress? address)
    {
        address = null;
        if (!text.StartsWith(Scheme, StringComparison.Ordinal)) return false;
        var rest = text[Scheme.Length..];
        var end = rest.IndexOf('/');
        if (end < 0 || !rest[end..].StartsWith(Folder, StringComparison.Ordinal) || !PeerId.TryParse(rest[..end], out var peer)) return false;
        var name = rest[(end + Folder.Length)..];
        if (!ServiceName.IsSound(name)) return false;
        address = new(peer, name.ToString());
        return true;
    }

    /// <inheritdoc/>
    public override string ToString() => $"{Scheme}{Peer}{Folder}{Service}";
}
