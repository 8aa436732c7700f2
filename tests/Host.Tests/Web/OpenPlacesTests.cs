using System.Net;
using PeerActors.Host.Web;

namespace PeerActors.Host.Tests.Web;

public sealed class OpenPlacesTests
{
    private static readonly IPAddress Ann = IPAddress.Parse("10.0.0.1"), Bob = IPAddress.Parse("10.0.0.2"), Eve = IPAddress.Parse("10.0.0.3");

    [Fact]
    public void One_address_does_not_take_all_places()
    {
        var places = new OpenPlaces(max: 5, maxPerAddress: 2);
        Assert.Equal([null, null, PortCount.ClosedTooManyFromAddress, null, null, null, PortCount.ClosedFull],
            (PortCount?[])[places.Take(Eve), places.Take(Eve), places.Take(Eve), places.Take(Bob), places.Take(Bob), places.Take(Ann), places.Take(Ann)]);
    }

    [Fact]
    public void A_place_given_back_is_free_again()
    {
        var places = new OpenPlaces(max: 5, maxPerAddress: 1);
        for (var time = 0; time < 10; time++)
        {
            Assert.Null(places.Take(Eve));
            Assert.Equal(PortCount.ClosedTooManyFromAddress, places.Take(Eve));
            places.GiveBack(Eve);
        }
    }

    [Fact]
    public void Places_are_counted_right_from_many_threads()
    {
        var places = new OpenPlaces(max: 1000, maxPerAddress: 1000);
        Parallel.For(0, 10_000, _ =>
        {
            Assert.Null(places.Take(Ann));
            places.GiveBack(Ann);
        });
        Assert.All(Enumerable.Range(0, 1000), _ => Assert.Null(places.Take(Ann)));
        Assert.Equal(PortCount.ClosedFull, places.Take(Bob));
    }
}
