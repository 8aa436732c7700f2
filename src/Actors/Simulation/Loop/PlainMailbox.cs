using System.Diagnostics.CodeAnalysis;
using Akka.Actor;
using Akka.Configuration;
using Akka.Dispatch;
using Akka.Dispatch.MessageQueues;

namespace PeerActors.Actors.Simulation.Loop;

/// <summary>
/// The mailbox of a simulated actor: a queue that begins with nothing. That of a deployed actor has room for 32 messages from the start and is made for many threads;
/// in a simulation of ten thousand peers that alone is 170 MB, and there is one thread.
/// </summary>
[SuppressMessage("Performance", "CA1812", Justification = "Akka makes it, by the name in its configuration.")]
internal sealed class PlainMailbox(Settings settings, Config config) : MailboxType(settings, config), IProducesMessageQueue<PlainMailbox.PlainQueue>
{
    /// <inheritdoc/>
    public override IMessageQueue Create(IActorRef owner, ActorSystem system) => new PlainQueue();

    /// <summary>Messages in the order in which they came.</summary>
    internal sealed class PlainQueue : IMessageQueue, IUnboundedMessageQueueSemantics
    {
        private readonly Queue<Envelope> _waiting = new();

        /// <inheritdoc/>
        public bool HasMessages => _waiting.Count > 0;

        /// <inheritdoc/>
        public int Count => _waiting.Count;

        /// <inheritdoc/>
        public void Enqueue(IActorRef receiver, Envelope envelope) => _waiting.Enqueue(envelope);

        /// <inheritdoc/>
        public bool TryDequeue(out Envelope envelope) => _waiting.TryDequeue(out envelope);

        /// <inheritdoc/>
        public void CleanUp(IActorRef owner, IMessageQueue deadletters)
        {
            while (TryDequeue(out var envelope)) deadletters.Enqueue(owner, envelope);
        }
    }
}
