using PeerActors.Messages.Buddies;
using PeerActors.Messages.Identity;
using PeerActors.Messages.Router;

namespace PeerActors.Messages.Tests.Buddies;

public sealed class InvitationTicketTests
{
    private const string Letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
    private static readonly DateTimeOffset Expires = new(2027, 3, 4, 5, 6, 7, TimeSpan.Zero);

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(4)]
    public void A_ticket_is_one_line_that_says_all_of_it(int addresses)
    {
        var ticket = Made(addresses);
        var line = ticket.ToString();

        Assert.DoesNotContain(line, char.IsWhiteSpace);
        Assert.True(InvitationTicket.TryParse(line, out var read, out _));
        Assert.Equal((ticket.Peer, ticket.Secret, ticket.Expires), (read.Peer, read.Secret, read.Expires));
        Assert.Equal(ticket.Addresses.ToArray(), read.Addresses.ToArray());
    }

    [Theory]
    [InlineData(0)]
    [InlineData(2)]
    public void A_ticket_with_any_one_character_altered_is_refused(int addresses)
    {
        var line = Made(addresses).ToString();
        for (var at = 0; at < line.Length; at++)
        {
            foreach (var other in at < InvitationTicket.Prefix.Length ? "x9-" : Letters)
            {
                if (char.ToUpperInvariant(line[at]) == char.ToUpperInvariant(other)) continue;
                var altered = line.Remove(at, 1).Insert(at, $"{other}");
                Assert.False(InvitationTicket.TryParse(altered, out _, out var problem), $"{other} at {at} passed");
                Assert.NotEmpty(problem);
            }
        }
    }

    [Fact]
    public void A_ticket_of_which_a_part_is_missing_or_that_is_something_else_is_refused()
    {
        var line = Made(1).ToString();
        for (var length = 0; length < line.Length; length++) Assert.False(InvitationTicket.TryParse(line[..length], out _, out _));
        Assert.False(InvitationTicket.TryParse(line + "A", out _, out _));
        Assert.False(InvitationTicket.TryParse(Made(1).Peer.ToString(), out _, out var problem));
        Assert.Contains(InvitationTicket.Prefix, problem, StringComparison.Ordinal);
    }

    [Fact]
    public void Spaces_around_small_letters_and_digits_taken_for_letters_are_let_pass()
    {
        var ticket = Made(1);
        var line = ticket.ToString();
        var said = InvitationTicket.Prefix + line[InvitationTicket.Prefix.Length..].Replace('O', '0').Replace('I', '1').Replace('B', '8').ToLowerInvariant();
        Assert.True(InvitationTicket.TryParse($"  {said}\n", out var read, out _));
        Assert.Equal(ticket.Secret, read.Secret);
    }

    private static InvitationTicket Made(int addresses) => new(
        PeerId.Of("alice"u8), [.. Enumerable.Range(1, addresses).Select(static i => new PeerAddress(0xC633_6400 + (uint)i, (ushort)(6000 + i)))],
        Payload.Copy("0123456789abcdef"u8), Expires);
}
