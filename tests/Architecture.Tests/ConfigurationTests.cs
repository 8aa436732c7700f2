using PeerActors.Actors.Peer.Configuration;

namespace PeerActors.Architecture.Tests;

public sealed class ConfigurationTests
{
    [Fact]
    public void Every_key_of_the_reference_reaches_the_settings()
    {
        var values = SettingsLoader.DefaultValues();
        Assert.NotEmpty(values.NeverAsked);
        SettingsBinder.Bind(values);
        Assert.Empty(values.NeverAsked);
    }
}
