using PeerActors.Messages.Links;
using PeerActors.Messages.Router;
using PeerActors.Messages.Wire.Gnutella;

namespace PeerActors.Actors.Router.QueryRouting;

/// <summary>Puts the table of one neighbour together, within <c>router.tables.max-slots</c> and <c>router.tables.max-updates</c>.</summary>
internal sealed class TableReceiver
{
    private readonly TableSettings _settings;
    private readonly QrpReceiver _receiver;
    private long _minuteBegan;
    private int _updates;

    private TableReceiver(TableSettings settings) => (_settings, _receiver) = (settings, new(settings.MaxSlots));

    /// <summary>The last whole table; null when there is none.</summary>
    public QrpTable? Table => _receiver.Table;

    /// <summary>A receiver for a leaf of ours and for an ultrapeer beside us; null for anybody else, whose tables mean nothing here.</summary>
    public static TableReceiver? For(NeighbourTraits traits, TableSettings settings) =>
        traits is { Mode: PeerMode.Leaf, OwnMode: not PeerMode.Leaf } or { Mode: PeerMode.Ultrapeer, OwnMode: PeerMode.Ultrapeer, RoutesUltrapeerQueries: true }
            ? new(settings)
            : null;

    /// <summary>Takes a reset or a piece of a patch.</summary>
    /// <param name="descriptor">One of the two.</param>
    /// <param name="now">Monotonic time.</param>
    /// <param name="minute">A minute of it.</param>
    /// <returns>What is wrong with it, for people; null when it was taken.</returns>
    public string? Take(Descriptor descriptor, long now, long minute)
    {
        if (now - _minuteBegan >= minute) (_minuteBegan, _updates) = (now, 0);
        if (descriptor is QrpReset or QrpPatch { Number: 1 } && ++_updates > _settings.MaxUpdates)
            return $"it sent more than {_settings.MaxUpdates} changes of its query routing table within a minute (router.tables.max-updates)";
        var bad = descriptor is QrpReset reset ? _receiver.Accept(reset) : _receiver.Accept((QrpPatch)descriptor);
        if (bad is null) return null;
        return bad.Reason == Messages.Wire.BadBytesReason.TooLarge ? $"{bad.Detail} (router.tables.max-slots)" : bad.Detail;
    }
}
