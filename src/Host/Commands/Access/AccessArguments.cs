using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;
using PeerActors.Host.Web.Admin;
using PeerActors.Messages.Access;
using PeerActors.Messages.Identity;

namespace PeerActors.Host.Commands.Access;

/// <summary>How a rule is written on the command line; what is wrong is wrong usage.</summary>
internal static class AccessArguments
{
    public static Argument<AccessSubject> Subject() => new("SUBJECT")
    {
        Description = $"Who: {AccessWords.Subjects}; a bare id is a peer.",
        CustomParser = static result =>
        {
            var text = result.Tokens[^1].Value;
            if (PeerId.TryParse(text, out var peer)) return new OnePeer(peer);
            if (!AccessSubject.TryParse(text, out var subject)) result.AddError($"SUBJECT is \"{text}\"; {AccessWords.Subjects} is expected.");
            return subject;
        },
    };

    public static Argument<AccessVerbs> Verbs() => new("VERB")
    {
        Description = $"What: {AccessWords.Verbs}.",
        CustomParser = static result =>
        {
            var text = result.Tokens[^1].Value;
            if (!AccessVerbText.TryParse(text, out var verbs)) result.AddError($"VERB is \"{text}\"; {AccessWords.Verbs} is expected.");
            return verbs;
        },
    };

    public static Argument<ResourcePath> Resource() => new("URI")
    {
        Description = "Of what, and of all below it: a path such as /shares/public/Music.",
        CustomParser = static result =>
        {
            var text = result.Tokens[^1].Value;
            if (!ResourcePath.TryParse(text, out var resource)) result.AddError($"URI is \"{text}\"; {AccessWords.Resource} is expected.");
            return resource;
        },
    };

    /// <summary><c>--until</c>: a moment, or so long from now.</summary>
    public static Option<DateTimeOffset?> Until(TimeProvider clock) => new("--until")
    {
        Description = "When the rule ends: a time such as 2027-01-31T18:00Z, or so long from now, such as 90m, 12h or 7d. Without it the rule holds until it is revoked.",
        HelpName = "TIME",
        CustomParser = result =>
        {
            var text = result.Tokens[^1].Value;
            if (Moment(text, clock) is not { } until) result.AddError($"--until is \"{text}\"; a time such as 2027-01-31T18:00Z is expected, or so long from now, such as 90m, 12h or 7d.");
            else if (until <= clock.GetUtcNow()) result.AddError($"--until is \"{text}\", which is {until.UtcDateTime:u} and over already.");
            else return until;
            return null;
        },
    };

    private static DateTimeOffset? Moment(string text, TimeProvider clock)
    {
        double? unit = text.Length > 1 ? text[^1] switch { 's' => 1, 'm' => 60, 'h' => 3600, 'd' => 86400, _ => null } : null;
        const double Longest = 100 * 366 * 86400d;
        if (unit is { } seconds && double.TryParse(text.AsSpan(0, text.Length - 1), NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var number)
            && number * seconds <= Longest) return clock.GetUtcNow().AddSeconds(number * seconds);
        const DateTimeStyles Styles = DateTimeStyles.AssumeLocal | DateTimeStyles.AllowWhiteSpaces;
        string[] formats = ["yyyy-MM-dd", "yyyy-MM-ddTHH:mm", "yyyy-MM-ddTHH:mm:ss", "yyyy-MM-ddTHH:mmK", "yyyy-MM-ddTHH:mm:ssK"];
        return DateTimeOffset.TryParseExact(text, formats, CultureInfo.InvariantCulture, Styles, out var moment) ? moment : null;
    }
}
