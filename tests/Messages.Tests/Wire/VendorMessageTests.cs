using PeerActors.Messages.Identity;
using PeerActors.Messages.Router;
using PeerActors.Messages.Wire.Gnutella;

namespace PeerActors.Messages.Tests.Wire;

public class VendorMessageTests
{
    [Fact]
    public void The_messages_that_a_real_servent_supports_are_read_and_made_again_to_the_byte()
    {
        var message = Vectors.Descriptor<VendorMessage>("odd_rx_31_2");
        var content = Assert.IsType<MessagesSupported>(message.ReadContent());
        Assert.Equal(27, content.Messages.Length);
        Assert.Equal(["BEAR/4v1", "BEAR/7v1", "GTKG/7v2", "LIME/24v2"], new[] { 0, 1, 5, 26 }.Select(i => content.Messages[i].ToString()));
        Assert.All([HopsFlow.Its, TcpConnectBack.Its, PushProxyRequest.Its, PushProxyAcknowledged.Its], type => Assert.Contains(type, content.Messages));
        Assert.Equal(message, VendorMessage.Create(message.Id, content));
    }

    [Fact]
    public void The_features_of_a_real_servent_are_read_and_made_again_to_the_byte()
    {
        var message = Vectors.Descriptor<VendorMessage>("odd_rx_31_3");
        var content = Assert.IsType<FeaturesSupported>(message.ReadContent());
        Assert.Equal(["HSEP 1", "WHAT 1", "QRP1 1", "F2FT 65535", "TCPI 1", "TLS! 1"], content.Features.Select(static f => $"{f.Name} {f.Version}"));
        Assert.Equal(message, VendorMessage.Create(message.Id, content));
    }

    [Fact]
    public void The_recorded_messages_of_the_script_are_read()
    {
        Assert.IsType<HopsFlow>(Content("odd_tx_vm_hops_flow"));
        Assert.IsType<TcpConnectBack>(Content("odd_tx_vm_connect_back_7"));
        Assert.IsType<PushProxyRequest>(Content("odd_tx_vm_push_proxy_req"));
        Assert.Equal("GTKG/9v1", Assert.IsType<UnknownVendorContent>(Content("odd_tx_vm_time_sync_req")).Type.ToString());

        static VendorContent Content(string name) => Vectors.Descriptor<VendorMessage>(name).ReadContent();
    }

    public static TheoryData<VendorContent, string> Contents => new()
    {
        { new HopsFlow(4), "4245415204000100" + "04" },
        { new TcpConnectBack(0x1234), "4245415207000100" + "3412" },
        { new QueryStatusRequest(), "424541520b000100" },
        { new QueryStatus(0x1234), "424541520c000100" + "3412" },
        { QueryStatus.Of(70_000), "424541520c000100" + "feff" },
        { QueryStatus.Done, "424541520c000100" + "ffff" },
        { new PushProxyRequest(), "4c494d4515000200" },
        { new PushProxyAcknowledged(new(0x01020304, 0x1122)), "4c494d4516000200" + "01020304" + "2211" },
        { new MessagesSupported([HopsFlow.Its]), "0000000000000000" + "0100" + "4245415204000100" },
        { new FeaturesSupported([new(VendorCode.Of("TLS!"u8), 0x0201)]), "000000000a000000" + "0100" + "544c5321" + "0102" },
        { new UnknownVendorContent(new(VendorCode.Ours, 1, 2), Payload.Copy([9])), "5041435401000200" + "09" },
    };

    [Theory, MemberData(nameof(Contents))]
    public void What_is_said_is_laid_out_as_servents_have_it_and_comes_back(VendorContent content, string payload)
    {
        var message = Vectors.Again(VendorMessage.Create(Samples.Id, content));
        Assert.Equal((payload, (byte)1, DescriptorKind.Vendor), (message.Payload.ToString(), message.Ttl, message.Kind));
        Assert.Equal(content, message.ReadContent());
    }

    [Fact]
    public void A_message_of_another_layout_is_unknown_and_kept()
    {
        byte[][] payloads = [[.. "BEAR"u8, 4, 0, 1, 0], [.. "BEAR"u8, 7, 0, 1, 0, 1], [.. "LIME"u8, 22, 0, 2, 0, 1, 2, 3, 4, 5], [0, 0, 0, 0, 0, 0, 0, 0, 1, 0, 1, 2, 3, 4, 5, 6, 7], [0, 0, 0, 0, 10, 0, 0, 0, 9]];
        foreach (var payload in payloads)
        {
            foreach (var kind in (byte[])[0x31, 0x32])
            {
                var message = Vectors.Read<VendorMessage>(Samples.Write(new UnknownDescriptor(Samples.Id, 1, 0, kind, Payload.Copy(payload))));
                Assert.Equal((kind, (int)kind), (Samples.Write(message)[16], (int)message.Kind));
                Assert.Equal(payload[8..], Assert.IsType<UnknownVendorContent>(message.ReadContent()).Bytes.Span.ToArray());
            }
        }

        Vectors.Read<UnknownDescriptor>(Samples.Write(new UnknownDescriptor(Samples.Id, 1, 0, 0x31, Payload.Copy([1, 2, 3, 4, 5, 6, 7]))));
    }
}
