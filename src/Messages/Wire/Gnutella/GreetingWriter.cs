using System.Buffers;
using System.Text;

namespace PeerActors.Messages.Wire.Gnutella;

/// <summary>Writes a greeting block: with LF line ends where it is one of 0.4, which has them so, and with CR LF otherwise.</summary>
public sealed class GreetingWriter : IMessageWriter<GreetingBlock>
{
    /// <summary>It holds nothing, so one is enough.</summary>
    public static GreetingWriter Instance { get; } = new();

    /// <inheritdoc/>
    public void Write(GreetingBlock message, IBufferWriter<byte> output)
    {
        var lineEnd = message.Line.IsModern ? "\r\n"u8 : "\n"u8;
        Encoding.Latin1.GetBytes(message.FirstLine, output);
        output.Write(lineEnd);
        foreach (var (name, value) in message.Headers.All)
        {
            Encoding.Latin1.GetBytes(name, output);
            output.Write(": "u8);
            Encoding.Latin1.GetBytes(value, output);
            output.Write(lineEnd);
        }

        output.Write(lineEnd);
    }
}
