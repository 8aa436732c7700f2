using PeerActors.Messages.Identity;
using PeerActors.Messages.Wire.Statements;

namespace PeerActors.Messages.Tests.Identity;

public sealed class PersonTests : IDisposable
{
    private static readonly Device Desk = new(PeerId.Of("desk"u8), "desk");
    private static readonly Device Phone = new(PeerId.Of("phone"u8), "phone");
    private readonly SigningKey _key = SigningKey.Make();
    private readonly SigningKey _next = SigningKey.Make();

    public void Dispose()
    {
        _key.Dispose();
        _next.Dispose();
    }

    private PersonStatement First => PersonStatement.First(_key.Public, Desk);

    [Fact]
    public void The_first_statement_of_a_person_is_believed_because_the_id_is_its_key()
    {
        var history = Taken(PersonHistory.Of(_key.Public.Holder), First, _key);

        Assert.True(history.Has(Desk.Peer));
        Assert.False(history.Has(Phone.Peer));
    }

    [Fact]
    public void A_device_comes_and_goes_and_never_returns()
    {
        var added = Taken(Begun(), First.With(Phone), _key);
        Assert.True(added.Has(Phone.Peer));
        var removed = Taken(added, added.Newest!.Without(Phone.Peer), _key);
        Assert.False(removed.Has(Phone.Peer));

        Assert.Equal(StatementVerdict.RemovedReturns, Verdict(removed, removed.Newest!.With(Phone), _key));
        Assert.Equal(StatementVerdict.RemovedReturns, Verdict(removed, removed.Newest! with { Sequence = 9, Removed = [] }, _key));
    }

    [Fact]
    public void An_older_sequence_is_refused_and_so_is_the_same_with_other_content()
    {
        var history = Taken(Begun(), First.With(Phone), _key);

        Assert.Equal(StatementVerdict.OlderSequence, Verdict(history, First, _key));
        Assert.Equal(StatementVerdict.OlderSequence, Verdict(history, First.Without(Desk.Peer), _key));
        Assert.Equal(StatementVerdict.Known, StatementCodec.Take(history, history.Proof[^1])!.Value.Verdict);
    }

    [Fact]
    public void Another_key_signs_nothing_for_this_person()
    {
        Assert.Equal(StatementVerdict.WrongSigner, Verdict(Begun(), First.With(Phone), _next));
        Assert.Equal(StatementVerdict.WrongSigner, Verdict(PersonHistory.Of(_key.Public.Holder), First, _next));
        Assert.Equal(StatementVerdict.AnotherPerson, Verdict(Begun(), PersonStatement.First(_next.Public, Desk), _next));
    }

    [Fact]
    public void After_a_change_of_key_only_the_new_one_signs()
    {
        var changed = Taken(Begun(), First.WithKey(_next.Public), _key, _next);

        Assert.Equal(StatementVerdict.WrongSigner, Verdict(changed, changed.Newest!.With(Phone), _key));
        Assert.True(Taken(changed, changed.Newest!.With(Phone), _next).Has(Phone.Peer));
        Assert.Equal(_key.Public.Holder, changed.Person);
    }

    [Fact]
    public void A_key_that_does_not_sign_too_is_not_taken_for_the_next()
    {
        Assert.Equal(StatementVerdict.SuccessorSilent, Verdict(Begun(), First.WithKey(_next.Public), _key));
        Assert.Equal(StatementVerdict.WrongSigner, Verdict(Begun(), First.WithKey(_next.Public), _key, successor: _key));
    }

    [Fact]
    public void A_stranger_believes_the_newest_statement_by_the_changes_of_key_before_it()
    {
        var history = Taken(Taken(Taken(Begun(), First.WithKey(_next.Public), _key, _next), First.WithKey(_next.Public).With(Phone), _next),
            First.WithKey(_next.Public).With(Phone).Without(Desk.Peer), _next);

        var read = StatementCodec.ReadProof(StatementCodec.WriteProof(history.Proof));

        Assert.NotNull(read);
        Assert.Equal(2, history.Proof.Length);
        Assert.Equal((history.Person, 4UL, false, true), (read.Person, read.Newest!.Sequence, read.Has(Desk.Peer), read.Has(Phone.Peer)));
    }

