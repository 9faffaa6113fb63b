using Verify = Fallacies.Analyzers.Tests.Verifier<Fallacies.Analyzers.Topology.RotationOffAnalyzer, Fallacies.CodeFixes.Topology.EndlessConnectionsFixer>;

namespace Fallacies.Analyzers.Tests.Topology;

public sealed class RotationOffTests
{
    [Fact]
    public Task Every_registration_gets_a_handler_whose_connections_expire() => Verify.FixAsync(
        In("""
            services.AddHttpClient("a").[|SetHandlerLifetime|](Timeout.InfiniteTimeSpan);
            services.AddHttpClient("b")
                .[|SetHandlerLifetime|](Timeout.InfiniteTimeSpan) // kept
                .ConfigureHttpClient(c => c.Timeout = TimeSpan.FromSeconds(5));
            services.AddHttpClient("c").ConfigurePrimaryHttpMessageHandler(() => new HttpClientHandler { UseProxy = false }).[|SetHandlerLifetime|](TimeSpan.FromMilliseconds(-1));
            """),
        In("""
            services.AddHttpClient("a").SetHandlerLifetime(Timeout.InfiniteTimeSpan).ConfigurePrimaryHttpMessageHandler(() => new SocketsHttpHandler { PooledConnectionLifetime = TimeSpan.FromMinutes(2) });
            services.AddHttpClient("b")
                .SetHandlerLifetime(Timeout.InfiniteTimeSpan) // kept
                .ConfigurePrimaryHttpMessageHandler(() => new SocketsHttpHandler { PooledConnectionLifetime = TimeSpan.FromMinutes(2) })
                .ConfigureHttpClient(c => c.Timeout = TimeSpan.FromSeconds(5));
            services.AddHttpClient("c").ConfigurePrimaryHttpMessageHandler(() => new SocketsHttpHandler { UseProxy = false, PooledConnectionLifetime = TimeSpan.FromMinutes(2) }).SetHandlerLifetime(TimeSpan.FromMilliseconds(-1));
            """));

    [Theory]
    [InlineData("var b = services.AddHttpClient<Api>(); b.[|SetHandlerLifetime|](Timeout.InfiniteTimeSpan);")]
    [InlineData("services.AddHttpClient<Api>(c => c.Timeout = default).AddHttpMessageHandler<Logging>().[|SetHandlerLifetime|](Never);")]
    [InlineData("services.AddHttpClient(\"a\").[|SetHandlerLifetime|](Timeout.InfiniteTimeSpan); services.ConfigureHttpClientDefaults(b => b.AddStandardResilienceHandler());")]
    public Task Reports(string statements) => Verify.AnalyzeAsync(In(statements));

    [Theory]
    [InlineData("services.AddHttpClient(\"a\").SetHandlerLifetime(TimeSpan.FromMinutes(5));")]
    [InlineData("services.AddHttpClient(\"a\").SetHandlerLifetime(time);")]
    [InlineData("services.AddHttpClient(name).SetHandlerLifetime(Timeout.InfiniteTimeSpan);")]
    [InlineData("services.AddHttpClient(\"a\").SetHandlerLifetime(Timeout.InfiniteTimeSpan).SetHandlerLifetime(time);")]
    [InlineData("services.AddHttpClient(\"a\").SetHandlerLifetime(Timeout.InfiniteTimeSpan).ConfigurePrimaryHttpMessageHandler(() => new SocketsHttpHandler { PooledConnectionLifetime = TimeSpan.FromMinutes(2) });")]
    [InlineData("services.AddHttpClient(\"a\").UseSocketsHttpHandler((h, _) => h.PooledConnectionLifetime = TimeSpan.FromMinutes(2)).SetHandlerLifetime(Timeout.InfiniteTimeSpan);")]
    [InlineData("services.AddHttpClient(\"a\").ConfigurePrimaryHttpMessageHandler(p => p.GetRequiredService<Logging>()).SetHandlerLifetime(Timeout.InfiniteTimeSpan);")]
    [InlineData("services.AddHttpClient(\"a\").ConfigurePrimaryHttpMessageHandler<Logging>().SetHandlerLifetime(Timeout.InfiniteTimeSpan);")]
    [InlineData("services.AddHttpClient(\"a\").ConfigurePrimaryHttpMessageHandler((h, _) => ((SocketsHttpHandler)h).PooledConnectionLifetime = time).SetHandlerLifetime(Timeout.InfiniteTimeSpan);")]
    [InlineData("services.AddHttpClient(\"a\").SetHandlerLifetime(Timeout.InfiniteTimeSpan).WithRenewal();")]
    [InlineData("var b = services.AddHttpClient(\"a\"); b.SetHandlerLifetime(Timeout.InfiniteTimeSpan); b.ConfigurePrimaryHttpMessageHandler(() => new SocketsHttpHandler { PooledConnectionLifetime = time });")]
    [InlineData("services.AddHttpClient(\"a\").SetHandlerLifetime(Timeout.InfiniteTimeSpan); services.AddHttpClient(\"a\").ConfigurePrimaryHttpMessageHandler(() => new SocketsHttpHandler { PooledConnectionLifetime = time });")]
    [InlineData("services.AddHttpClient(\"a\").SetHandlerLifetime(Timeout.InfiniteTimeSpan); services.ConfigureHttpClientDefaults(b => b.UseSocketsHttpHandler((h, _) => h.PooledConnectionLifetime = time));")]
    [InlineData("builder.SetHandlerLifetime(Timeout.InfiniteTimeSpan);")]
    [InlineData("own.SetHandlerLifetime(Timeout.InfiniteTimeSpan);")]
    public Task Leaves_alone(string statements) => Verify.AnalyzeAsync(In(statements));

    [Theory]
    [InlineData("tool")]
    [InlineData("test")]
    public Task Is_silent_in_a(string kind) => Verify.AnalyzeAsync(In("services.AddHttpClient(\"a\").SetHandlerLifetime(Timeout.InfiniteTimeSpan);"), "fallacies.project_kind = " + kind);

    [Theory]
    [InlineData("services.AddHttpClient( .SetHandlerLifetime(Timeout.InfiniteTimeSpan);")]
    [InlineData("services.AddHttpClient(\"a\").SetHandlerLifetime();")]
    [InlineData("var b = b.SetHandlerLifetime(Timeout.InfiniteTimeSpan);")]
    public async Task Survives_half_typed(string statements)
    {
        var findings = await Analysis.RunAsync(Analysis.Compile("using System; using System.Threading; using System.Net.Http;" + In(statements)), ("fallacies.project_kind", "service"));

        Assert.DoesNotContain(findings, finding => finding.Id == "AD0001");
    }

    private static string In(string statements) =>
        $$"""
        using Microsoft.Extensions.DependencyInjection;
        class Api(HttpClient http) { public HttpClient Http => http; }
        class Logging : DelegatingHandler;
        class Own { public void SetHandlerLifetime(TimeSpan time) { } }
        static class Registrations
        {
            private static readonly TimeSpan Never = Timeout.InfiniteTimeSpan;
            static IHttpClientBuilder WithRenewal(this IHttpClientBuilder builder) => builder.ConfigurePrimaryHttpMessageHandler(() => new SocketsHttpHandler { PooledConnectionLifetime = TimeSpan.FromMinutes(2) });
            static void Add(IServiceCollection services, IHttpClientBuilder builder, Own own, string name, TimeSpan time)
            {
                {{statements}}
            }
        }
        """;
}
