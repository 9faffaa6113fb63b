using Microsoft.Extensions.DependencyInjection;

namespace Fallacies.Analyzers.Tests.Topology;

/// <summary>What FAL5008 claims, on the real container.</summary>
public sealed class MissingBaseAddressRunTests
{
    [Fact]
    public async Task The_bad_example_throws_before_anything_is_sent()
    {
        using var network = new Network();

        await Assert.ThrowsAsync<InvalidOperationException>(() => LoadAsync(RulePage.Read("FAL5008").Code("Bad"), network));
        Assert.Empty(network.Requests);
    }

    [Fact]
    public async Task The_good_example_sends()
    {
        using var network = new Network();

        await LoadAsync(RulePage.Read("FAL5008").Code("Good"), network);
        Assert.Equal([new Uri("https://pay.contoso.com/payments/7")], network.Requests);
    }

    [Theory]
    [InlineData("payments")]
    [InlineData("/payments")]
    [InlineData("")]
    [InlineData("?id=7")]
    public async Task Every_relative_url_throws(string url)
    {
        using var network = new Network();
        var source = RulePage.Read("FAL5008").Code("Bad").Replace("$\"payments/{id}\"", $"\"{url}\"", StringComparison.Ordinal);

        await Assert.ThrowsAsync<InvalidOperationException>(() => LoadAsync(source, network));
    }

    private static async Task LoadAsync(string source, Network network)
    {
        var (container, example) = RegistrationRun.Of(source, services => services.ConfigureHttpClientDefaults(http => http.ConfigurePrimaryHttpMessageHandler(() => network)));
        var type = example.GetType("PayClient")!;
        var load = type.GetMethod("LoadAsync")!.CreateDelegate<Func<string, CancellationToken, Task<string>>>(container.GetRequiredService(type));
        await load("7", CancellationToken.None);
    }

    private sealed class Network : HttpMessageHandler
    {
        public List<Uri?> Requests { get; } = [];

        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            Requests.Add(request.RequestUri);
            return Task.FromResult(new HttpResponseMessage { Content = new StringContent("") });
        }
    }
}
