using PeerActors.Actors.Peer;
using PeerActors.Messages.Access;

namespace PeerActors.Host.Web.Admin;

/// <summary>Who may do what, for the commands.</summary>
internal sealed class AccessEndpoints(IPeerGateway gateway)
{
    public void Map(IEndpointRouteBuilder routes)
    {
        routes.MapGet("/rules", async http => await http.Write(StatusCodes.Status200OK, (await Rules(http.RequestAborted)).View(), AdminJson.Default.RulesView));
        routes.MapPost("/rules", Add);
        routes.MapPost("/rules/revoke", Revoke);
        routes.MapPost("/groups", ChangeGroup);
        routes.MapPost("/may", May);
    }

    /// <summary>The rules as they stand.</summary>
    public async Task<AccessRulesTold> Rules(CancellationToken stopping) => Changed(await gateway.Access(static r => new GetAccessRules(r), stopping));

    private async Task Add(HttpContext http)
    {
        var request = await http.Read(AdminJson.Default.RuleRequest);
        var rule = new AccessRule(0, request.Allow, Subject(request.Subject), Verbs(request.Verbs), Resource(request.Resource), request.Until?.ToUniversalTime());
        // Not given up with the connection: what is on its way is confirmed or refused, and nobody knows which any more.
        var told = Changed(await gateway.Access(r => new AddAccessRule(r, rule), CancellationToken.None));
        await http.Write(StatusCodes.Status200OK, told.Policy.Rules.Own[^1].View(), AdminJson.Default.RuleItem);
    }

    private async Task Revoke(HttpContext http)
    {
        var request = await http.Read(AdminJson.Default.RevokeRequest);
        Changed(await gateway.Access(r => new RevokeAccessRule(r, request.Rule), CancellationToken.None));
        await http.Write(StatusCodes.Status200OK, new RuleRevoked(request.Rule), AdminJson.Default.RuleRevoked);
    }

    private async Task ChangeGroup(HttpContext http)
    {
        var request = await http.Read(AdminJson.Default.GroupRequest);
        if (!AccessSubject.IsGroupName(request.Group))
            throw new BadAdminRequest($"group is \"{request.Group}\"; 1 to {AccessSubject.MaxName} lower-case letters, digits and hyphens are expected.");
        var subject = Subject(request.Subject);
        var told = Changed(await gateway.Access(r => new ChangeAccessGroup(r, request.Group, subject, request.In), CancellationToken.None));
        var group = told.View().Groups.FirstOrDefault(g => g.Group == request.Group) ?? new(request.Group, []);
        await http.Write(StatusCodes.Status200OK, group, AdminJson.Default.GroupItem);
    }

    private async Task May(HttpContext http)
    {
        var request = await http.Read(AdminJson.Default.MayRequest);
        var (subject, verb, resource) = (Subject(request.Subject), Verbs(request.Verb), Resource(request.Resource));
        if (!AccessVerbText.Each.Contains(verb)) throw new BadAdminRequest($"verb is \"{request.Verb}\"; one verb is expected, because each is decided for itself.");
        if (await gateway.Access(r => new TryAccess(r, subject, verb, resource), http.RequestAborted) is not AccessJudged { Verdict: var verdict })
            throw new InvalidOperationException("The access room gave another answer than a decision.");
        await http.Write(
            StatusCodes.Status200OK, new MayView(verdict.May, $"{subject}", verb.Say(), $"{resource}", verdict.Why, verdict.Rule?.View()), AdminJson.Default.MayView);
    }

    private static AccessRulesTold Changed(IAccessAnswer answer) => answer switch
    {
        AccessRulesTold told => told,
        AccessNotChanged not => throw new BadAdminRequest(not.Why, StatusCodes.Status409Conflict),
        _ => throw new InvalidOperationException($"The access room answered with {answer}."),
    };

    private static AccessSubject Subject(string text) =>
        AccessSubject.TryParse(text, out var subject) ? subject : throw new BadAdminRequest($"subject is \"{text}\"; {AccessWords.Subjects} is expected.");

    private static AccessVerbs Verbs(string text) =>
        AccessVerbText.TryParse(text, out var verbs) ? verbs : throw new BadAdminRequest($"\"{text}\" is no verb; {AccessWords.Verbs} is expected.");

    private static ResourcePath Resource(string text) =>
        ResourcePath.TryParse(text, out var resource) ? resource : throw new BadAdminRequest($"resource is \"{text}\"; {AccessWords.Resource} is expected.");
}

/// <summary>What is expected where a rule is written.</summary>
internal static class AccessWords
{
    public const string Subjects = "anyone, buddies, group:NAME, person:ID or peer:ID (as peer id shows it)";

    public const string Resource = "a path such as /shares/public/Music, without empty parts, . and .., and with %25 for a per cent sign,";

    public static string Verbs { get; } = $"{string.Join(", ", AccessVerbText.Each.Select(static v => v.Say()))}, several with commas, or {AccessVerbText.Every}";
}
