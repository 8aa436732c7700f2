using System.Collections.Immutable;

namespace PeerActors.Messages.Identity;

/// <summary>How a statement was taken.</summary>
public enum StatementVerdict
{
    /// <summary>It is the newest now.</summary>
    Accepted,

    /// <summary>It is the one that is known.</summary>
    Known,

    /// <summary>Its sequence is below the newest known, or the same with other content.</summary>
    OlderSequence,

    /// <summary>It is about another person.</summary>
    AnotherPerson,

    /// <summary>Another key signed it than the one that signs for this person, or the signature is forged.</summary>
    WrongSigner,

    /// <summary>The key that it names as the next did not sign it too.</summary>
    SuccessorSilent,

    /// <summary>It brings a removed device back, or forgets that one was removed.</summary>
    RemovedReturns,
}

/// <summary>What is believed of a person: a value; a statement that is accepted gives the next one.</summary>
/// <param name="Person">Who.</param>
/// <param name="Newest">The statement believed now; null before the first.</param>
/// <param name="Proof">All that a stranger needs to believe it as well: each change of the key, and the newest.</param>
public sealed record PersonHistory(PeerId Person, PersonStatement? Newest, ImmutableArray<SignedStatement> Proof)
{
    /// <summary>Nothing is known but the id.</summary>
    public static PersonHistory Of(PeerId person) => new(person, Newest: null, []);

    /// <summary>Whether a peer is a device of this person now.</summary>
    public bool Has(PeerId device) => Newest is not null && Newest.Devices.Any(d => d.Peer == device);

    /// <summary>Takes a statement, or says why not.</summary>
    /// <param name="read">What the statement says.</param>
    /// <param name="signed">The statement.</param>
    /// <param name="isGenuine">Whether the signatures are those of the keys named.</param>
    public (PersonHistory Next, StatementVerdict Verdict) Take(PersonStatement read, SignedStatement signed, bool isGenuine)
    {
        var verdict = Judge(read, signed, isGenuine);
        return verdict == StatementVerdict.Accepted ? (this with { Newest = read, Proof = [.. Proof.Where(ChangesKey), signed] }, verdict) : (this, verdict);
    }

    private StatementVerdict Judge(PersonStatement read, SignedStatement signed, bool isGenuine)
    {
        if (read.Person != Person) return StatementVerdict.AnotherPerson;
        var signer = Newest?.Key.Holder ?? Person;
        if (Newest is not null && Proof[^1] == signed) return StatementVerdict.Known;
        if (Newest is not null && read.Sequence <= Newest.Sequence) return StatementVerdict.OlderSequence;
        if (!isGenuine || signed.Signer.Holder != signer) return StatementVerdict.WrongSigner;
        if (read.Key.Holder != signer && signed.Successor is null) return StatementVerdict.SuccessorSilent;
        if (read.Devices.Any(d => read.Removed.Contains(d.Peer)) || (Newest is not null && Newest.Removed.Except(read.Removed).Any())) return StatementVerdict.RemovedReturns;
        return StatementVerdict.Accepted;
    }

    private static bool ChangesKey(SignedStatement signed) => signed.Successor is not null;
}
