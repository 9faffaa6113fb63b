using Microsoft.CodeAnalysis;
using Address = Fallacies.Analyzers.Tests.Verifier<Fallacies.Analyzers.Topology.HardCodedEndpointAnalyzer, Fallacies.CodeFixes.Topology.HardCodedAddressFixer>;
using Name = Fallacies.Analyzers.Tests.Verifier<Fallacies.Analyzers.Topology.HardCodedEndpointAnalyzer, Fallacies.CodeFixes.Topology.ServiceNameFixer>;

namespace Fallacies.Analyzers.Tests.Topology;

public sealed class HardCodedEndpointFixerTests
{
    private const string Usings =
        """
        #nullable enable
        using Confluent.Kafka;
        using Microsoft.AspNetCore.Builder;
        using Microsoft.Extensions.Configuration;
        using Microsoft.Extensions.DependencyInjection;


        """;

    private static MetadataReference[] Discovery => References.With("Microsoft.Extensions.ServiceDiscovery");

    [Fact]
    public Task The_names_go_to_the_configuration() => Address.FixAsync(
        Usings +
        """
        class Clients(IConfiguration configuration)
        {
            ProducerConfig Kafka() => new()
            {
                BootstrapServers = [|"kafka.shop.internal:9092"|], // one for all
            };
            HttpClient Orders() => new() { BaseAddress = new Uri([|"http://orders.shop.internal:8080"|]) };
        }
        """,
        Usings +
        """
        class Clients(IConfiguration configuration)
        {
            ProducerConfig Kafka() => new()
            {
                BootstrapServers = configuration["Kafka:BootstrapServers"] ?? throw new InvalidOperationException("Configuration 'Kafka:BootstrapServers' is missing"), // one for all
            };
            HttpClient Orders() => new() { BaseAddress = new Uri(configuration["Clients:BaseAddress"] ?? throw new InvalidOperationException("Configuration 'Clients:BaseAddress' is missing")) };
        }
        """);

    [Fact]
    public Task Services_are_called_by_name() => Name.FixAsync(
        Usings +
        """
        static class Clients
        {
            public static void Add(IServiceCollection services)
            {
                // Our own services.
                services.AddHttpClient("orders", client => client.BaseAddress = new Uri([|"http://orders.shop.internal:8080"|]));
                services.AddHttpClient("prices", client =>
                    {
                        client.BaseAddress = new Uri([|"https://prices.shop.internal/v1/"|]); // the new one
                        client.Timeout = TimeSpan.FromSeconds(5);
                    })
                    .AddStandardResilienceHandler();
            }
        }
        """,
        Usings +
        """
        static class Clients
        {
            public static void Add(IServiceCollection services)
            {
                services.AddServiceDiscovery();
                // Our own services.
                services.AddHttpClient("orders", client => client.BaseAddress = new Uri("https+http://orders")).AddServiceDiscovery();
                services.AddHttpClient("prices", client =>
                    {
                        client.BaseAddress = new Uri("https+http://prices/v1/"); // the new one
                        client.Timeout = TimeSpan.FromSeconds(5);
                    }).AddServiceDiscovery()
                    .AddStandardResilienceHandler();
            }
        }
        """, references: Discovery);

    [Fact]
    public Task What_discovers_already_stays() => Name.FixAsync(
        Usings +
        """
        var builder = WebApplication.CreateBuilder(args);
        builder.Services.AddServiceDiscovery();
        builder.Services.AddHttpClient("orders", client => client.BaseAddress = new Uri([|"http://orders.shop.internal:8080"|])).AddServiceDiscovery();
        builder.Services.AddHttpClient("prices", client => client.BaseAddress = new Uri([|"http://prices.shop.internal:8080"|]));
        """,
        Usings +
        """
        var builder = WebApplication.CreateBuilder(args);
        builder.Services.AddServiceDiscovery();
        builder.Services.AddHttpClient("orders", client => client.BaseAddress = new Uri("https+http://orders")).AddServiceDiscovery();
        builder.Services.AddHttpClient("prices", client => client.BaseAddress = new Uri("https+http://prices")).AddServiceDiscovery();
        """, references: Discovery);

    [Fact]
    public Task A_program_learns_to_discover() => Name.FixAsync(
        Usings +
        """
        var builder = WebApplication.CreateBuilder(args);
        builder.Services.ConfigureHttpClientDefaults(http => http.AddServiceDiscovery());
        builder.Services.AddHttpClient("orders", client => client.BaseAddress = new Uri([|"http://orders.shop.internal:8080"|]));
        """,
        Usings +
        """
        var builder = WebApplication.CreateBuilder(args);
        builder.Services.ConfigureHttpClientDefaults(http => http.AddServiceDiscovery());
        builder.Services.AddServiceDiscovery();
        builder.Services.AddHttpClient("orders", client => client.BaseAddress = new Uri("https+http://orders"));
        """, references: Discovery);

    [Theory]
    [InlineData("""class Clients { HttpClient Make() => new() { BaseAddress = new Uri([|"http://orders.shop.internal"|]) }; }""")]
    [InlineData("""class Clients { const string Url = "http://orders.shop.internal"; void Add(IServiceCollection services) { services.AddHttpClient("orders", client => client.BaseAddress = new Uri([|Url|])); } }""")]
    [InlineData("""class Clients { IServiceCollection Add(IServiceCollection services) => services.AddHttpClient("orders", client => client.BaseAddress = new Uri([|"http://orders.shop.internal"|])).Services; }""")]
    public Task No_name_is_offered_for(string source) => Name.NoFixAsync(Usings + source, references: Discovery);
}
