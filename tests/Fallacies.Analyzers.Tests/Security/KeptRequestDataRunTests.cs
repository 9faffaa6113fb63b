using Microsoft.Extensions.DependencyInjection;

namespace Fallacies.Analyzers.Tests.Security;

/// <summary>What FAL4004 claims, on the real container.</summary>
public sealed class KeptRequestDataRunTests
{
    [Theory]
    [InlineData("Bad", "", "")]
    [InlineData("Good", "ada", "ben")]
    public async Task A_handler_sees(string section, string first, string second)
    {
        using var network = new Network();
        var (container, example) = RegistrationRun.Of(
            RulePage.Read("FAL4004").Code(section), services => services.ConfigureHttpClientDefaults(http => http.ConfigurePrimaryHttpMessageHandler(() => network)));

        foreach (var user in new[] { "ada", "ben" })
        {
            await using var scope = container.CreateAsyncScope();
            var request = scope.ServiceProvider.GetRequiredService(example.GetType("CurrentUser")!);
            request.GetType().GetProperty("Name")!.SetValue(request, user);
            var accessor = container.GetService<Microsoft.AspNetCore.Http.IHttpContextAccessor>();
            if (accessor is not null)
                accessor.HttpContext = new Microsoft.AspNetCore.Http.DefaultHttpContext { RequestServices = scope.ServiceProvider };
            await container.GetRequiredService<IHttpClientFactory>().CreateClient("orders").GetStringAsync(new Uri("https://orders.contoso.com"));
        }

        Assert.Equal([first, second], network.Users);
    }

    private sealed class Network : HttpMessageHandler
    {
        public List<string> Users { get; } = [];

        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            Users.Add(request.Headers.GetValues("X-User").Single());
            return Task.FromResult(new HttpResponseMessage { Content = new StringContent("") });
        }
    }
}
