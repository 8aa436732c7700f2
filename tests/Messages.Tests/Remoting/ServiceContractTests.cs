using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;
using PeerActors.Messages.Identity;
using PeerActors.Messages.Remoting;
using PeerActors.Messages.Router;

namespace PeerActors.Messages.Tests.Remoting;

public sealed partial class ServiceContractTests
{
    private static readonly ServiceContract Greeter = new(
        "greeter", MessageCodec.Json("hello", 2, GreeterJson.Default.Hello), MessageCodec.Json("hello", 1, GreeterJson.Default.Hello), MessageCodec.Bytes("picture", 1)) { MaxBytes = 20_000 };

    [Fact]
    public void A_record_crosses_under_its_registered_name_and_the_first_version_of_its_type_writes()
    {
        var (codec, payload) = Greeter.Write(new Hello("alice", [1, 2]));

        Assert.Equal("hello/2", ServiceContract.ManifestOf(codec));
        Assert.Equal("""{"Name":"alice","Numbers":[1,2]}""", Encoding.UTF8.GetString(payload.Span));
        foreach (var manifest in (string[])["hello/1", "hello/2"]) Assert.Equal("alice", ((Hello)Greeter.Read(manifest, payload).Message!).Name);
    }

    [Fact]
    public void Bytes_cross_as_they_are()
    {
        var bytes = Payload.Own([0, 1, 255]);

        Assert.Equal(bytes, Greeter.Read("picture/1", Greeter.Write(bytes).Payload).Message);
    }

    [Fact]
    public void A_type_that_is_not_registered_is_refused_at_its_sender_by_name() =>
        Assert.Contains(typeof(StringBuilder).FullName!, Assert.Throws<UnregisteredMessageException>(static () => Greeter.Write(new StringBuilder())).Message, StringComparison.Ordinal);

    [Fact]
    public void What_is_too_large_is_refused_at_its_sender_with_the_bound()
    {
        var refused = Assert.Throws<OversizedMessageException>(static () => Greeter.Write(Payload.Own(new byte[20_001])));

        Assert.Contains("20,001 bytes", refused.Message, StringComparison.Ordinal);
        Assert.Contains("20,000", refused.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("hello/3", "{}", ServiceRefusal.UnknownMessage)]
    [InlineData("PeerActors.Messages.Router.Payload", "", ServiceRefusal.UnknownMessage)]
    [InlineData("hello/1", "", ServiceRefusal.BadMessage)]
    [InlineData("hello/1", "null", ServiceRefusal.BadMessage)]
    [InlineData("hello/1", "{\"Name\":7}", ServiceRefusal.BadMessage)]
    [InlineData("hello/1", "{\"Name\":\"a\"} more", ServiceRefusal.BadMessage)]
    [InlineData("hello/1", "{\"Name\":\"\\ud800\"}", ServiceRefusal.BadMessage)]
    public void What_a_stranger_sends_is_refused_for_a_reason_and_never_throws(string manifest, string text, ServiceRefusal reason)
    {
        var reading = Greeter.Read(manifest, Payload.Own(Encoding.UTF8.GetBytes(text)));

        Assert.Equal((null, reason), (reading.Message, reading.Refusal));
        Assert.NotEmpty(reading.Detail!);
    }

    [Theory]
    [InlineData("[", "]")]
    [InlineData("{\"Numbers\":", "}")]
    [InlineData("{\"Unknown\":", "}")]
    public void Json_nested_10000_deep_is_refused(string opens, string closes)
    {
        var text = string.Concat(Enumerable.Repeat(opens, 10_000)) + "1" + string.Concat(Enumerable.Repeat(closes, 10_000));
        var contract = new ServiceContract("greeter", MessageCodec.Json("hello", 1, GreeterJson.Default.Hello)) { MaxBytes = 1 << 20 };

        Assert.Equal(ServiceRefusal.BadMessage, contract.Read("hello/1", Payload.Own(Encoding.UTF8.GetBytes(text))).Refusal);
    }

    [Fact]
    public void More_than_the_contract_takes_is_refused_unread() =>
        Assert.Equal(ServiceRefusal.TooLarge, Greeter.Read("picture/1", Payload.Own(new byte[20_001])).Refusal);

    [Fact]
    public void Options_that_allow_more_depth_are_refused_when_they_are_registered()
    {
        var deep = new GreeterJson(new JsonSerializerOptions { MaxDepth = 65 });

        Assert.Throws<ArgumentException>(() => MessageCodec.Json("hello", 1, deep.Hello));
    }

    [Theory]
    [InlineData("")]
    [InlineData("../router")]
    [InlineData("a/b")]
    [InlineData("ä")]
    [InlineData(".hidden")]
    [InlineData("a-name-of-more-than-forty-eight-characters-is-long")]
    public void A_name_that_could_be_a_path_is_no_name(string name) => Assert.Throws<ArgumentException>(() => new ServiceContract(name));

    [Fact]
    public void Two_layouts_of_one_name_and_version_are_refused() =>
        Assert.Throws<ArgumentException>(static () => new ServiceContract("greeter", MessageCodec.Bytes("hello", 1), MessageCodec.Json("hello", 1, GreeterJson.Default.Hello)));

    [Fact]
    public void An_address_is_read_as_it_is_written_and_nothing_else_of_a_peer_has_one()
    {
        var address = new ServiceAddress(PeerId.Of("bob"u8), "greeter");

        Assert.True(ServiceAddress.TryParse(address.ToString(), out var read));
        Assert.Equal(address, read);
        var peer = address.ToString()[..^"/service/greeter".Length];
        foreach (var other in (string[])[$"{peer}/user/greeter", $"{peer}/service/greeter/child", $"{peer}/service/", $"{peer}/reply/7", peer, "akka://peer/service/greeter", "akka.peer://bob/service/greeter"])
            Assert.False(ServiceAddress.TryParse(other, out _), other);
    }

    internal sealed record Hello(string Name, int[]? Numbers);

    [JsonSerializable(typeof(Hello))]
    internal sealed partial class GreeterJson : JsonSerializerContext;
}