    [Fact]
    public void A_proof_with_any_byte_changed_is_refused_or_is_of_another_person()
    {
        var proof = StatementCodec.WriteProof(Taken(Begun(), First.WithKey(_next.Public), _key, _next).Proof);
        for (var at = 0; at < proof.Length; at++)
        {
            var changed = proof.ToArray();
            changed[at] ^= 0x41;
            Assert.Null(StatementCodec.ReadProof(changed));
            Assert.Null(StatementCodec.ReadProof(proof.AsSpan(0, at)));
        }
    }

    [Fact]
    public void More_devices_than_a_person_may_have_are_refused()
    {
        var crowd = First with { Devices = [.. Enumerable.Range(0, PersonStatement.MaxDevices + 1).Select(static i => new Device(PeerId.Of([(byte)i]), "x"))] };
        var twice = First with { Devices = [Desk, Desk] };

        Assert.Null(StatementCodec.Take(PersonHistory.Of(_key.Public.Holder), StatementCodec.Sign(crowd, _key, null)));
        Assert.Null(StatementCodec.Take(PersonHistory.Of(_key.Public.Holder), StatementCodec.Sign(twice, _key, null)));
    }

    [Fact]
    public void Where_a_peer_listens_is_signed_and_has_a_sequence_and_a_lifetime()
    {
        var issued = new DateTimeOffset(2000, 3, 14, 12, 0, 0, TimeSpan.Zero);
        var record = new EndpointRecord(_key.Public.Holder, 7, issued, TimeSpan.FromHours(1), [new(PeerAddress.Loopback, 6346)]);
        var signed = StatementCodec.Sign(record, _key);

        Assert.True(StatementCodec.TryReadEndpoint(signed, out var read));
        Assert.Equal((record.Peer, record.Sequence, record.Issued, record.Lifetime), (read.Peer, read.Sequence, read.Issued, read.Lifetime));
        Assert.Equal(record.Addresses, read.Addresses.AsEnumerable());
        Assert.True(record.Replaces(null) && record.Replaces(record with { Sequence = 6 }) && !record.Replaces(record));
        Assert.False(record.Replaces(record with { Peer = _next.Public.Holder, Sequence = 1 }));
        Assert.Equal((false, true), (record.IsOver(issued.AddHours(1)), record.IsOver(issued.AddHours(1).AddSeconds(1))));
        Assert.False(StatementCodec.TryReadEndpoint(signed with { Signer = _next.Public }, out _));
        Assert.False(StatementCodec.TryReadEndpoint(StatementCodec.Sign(First, _key, null), out _));
        Assert.False(StatementCodec.TryReadEndpoint(StatementCodec.Sign(record with { Addresses = [new(PeerAddress.Loopback, 0)] }, _key), out _));
        Assert.False(StatementCodec.TryReadEndpoint(StatementCodec.Sign(record with { Lifetime = TimeSpan.FromDays(8) }, _key), out _));
    }

    private PersonHistory Begun() => Taken(PersonHistory.Of(_key.Public.Holder), First, _key);

    private static PersonHistory Taken(PersonHistory history, PersonStatement statement, SigningKey signer, SigningKey? successor = null)
    {
        var (next, verdict) = StatementCodec.Take(history, StatementCodec.Sign(statement, signer, successor))!.Value;
        Assert.Equal(StatementVerdict.Accepted, verdict);
        return next;
    }

    private static StatementVerdict Verdict(PersonHistory history, PersonStatement statement, SigningKey signer, SigningKey? successor = null) =>
        StatementCodec.Take(history, StatementCodec.Sign(statement, signer, successor))!.Value.Verdict;
}
