using System.Diagnostics.CodeAnalysis;
using System.Globalization;

namespace PeerActors.Messages.Remoting;

/// <summary>What a message between services is; <c>remoting.proto</c>.</summary>
public enum ServiceManifestKind
{
    /// <summary>A message to an exported service.</summary>
    Call,

    /// <summary>An answer to whoever sent one.</summary>
    Reply,

    /// <summary>A message was given to nobody.</summary>
    Refused,

    /// <summary>A message that is sent until it is confirmed.</summary>
    Kept,

    /// <summary>The confirmation.</summary>
    Taken,
}

/// <summary>The manifest of a message between services: all that is ever addressed at another peer is in it, and it has no path.</summary>
/// <param name="Kind">What it is.</param>
/// <param name="Service">Of which service; empty for an answer.</param>
/// <param name="Message">Name and version as <see cref="ServiceContract.ManifestOf"/> has them; empty for what is no message of a service's own.</param>
public sealed record ServiceManifest(ServiceManifestKind Kind, string Service, string Message)
{
    /// <summary>The only version of what services do not say themselves.</summary>
    private const string Version = "1";

    /// <summary>A message was refused.</summary>
    public static ServiceManifest Refused { get; } = new(ServiceManifestKind.Refused, "", "");

    /// <summary>Reads what <see cref="ToString"/> writes.</summary>
    /// <returns>False for anything else.</returns>
    public static bool TryParse(string text, [NotNullWhen(true)] out ServiceManifest? manifest)
    {
        manifest = text.Split('/') switch
        {
            ["service", var service, var message, var version] when Are(service, message, version) => new(ServiceManifestKind.Call, service, $"{message}/{version}"),
            ["kept", var service, var message, var version] when Are(service, message, version) => new(ServiceManifestKind.Kept, service, $"{message}/{version}"),
            ["reply", var message, var version] when Are(message, message, version) => new(ServiceManifestKind.Reply, "", $"{message}/{version}"),
            ["taken", var service, Version] when ServiceName.IsSound(service) => new(ServiceManifestKind.Taken, service, ""),
            ["refused", Version] => Refused,
            _ => null,
        };
        return manifest is not null;
    }

    /// <inheritdoc/>
    public override string ToString() => Kind switch
    {
        ServiceManifestKind.Call => $"service/{Service}/{Message}",
        ServiceManifestKind.Kept => $"kept/{Service}/{Message}",
        ServiceManifestKind.Reply => $"reply/{Message}",
        ServiceManifestKind.Taken => $"taken/{Service}/{Version}",
        _ => $"refused/{Version}",
    };

    private static bool Are(string service, string message, string version) =>
        ServiceName.IsSound(service) && ServiceName.IsSound(message) && int.TryParse(version, NumberStyles.None, CultureInfo.InvariantCulture, out var number)
        && number > 0 && version[0] != '0';
}

/// <summary>The manifests of one kind of message, made once.</summary>
/// <param name="Call">To the service.</param>
/// <param name="Reply">As an answer.</param>
/// <param name="Kept">To the service, until it is confirmed.</param>
public sealed record ServiceManifests(string Call, string Reply, string Kept)
{
    /// <summary>Makes them.</summary>
    public static ServiceManifests Of(string service, string message) => new(
        new ServiceManifest(ServiceManifestKind.Call, service, message).ToString(), new ServiceManifest(ServiceManifestKind.Reply, "", message).ToString(),
        new ServiceManifest(ServiceManifestKind.Kept, service, message).ToString());
}
