using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Mvc.ApplicationParts;
using Microsoft.Extensions.DependencyInjection;

namespace Fallacies.Analyzers.Tests.Topology;

/// <summary>What FAL5009 claims about controllers, on the real framework.</summary>
public sealed class ControllerClientRunTests
{
    private const string Controller = """
        using System.Net.Http;
        using Microsoft.AspNetCore.Mvc;
        using Microsoft.Extensions.DependencyInjection;

        [ApiController, Route("address")]
        public sealed class AddressController(HttpClient http) : ControllerBase
        {
            [HttpGet]
            public string Get() => http.BaseAddress?.Host ?? "none";
        }

        public static class Clients
        {
            public static void Add(IServiceCollection services) => services.AddHttpClient<AddressController>(http => http.BaseAddress = new System.Uri("https://prices.contoso.com"));
        }
        """;

    [Theory]
    [InlineData(false, "none")]
    [InlineData(true, "prices.contoso.com")]
    public async Task A_controller_gets_the_typed_client_only_as_a_service(bool asServices, string host)
    {
        var example = RegistrationRun.Load(Controller);
        var builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        example.GetType("Clients")!.GetMethod("Add")!.Invoke(null, [builder.Services]);
        var mvc = builder.Services.AddControllers().ConfigureApplicationPartManager(parts => parts.ApplicationParts.Add(new AssemblyPart(example)));
        if (asServices)
            mvc.AddControllersAsServices();

        await using var app = builder.Build();
        app.MapControllers();
        await app.StartAsync();
        using var http = new HttpClient();
        Assert.Equal(host, await http.GetStringAsync(new Uri(new Uri(app.Urls.First()), "address")));
    }
}
