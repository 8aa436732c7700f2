using System.Collections.Immutable;

namespace PeerActors.Actors.PeerLinks;

/// <summary>Puts messages that follow on each other and have one manifest together, so that who is told of them is told once.</summary>
internal static class MessageGroups
{
    public static IEnumerable<ImmutableArray<KeptMessage>> GroupConsecutive(this ImmutableArray<KeptMessage> messages)
    {
        for (var (start, end) = (0, 1); start < messages.Length; (start, end) = (end, end + 1))
        {
            while (end < messages.Length && messages[end].Manifest == messages[start].Manifest) end++;
            yield return messages[start..end];
        }
    }
}
