using System.Collections.Immutable;
using Dapper;
using Microsoft.Data.Sqlite;
using PeerActors.Actors.Access;
using PeerActors.Messages.Access;

namespace PeerActors.Host.Storage;

/// <summary>Keeps access rules and groups in <c>peer.db</c>.</summary>
internal sealed class SqliteAccessStore(PeerDatabase database) : IAccessStore
{
    /// <inheritdoc/>
    public Task<AccessRules> LoadAsync(CancellationToken stopping) => database.RunAsync(
        "the access rules could not be loaded",
        static connection =>
        {
            var last = connection.ExecuteScalar<long?>("SELECT seq FROM sqlite_sequence WHERE name = 'accessRules'") ?? 0;
            var rules = connection.Query<RuleRow>("SELECT number, allows, subject, verbs, prefix, expires FROM accessRules ORDER BY number").Select(static r => r.ToRule());
            var members = connection.Query<MemberRow>("SELECT name, member FROM accessGroups").AsList();
            return members.Aggregate(AccessRules.None with { Own = [.. rules], LastNumber = last }, static (all, m) => all.After(new MemberCame(m.Name, SubjectOf(m.Member))));
        },
        stopping);

    /// <inheritdoc/>
    public Task SaveAsync(AccessChange change, CancellationToken stopping) =>
        database.ChangeAsync("the access rules could not be saved", (connection, transaction) => Save(change, connection, transaction), stopping);

    private static void Save(AccessChange change, SqliteConnection connection, SqliteTransaction transaction)
    {
        switch (change)
        {
            case RuleMade made:
                connection.Execute(
                    "INSERT INTO accessRules (number, allows, subject, verbs, prefix, expires) VALUES (@Number, @Allows, @Subject, @Verbs, @Prefix, @Expires)",
                    RuleRow.From(made.Rule), transaction);
                break;
            case RulesEnded ended:
                connection.Execute("DELETE FROM accessRules WHERE number = @number", ended.Numbers.Select(static number => new { number }), transaction);
                break;
            case MemberCame came:
                connection.Execute("INSERT OR IGNORE INTO accessGroups (name, member) VALUES (@Name, @Member)", new MemberRow(came.Group, $"{came.Member}"), transaction);
                break;
            case MemberWent went:
                connection.Execute("DELETE FROM accessGroups WHERE name = @Name AND member = @Member", new MemberRow(went.Group, $"{went.Member}"), transaction);
                break;
            default:
                throw new ArgumentException($"{change} cannot be saved.", nameof(change));
        }
    }

    private static AccessSubject SubjectOf(string text) =>
        AccessSubject.TryParse(text, out var subject) ? subject : throw new FormatException($"\"{text}\" in the access rules is nobody.");

    private sealed record MemberRow(string Name, string Member);

    private sealed record RuleRow(long Number, long Allows, string Subject, string Verbs, string Prefix, long? Expires)
    {
        public static RuleRow From(AccessRule rule) =>
            new(rule.Number, rule.Allows ? 1 : 0, $"{rule.Subject}", rule.Verbs.Say(), $"{rule.Prefix}", rule.Expires?.UtcTicks);

        public AccessRule ToRule() => AccessVerbText.TryParse(Verbs, out var verbs) && ResourcePath.TryParse(Prefix, out var prefix)
            ? new(Number, Allows != 0, SubjectOf(Subject), verbs, prefix, Expires is { } ticks ? new DateTimeOffset(ticks, TimeSpan.Zero) : null)
            : throw new FormatException($"Rule {Number} of the access rules is \"{Verbs} {Prefix}\", which is none.");
    }
}
