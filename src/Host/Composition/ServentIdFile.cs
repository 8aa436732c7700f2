using System.Security.Cryptography;
using System.Text;
using PeerActors.Messages.Identity;

namespace PeerActors.Host.Composition;

/// <summary>Who the peer of a data folder is: made once, kept in <c>servent.id</c> as 32 hexadecimal digits.</summary>
internal static class ServentIdFile
{
    public const string FileName = "servent.id";
    private const int LongestText = 64;

    /// <exception cref="StartFailed">The file holds something else.</exception>
    public static ServentId ReadOrMake(string folder)
    {
        var path = Path.Combine(folder, FileName);
        if (!File.Exists(path))
        {
            var made = Make();
            OwnerOnly.WriteWhole(path, Encoding.ASCII.GetBytes($"{made}\n"));
            return made;
        }

        using var reader = new StreamReader(path, Encoding.ASCII);
        var buffer = new char[LongestText + 1];
        var length = reader.ReadBlock(buffer);
        if (ServentId.TryParse(new string(buffer, 0, length).Trim(), out var kept)) return kept;
        throw new StartFailed(
            $"{path} does not hold this peer's id: it has {(length > LongestText ? $"more than {LongestText}" : length)} characters, "
            + "32 hexadecimal digits are expected. Put the right file back, or delete it and the peer starts under a new id.");
    }

    /// <summary>Unguessable, because a push names it; byte 8 is FF and byte 15 is 00, the mark of modern servents.</summary>
    private static ServentId Make()
    {
        Span<byte> bytes = stackalloc byte[ServentId.Bytes];
        RandomNumberGenerator.Fill(bytes);
        bytes[8] = 0xFF;
        bytes[15] = 0x00;
        return ServentId.Read(bytes);
    }
}
