using PeerActors.Messages.Router;
using PeerActors.Messages.Wire.Gnutella;

namespace PeerActors.Messages.Tests.Wire;

/// <summary>Reads everything that can be read from a descriptor.</summary>
internal static class Views
{
    public static void LookAtAll(Descriptor descriptor, QrpReceiver receiver)
    {
        switch (descriptor)
        {
            case Query query:
                Assert.True(query.Text.Length <= query.Payload.Length);
                Assert.InRange(query.ReadExtensions().Hashes.Length, 0, QueryExtensions.MaxHashes);
                Assert.InRange(QrpQuery.Of(query).Words.Length, 0, query.Payload.Length / QrpWords.LeastLength);
                break;
            case QueryHit hit:
                Assert.Equal(hit.Count, hit.ReadFiles().Length);
                Assert.All(hit.ReadFiles(), static f => Assert.True(f.Size >= 0 && f.Alternates.Length <= PackedAddresses.MostRead));
                _ = (hit.Address, hit.Sharer, hit.KilobitsPerSecond, hit.ReadTrailer()?.PushProxies.Length);
                break;
            case Ping ping:
                _ = ping.ReadExtensions().WantsHosts;
                break;
            case Pong pong:
                _ = (pong.Address.ToString(), pong.Files, pong.Kilobytes, pong.ReadExtensions().Vendor?.ToString());
                Assert.InRange(pong.ReadExtensions().Hosts.Length, 0, PackedAddresses.MostRead);
                break;
            case Push push:
                _ = (push.Sharer.ToString(), push.File, push.Asker, push.SpeaksTls);
                break;
            case Bye bye:
                Assert.DoesNotContain(bye.Text, char.IsControl);
                break;
            case QrpReset reset:
                if (receiver.Accept(reset) is null) Assert.Null(receiver.Table);
                break;
            case QrpPatch patch:
                if (receiver.Accept(patch) is null && receiver.Table is { } table) Assert.InRange(table.Count, 0, table.Slots);
                break;
            case VendorMessage vendor:
                var content = vendor.ReadContent();
                Assert.Equal(vendor.Type, content.Type);
                Assert.InRange(content.Data().Length, 0, vendor.Payload.Length);
                break;
        }
    }
}
