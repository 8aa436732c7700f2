using System.Security.Cryptography;
using System.Text;
using PeerActors.Messages.Identity;
using PeerActors.Messages.Wire.Statements;

namespace PeerActors.Host.Composition;

/// <summary>
/// The person whose devices sign for each other: <c>person.key</c> signs which peers are devices, and stays on one of them; <c>person.proof</c> holds
/// the statements. Made with the first device; a device that somebody else's key signs has the proof alone.
/// </summary>
internal sealed class PersonFiles(string folder)
{
    public const string KeyName = "person.key";
    public const string ProofName = "person.proof";
    private const string LockName = "person.lock";
    private const int LongestKey = 16 * 1024;

    private string KeyPath => Path.Combine(folder, KeyName);

    private string ProofPath => Path.Combine(folder, ProofName);

    /// <summary>What is believed of the person of this folder; null before the first start.</summary>
    /// <exception cref="StartFailed">The file holds something else.</exception>
    public PersonHistory? Read()
    {
        if (!File.Exists(ProofPath)) return null;
        if (new FileInfo(ProofPath).Length <= StatementCodec.MaxProof * StatementCodec.MaxBytes
            && StatementCodec.ReadProof(File.ReadAllBytes(ProofPath)) is { } history) return history;
        throw new StartFailed($"{ProofPath} does not hold signed statements of one person that follow on each other. Put the right file back; if {KeyName} is "
            + "lost too, delete both, and the peer starts as the only device of a new person.");
    }

    /// <summary>Makes the person when there is none, with this peer as its only device.</summary>
    /// <exception cref="StartFailed">A file holds something else, or is open to others.</exception>
    public void MakeUnlessThere(PeerId own, string name)
    {
        if (Read() is not null) return;
        using var key = File.Exists(KeyPath) ? ReadKey() : SigningKey.Make();
        WriteKey(key);
        Append(PersonHistory.Of(key.Public.Holder), PersonStatement.First(key.Public, new(own, name)), key, successor: null);
    }

    /// <summary>Makes the next statement and keeps it. One at a time.</summary>
    /// <exception cref="StartFailed">The key of the person is not here, or another command changes it at this moment.</exception>
    public PersonHistory Change(Func<PersonStatement, PersonStatement> change)
    {
        using var alone = TakeLock();
        using var key = ReadKey();
        return Append(Read()!, change(Read()!.Newest!), key, successor: null);
    }

    /// <summary>Makes a new key and has the old one say so. The new key is on disk before the statement that needs it.</summary>
    /// <exception cref="StartFailed">As for <see cref="Change"/>.</exception>
    public PersonHistory ChangeKey()
    {
        using var alone = TakeLock();
        using var old = ReadKey();
        using var next = SigningKey.Make();
        var history = Read()!;
        if (history.Proof.Length >= StatementCodec.MaxProof - 1)
            throw new StartFailed($"The key of this person was changed {history.Proof.Length - 1} times; no more than {StatementCodec.MaxProof - 2} changes are allowed, because every buddy keeps them all.");
        OwnerOnly.WriteWhole(KeyPath, Encoding.ASCII.GetBytes($"{next.ToPem()}\n{old.ToPem()}\n"));
        var changed = Append(history, history.Newest!.WithKey(next.Public), old, next);
        WriteKey(next);
        return changed;
    }

    /// <summary>Takes the proof that this peer is a device of a person whose key is elsewhere.</summary>
    /// <exception cref="StartFailed">The proof is none, does not name this peer, or is older than what is known.</exception>
    public PersonHistory Adopt(byte[] proof, PeerId own)
    {
        using var alone = TakeLock();
        var adopted = StatementCodec.ReadProof(proof) ?? throw new StartFailed("That is no proof of a person: the line that peer id add prints on the device with the person's key is expected, whole.");
        if (!adopted.Has(own)) throw new StartFailed($"That person has {adopted.Newest!.Devices.Length} devices, and this peer ({own}) is none of them. Add it there first: peer id add {own}");
        var known = Read();
        if (known?.Person == adopted.Person && known.Newest!.Sequence > adopted.Newest!.Sequence)
            throw new StartFailed($"That proof has sequence {adopted.Newest.Sequence}; {known.Newest.Sequence} is known here, and an older one is refused.");
        if (known is not null && known.Person != adopted.Person && known.Newest!.Devices.Length > 1)
            throw new StartFailed($"This peer is one of {known.Newest.Devices.Length} devices of another person. Remove it there first (peer id remove), or the other devices would be left without it.");
        OwnerOnly.WriteWhole(ProofPath, StatementCodec.WriteProof(adopted.Proof));
        if (known?.Person != adopted.Person) OwnerOnly.DeleteIfThere(KeyPath);
        return adopted;
    }

    private PersonHistory Append(PersonHistory history, PersonStatement statement, SigningKey key, SigningKey? successor)
    {
        if (StatementCodec.Take(history, StatementCodec.Sign(statement, key, successor)) is not var (next, verdict) || verdict != StatementVerdict.Accepted)
            throw new StartFailed($"The statement would be refused by everybody ({(StatementCodec.Take(history, StatementCodec.Sign(statement, key, successor))?.Verdict)?.ToString() ?? "it is too large"}); nothing was changed. "
                + $"A person has at most {PersonStatement.MaxDevices} devices and {PersonStatement.MaxRemoved} removed ones, and a removed one does not come back.");
        OwnerOnly.WriteWhole(ProofPath, StatementCodec.WriteProof(next.Proof));
        return next;
    }

    /// <summary>While the key changes the file holds both, the newer first; which one signs is what the proof says.</summary>
    private SigningKey ReadKey()
    {
        if (!File.Exists(KeyPath)) throw new StartFailed($"{folder} has no {KeyName}: the key of this person is on another device. Change devices there.");
        var pem = SecretText.Read(KeyPath, LongestKey);
        var signer = Read()?.Newest?.Key;
        for (var rest = pem.AsSpan(); PemEncoding.TryFind(rest, out var found); rest = rest[found.Location.End..])
        {
            SigningKey key;
            try
            {
                key = SigningKey.FromPem(rest[found.Location]);
            }
            catch (Exception garbled) when (garbled is CryptographicException or ArgumentException)
            {
                throw new StartFailed($"{KeyPath} does not hold a P-256 private key as PEM ({garbled.Message.TrimEnd('.')}). Put the right file back.", garbled);
            }

            if (signer is null || key.Public.Equals(signer)) return key;
            key.Dispose();
        }

        throw new StartFailed($"{KeyPath} does not hold the key that signs for this person. Put the right file back.");
    }

    private void WriteKey(SigningKey key) => OwnerOnly.WriteWhole(KeyPath, Encoding.ASCII.GetBytes($"{key.ToPem()}\n"));

    private FileStream TakeLock()
    {
        try
        {
            return new(Path.Combine(folder, LockName), OwnerOnly.ForWriting(FileMode.OpenOrCreate, FileShare.None));
        }
        catch (IOException held)
        {
            throw new StartFailed($"Another command changes the devices of the person in {folder} at this moment. Try again.", held);
        }
    }
}
