using System.Text.Json;
using System.Text.Json.Serialization;

namespace PeerActors.Host.Web.Admin;

/// <summary>The JSON between the command line and the peer. Everything beyond ASCII is escaped, so that a hostile name in it
/// cannot speak to a terminal.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, RespectNullableAnnotations = true, RespectRequiredConstructorParameters = true, MaxDepth = 8)]
[JsonSerializable(typeof(SearchRequest))]
[JsonSerializable(typeof(BrowseRequest))]
[JsonSerializable(typeof(GetRequest))]
[JsonSerializable(typeof(JoinRequest))]
[JsonSerializable(typeof(DialRequest))]
[JsonSerializable(typeof(DialAccepted))]
[JsonSerializable(typeof(PeersView))]
[JsonSerializable(typeof(RulesView))]
[JsonSerializable(typeof(RuleRequest))]
[JsonSerializable(typeof(RevokeRequest))]
[JsonSerializable(typeof(RuleRevoked))]
[JsonSerializable(typeof(GroupRequest))]
[JsonSerializable(typeof(MayRequest))]
[JsonSerializable(typeof(MayView))]
[JsonSerializable(typeof(BuddiesView))]
[JsonSerializable(typeof(InviteRequest))]
[JsonSerializable(typeof(InvitationView))]
[JsonSerializable(typeof(AcceptRequest))]
[JsonSerializable(typeof(PresenceRequest))]
[JsonSerializable(typeof(PresenceView))]
[JsonSerializable(typeof(BuddyRequest))]
[JsonSerializable(typeof(FollowRequest))]
[JsonSerializable(typeof(PersonTakenView))]
[JsonSerializable(typeof(JoinAccepted))]
[JsonSerializable(typeof(AdminError))]
[JsonSerializable(typeof(StatusView))]
[JsonSerializable(typeof(LinksView))]
[JsonSerializable(typeof(BansView))]
[JsonSerializable(typeof(HostsView))]
[JsonSerializable(typeof(SearchLine))]
[JsonSerializable(typeof(DownloadLine))]
internal sealed partial class AdminJson : JsonSerializerContext
{
    /// <summary>A member of a closed list, as this JSON spells it.</summary>
    public static string Name<T>(T value)
        where T : struct, Enum => Name(value.ToString());

    /// <summary>A name of ours, as this JSON spells it.</summary>
    public static string Name(string name) => JsonNamingPolicy.CamelCase.ConvertName(name);
}
