using Akka.Actor;
using PeerActors.Messages.Access;
using PeerActors.Messages.Identity;
using PeerActors.Messages.Remoting;
using PeerActors.Messages.Router;

namespace PeerActors.Actors.Remoting;

/// <summary>Whether a peer may say something to a service.</summary>
/// <param name="Export">The service; null when it may not, or there is none.</param>
/// <param name="Refusal">Why it is refused.</param>
/// <param name="Detail">What was seen and what is allowed; null when it is not refused.</param>
internal readonly record struct DoorAdmission(ServiceExport? Export, ServiceRefusal Refusal, string? Detail);

/// <summary>What comes of a message that a peer sent for a service.</summary>
/// <param name="Export">The service that is to be given it; null when it is refused.</param>
/// <param name="Message">What it is given.</param>
/// <param name="Refusal">Why it is refused.</param>
/// <param name="Detail">What was seen and what is allowed; null when it is not refused.</param>
internal readonly record struct DoorAnswer(ServiceExport? Export, object? Message, ServiceRefusal Refusal, string? Detail);

/// <summary>The door of the services towards one peer: what does not belong here goes no further. Who may not come in does not learn what there is.</summary>
internal sealed class ServiceDoor(PeerId peer, ServiceExports exports, IActorRef access, TimeProvider clock)
{
    /// <summary>What is remembered of manifests and services, at most; a peer may make up as many as it likes.</summary>
    private const int MaxRemembered = 1000;

    private readonly Dictionary<string, ServiceManifest?> _manifests = new(StringComparer.Ordinal);
    private readonly Dictionary<string, AccessDenied?> _denials = new(StringComparer.Ordinal);
    private readonly HashSet<string> _told = new(StringComparer.Ordinal);
    private AccessPolicy _policy = AccessPolicy.Closed;
    private (string Text, ServiceManifest? Manifest) _last = ("", null);
    private (ServiceManifest? Manifest, object? Version, ServiceExport? Export) _open;

    /// <summary>Other rules hold from now on.</summary>
    public void Obey(AccessPolicy policy)
    {
        _policy = policy;
        _denials.Clear();
        _open = default;
    }

    /// <summary>Another batch begins: a denial is told once in each.</summary>
    public void BeginBatch() => _told.Clear();

    /// <summary>Reads a manifest; null when it is none.</summary>
    public ServiceManifest? Read(string manifest)
    {
        if (ReferenceEquals(_last.Text, manifest)) return _last.Manifest;
        if (!_manifests.TryGetValue(manifest, out var read))
        {
            if (_manifests.Count == MaxRemembered) _manifests.Clear();
            _manifests.Add(manifest, read = ServiceManifest.TryParse(manifest, out var parsed) ? parsed : null);
        }

        _last = (manifest, read);
        return read;
    }

    /// <summary>Finds who is to be given a message, and what.</summary>
    public DoorAnswer Open(ServiceManifest manifest, Payload payload)
    {
        var admission = Admit(manifest);
        if (admission.Export is not { } export) return new(null, null, admission.Refusal, admission.Detail);
        var reading = Read(export.Contract, manifest.Message, payload);
        return reading.Detail is { } detail ? new(null, null, reading.Refusal, detail) : new(export, reading.Message, default, null);
    }

    /// <summary>Finds who is to be given a message, and leaves it unread.</summary>
    public DoorAdmission Admit(ServiceManifest manifest)
    {
        // Most messages are of the kind of the one before, and nothing has changed since.
        var version = exports.Version;
        if (_open.Export is { } same && ReferenceEquals(_open.Manifest, manifest) && ReferenceEquals(_open.Version, version)) return new(same, default, null);
        if (DenialOf(manifest.Service) is { } denial)
        {
            if (_told.Add(manifest.Service)) access.Tell(denial);
            return new(null, ServiceRefusal.NotAllowed, $"it may not invoke {denial.Resource}");
        }

        if (exports.Find(manifest.Service) is not { } export) return new(null, ServiceRefusal.UnknownService, $"there is no service {manifest.Service}");
        _open = (manifest, version, export);
        return new(export, default, null);
    }

    /// <summary>Reads a message by a contract, whose codecs may be somebody's own.</summary>
    public static MessageReading Read(ServiceContract contract, string message, Payload payload)
    {
        try
        {
            return contract.Read(message, payload);
        }
        catch (Exception failure)
        {
            return new(null, ServiceRefusal.BadMessage, $"the codec of {message} of service {contract.Service} failed, which it must not whatever comes: {failure.Message}");
        }
    }

    private AccessDenied? DenialOf(string service)
    {
        if (_denials.TryGetValue(service, out var known)) return known;
        if (_denials.Count == MaxRemembered) _denials.Clear();
        var resource = Resources.OfService(service);
        var verdict = _policy.Judge(_policy.Who(peer), AccessVerbs.Invoke, resource, clock.GetUtcNow());
        return _denials[service] = verdict.May ? null : new(peer, AccessVerbs.Invoke, resource, verdict);
    }
}
