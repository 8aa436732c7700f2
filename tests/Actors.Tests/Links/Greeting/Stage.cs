using System.Buffers;
using System.Collections.Immutable;
using PeerActors.Actors.Links;
using PeerActors.Actors.Links.Greeting;
using PeerActors.Messages.HostCatcher;
using PeerActors.Messages.Identity;
using PeerActors.Messages.Links;
using PeerActors.Messages.Wire;
using PeerActors.Messages.Wire.Gnutella;

namespace PeerActors.Actors.Tests.Links.Greeting;

/// <summary>Lets two talks talk, without a connection; what they say crosses as bytes.</summary>
internal static class Stage
{
    public static readonly PeerAddress DiallerAddress = new(0x0A00_0001, 6346);
    public static readonly PeerAddress AcceptorAddress = new(0x0A00_0002, 6347);
    private const int MostSteps = 20;

    public static OwnGreeting Greeting(PeerMode mode, bool deflates = true, LinkDialect dialect = LinkDialect.Gnutella06) => new()
    {
        Mode = mode,
        Dialect = dialect,
        Servent = new(1, (ulong)mode + 1),
        Listening = DiallerAddress,
        Degree = 10,
        MaxTtl = 4,
        Deflates = deflates,
    };

    /// <summary>Runs both to their ends.</summary>
    public static (GreetingStep Dialler, GreetingStep Acceptor) Play(GreetingTalk dialler, GreetingTalk acceptor, LinkRefusal? byDialler = null, LinkRefusal? byAcceptor = null, params ImmutableArray<PeerAddress> ultrapeers)
    {
        var hosts = new NamedHosts(ultrapeers, []);
        Side one = new(dialler, new(byDialler, hosts)), other = new(acceptor, new(byAcceptor, hosts));
        one.Do(dialler.Begin());
        other.Do(acceptor.Begin());
        for (var i = 0; i < MostSteps && !(one.IsOver && other.IsOver); i++)
        {
            other.Hear(one.Said);
            one.Hear(other.Said);
        }

        return (one.Last, other.Last);
    }

    /// <summary>What one talk says to bytes that were recorded.</summary>
    public static (GreetingStep Last, Introduction? Introduction, List<GreetingBlock> Said) Answer(GreetingTalk talk, byte[] recorded)
    {
        var side = new Side(talk, new(null, NamedHosts.None));
        side.Do(talk.Begin());
        var input = new ReadOnlySequence<byte>(recorded);
        var heard = new Queue<GreetingBlock>();
        while (new GreetingReader(4096).Read(ref input, out var block, out _) == ReadAnswer.Message) heard.Enqueue(block!);
        side.Hear(heard);
        return (side.Last, side.Introduction, [.. side.Said]);
    }

    private sealed class Side(GreetingTalk talk, PlaceJudged judged)
    {
        public Queue<GreetingBlock> Said { get; } = [];

        public GreetingStep Last { get; private set; } = new GreetingStep.Listen();

        public Introduction? Introduction { get; private set; }

        public bool IsOver => Last is GreetingStep.Carry or GreetingStep.LetGo or GreetingStep.GiveUp;

        public void Hear(Queue<GreetingBlock> blocks)
        {
            while (Last is GreetingStep.Listen && blocks.TryDequeue(out var block)) Do(talk.OnHeard(block));
        }

        public void Do(GreetingStep step)
        {
            while (true)
            {
                Last = step;
                switch (step)
                {
                    case GreetingStep.Say say:
                        Said.Enqueue(AsRead(say.Block));
                        step = talk.OnSaid();
                        continue;
                    case GreetingStep.AskForPlace ask:
                        Introduction = ask.Introduction;
                        step = talk.OnJudged(judged);
                        continue;
                    default:
                        return;
                }
            }
        }

        private static GreetingBlock AsRead(GreetingBlock block)
        {
            var bytes = new ArrayBufferWriter<byte>();
            GreetingWriter.Instance.Write(block, bytes);
            var input = new ReadOnlySequence<byte>(bytes.WrittenMemory);
            Assert.Equal(ReadAnswer.Message, new GreetingReader(4096).Read(ref input, out var read, out _));
            Assert.True(input.IsEmpty);
            return read!;
        }
    }
}
