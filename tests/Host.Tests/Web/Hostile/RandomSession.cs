using System.Net.Sockets;
using System.Text;
using PeerActors.Messages.Identity;
using PeerActors.Messages.Router;

namespace PeerActors.Host.Tests.Web.Hostile;

/// <summary>One session of random bytes: it begins well or badly, goes on with noise or with descriptors that were damaged, and ends in one way or another.</summary>
internal sealed class RandomSession
{
    private static readonly byte[] Kinds = [.. Enum.GetValues<DescriptorKind>().Select(static k => (byte)k)];

    private readonly List<byte[]> _sends = [];
    private readonly bool _readsToEnd;

    public RandomSession(Random dice)
    {
        var greeting = Encoding.Latin1.GetBytes(dice.Next(10) switch { 0 => "GET /get/1/x HTTP/1.1\r\n", < 4 => Servent.Greeting, _ => ModernGreeting(dice) });
        if (dice.Next(4) == 0) Damage(greeting, dice);
        _sends.Add(greeting);
        for (var i = dice.Next(5); i > 0; i--) _sends.Add(dice.Next(2) == 0 ? Noise(dice, 200) : DescriptorOf(dice));
        _readsToEnd = dice.Next(2) == 0;
    }

    public async Task Play(PeerAddress peer)
    {
        using var client = await RawClient.Connect(peer.ToEndPoint());
        try
        {
            foreach (var bytes in _sends) await client.Send(bytes);
            if (!_readsToEnd) return;
            client.EndSending();
            await client.ReadToEnd();
        }
        catch (SocketException closed) when (closed.SocketErrorCode is SocketError.ConnectionReset or SocketError.Shutdown or SocketError.ConnectionAborted)
        {
            // It is closed as soon as it is seen through.
        }
    }

    /// <summary>Both turns of a dialler that does not wait for the answer between them.</summary>
    private static string ModernGreeting(Random dice)
    {
        var mode = dice.Next(4) switch { 0 => "", 1 => "X-Ultrapeer: False\r\n", _ => "X-Ultrapeer: True\r\nX-Degree: 10\r\n" };
        var accepts = dice.Next(2) == 0 ? "Accept-Encoding: deflate\r\n" : "";
        var features = dice.Next(2) == 0 ? "X-Query-Routing: 0.1\r\nVendor-Message: 0.2\r\nGGEP: 0.5\r\nX-Try: 10.0.0.1:1, 300.0.0.1:x\r\n" : "";
        var guid = dice.Next(3) == 0 ? $"GUID: {dice.NextInt64():x16}{dice.NextInt64():x16}\r\n" : "";
        var sends = dice.Next(4) == 0 ? "Content-Encoding: deflate\r\n" : "";
        return $"GNUTELLA CONNECT/0.6\r\n{mode}{accepts}{features}{guid}\r\nGNUTELLA/0.6 200 OK\r\n{sends}\r\n";
    }

    private static byte[] DescriptorOf(Random dice)
    {
        var payload = Noise(dice, 60);
        var length = dice.Next(8) switch { 0 => (uint)dice.NextInt64(uint.MaxValue), 1 => (uint)dice.Next(100), _ => (uint)payload.Length };
        var bytes = Servent.Descriptor(
            dice.Next(8) == 0 ? (byte)dice.Next(256) : Kinds[dice.Next(Kinds.Length)], payload, length, (byte)dice.Next(256), (byte)dice.Next(256), (ulong)dice.NextInt64());
        if (dice.Next(4) == 0) (bytes[17], bytes[18]) = (7, 0);
        return bytes;
    }

    private static byte[] Noise(Random dice, int most)
    {
        var bytes = new byte[dice.Next(most)];
        dice.NextBytes(bytes);
        return bytes;
    }

    private static void Damage(byte[] bytes, Random dice) => bytes[dice.Next(bytes.Length)] = (byte)dice.Next(256);
}
