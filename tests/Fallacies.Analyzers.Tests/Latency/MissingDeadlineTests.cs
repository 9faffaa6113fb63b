using Verify = Fallacies.Analyzers.Tests.Verifier<Fallacies.Analyzers.Latency.MissingDeadlineAnalyzer, Fallacies.CodeFixes.Latency.MissingDeadlineFixer>;

namespace Fallacies.Analyzers.Tests.Latency;

/// <summary>FAL2002.</summary>
public sealed class MissingDeadlineTests
{
    private const string Registration = "services.AddGrpcClient<Prices.PricesClient>(o => o.Address = new Uri(\"https://prices.contoso.com\"));";

    [Fact]
    public Task Every_call_gets_a_deadline() => Verify.FixAsync(
        Caller(
            """
            // The price of today.
            var price = await client.[|LoadAsync|](new Query { Id = "a" }); // theirs
            await client.[|LoadAsync|](query, headers);
            await client.[|LoadAsync|](
                query,
                headers // ours
                );
            await client.[|LoadAsync|](query, cancellationToken: token);
            await client.[|LoadAsync|](
                query,
                cancellationToken: token);
            client.[|Load|](query);
            await client.[|LoadAsync|](query, new CallOptions());
            await client.[|LoadAsync|](query, new CallOptions(headers, cancellationToken: token));
            await client.[|LoadAsync|](query, new(headers));
            await client.[|LoadAsync|](query, new CallOptions(headers).WithWaitForReady());
            await client.[|LoadAsync|](query, default(CallOptions));
            await client.[|LoadAsync|](query, options: local);
            """),
        Caller(
            """
            // The price of today.
            var price = await client.LoadAsync(new Query { Id = "a" }, deadline: DateTime.UtcNow.AddSeconds(30)); // theirs
            await client.LoadAsync(query, headers, deadline: DateTime.UtcNow.AddSeconds(30));
            await client.LoadAsync(
                query,
                headers, // ours
                deadline: DateTime.UtcNow.AddSeconds(30)
                );
            await client.LoadAsync(query, deadline: DateTime.UtcNow.AddSeconds(30), cancellationToken: token);
            await client.LoadAsync(
                query,
                deadline: DateTime.UtcNow.AddSeconds(30),
                cancellationToken: token);
            client.Load(query, deadline: DateTime.UtcNow.AddSeconds(30));
            await client.LoadAsync(query, new CallOptions(deadline: DateTime.UtcNow.AddSeconds(30)));
            await client.LoadAsync(query, new CallOptions(headers, deadline: DateTime.UtcNow.AddSeconds(30), cancellationToken: token));
            await client.LoadAsync(query, new(headers, deadline: DateTime.UtcNow.AddSeconds(30)));
            await client.LoadAsync(query, new CallOptions(headers).WithWaitForReady().WithDeadline(DateTime.UtcNow.AddSeconds(30)));
            await client.LoadAsync(query, default(CallOptions).WithDeadline(DateTime.UtcNow.AddSeconds(30)));
            await client.LoadAsync(query, options: local.WithDeadline(DateTime.UtcNow.AddSeconds(30)));
            """));

    [Theory]
    [InlineData("await client.[|LoadAsync|](query).ConfigureAwait(false);")]
    [InlineData("await client.[|LoadAsync|](query).ResponseAsync;")]
    [InlineData("await (client!).[|LoadAsync|](query);")]
    [InlineData("client?.[|Load|](query);")]
    [InlineData("client.[|LoadAsync|](query).GetAwaiter().GetResult();")]
    [InlineData("using var call = client.[|LoadAsync|](query); await call;")]
    [InlineData("await Task.WhenAll(client.[|LoadAsync|](query).ResponseAsync, client.[|LoadAsync|](query).ResponseAsync);")]
    [InlineData("await client.[|LoadAsync|](query, cancellationToken: default);")]
    [InlineData("async Task Local() => await client.[|LoadAsync|](query); await Local();")]
    [InlineData("await foreach (var price in client.[|LoadAll|](query).ResponseStream.ReadAllAsync()) { }")]
    public Task Reports(string body) => Verify.AnalyzeAsync(Caller(body));

    [Theory]
    [InlineData("await client.LoadAsync(query, deadline: DateTime.UtcNow.AddSeconds(5));")]
    [InlineData("await client.LoadAsync(query, null, DateTime.UtcNow.AddSeconds(5));")]
    [InlineData("await client.LoadAsync(query, deadline: null);")]
    [InlineData("await client.LoadAsync(query, new CallOptions(deadline: DateTime.UtcNow.AddSeconds(5)));")]
    [InlineData("await client.LoadAsync(query, new CallOptions().WithDeadline(DateTime.UtcNow.AddSeconds(5)));")]
    [InlineData("await client.LoadAsync(query, given);")]
    [InlineData("var options = local; options = options.WithDeadline(DateTime.UtcNow.AddSeconds(5)); await client.LoadAsync(query, options);")]
    [InlineData("using var source = new CancellationTokenSource(5000); await client.LoadAsync(query, cancellationToken: source.Token);")]
    [InlineData("using var source = new CancellationTokenSource(5000); await client.LoadAsync(query, new CallOptions(cancellationToken: source.Token));")]
    [InlineData("await client.LoadAsync(query).ResponseAsync.WaitAsync(TimeSpan.FromSeconds(5));")]
    [InlineData("await Task.WhenAny(client.LoadAsync(query).ResponseAsync, Task.Delay(5000));")]
    [InlineData("await pipeline.ExecuteAsync(async t => await client.LoadAsync(query, cancellationToken: t), token);")]
    [InlineData("client.Sum();")]
    [InlineData("client.Talk();")]
    [InlineData("client.Watch(query);")]
    [InlineData("await foreach (var price in client.LoadAll(query, cancellationToken: token).ResponseStream.ReadAllAsync()) { }")]
    public Task Says_nothing_about(string body) => Verify.AnalyzeAsync(Caller(body));

    [Theory]
    [InlineData("", "client.LoadAsync(query)")]
    [InlineData(Registration, "client.[|LoadAsync|](query)")]
    [InlineData("services.AddGrpcClient<Prices.PricesClient>().EnableCallContextPropagation();", "client.LoadAsync(query)")]
    [InlineData("services.AddGrpcClient<Prices.PricesClient>().AddStandardResilienceHandler();", "client.LoadAsync(query)")]
    [InlineData("services.AddGrpcClient<Prices.PricesClient>().AddCallCredentials((c, m) => Task.CompletedTask).SetHandlerLifetime(TimeSpan.FromMinutes(5));", "client.[|LoadAsync|](query)")]
    [InlineData("services.AddGrpcClient<Prices.PricesClient>(o => o.CallOptionsActions.Add(c => c.CallOptions = c.CallOptions.WithDeadline(DateTime.UtcNow)));", "client.LoadAsync(query)")]
    [InlineData("services.AddGrpcClient<Prices.PricesClient>(o => o.InterceptorRegistrations.Add(null));", "client.LoadAsync(query)")]
    [InlineData("services.AddGrpcClient<Prices.PricesClient>().AddInterceptor<Grpc.Core.Interceptors.Interceptor>();", "client.LoadAsync(query)")]
    [InlineData("services.AddGrpcClient<Prices.PricesClient>().AddInterceptor<Logging>();", "client.[|LoadAsync|](query)")]
    [InlineData("services.AddGrpcClient<Prices.PricesClient>().AddInterceptor(() => new Logging());", "client.[|LoadAsync|](query)")]
    [InlineData("services.AddGrpcClient<Prices.PricesClient>().ConfigureChannel(o => o.MaxReceiveMessageSize = 1);", "client.[|LoadAsync|](query)")]
    [InlineData("services.AddGrpcClient<Prices.PricesClient>().ConfigureChannel(o => o.HttpClient = new HttpClient());", "client.LoadAsync(query)")]
    [InlineData("services.AddGrpcClient<Prices.PricesClient>(); services.AddGrpcClient<Prices.PricesClient>(\"slow\").EnableCallContextPropagation();", "client.LoadAsync(query)")]
    [InlineData("services.AddGrpcClient<Prices.PricesClient>(); services.ConfigureHttpClientDefaults(b => b.AddStandardResilienceHandler());", "client.LoadAsync(query)")]
    [InlineData("services.AddSingleton(new Prices.PricesClient(Grpc.Net.Client.GrpcChannel.ForAddress(\"https://prices.contoso.com\")));", "client.[|LoadAsync|](query)")]
    [InlineData("services.AddSingleton(new Prices.PricesClient(Grpc.Net.Client.GrpcChannel.ForAddress(\"https://prices.contoso.com\", new Grpc.Net.Client.GrpcChannelOptions { HttpHandler = new SocketsHttpHandler() })));", "client.[|LoadAsync|](query)")]
    [InlineData("services.AddSingleton(new Prices.PricesClient(Grpc.Net.Client.GrpcChannel.ForAddress(\"https://prices.contoso.com\", new Grpc.Net.Client.GrpcChannelOptions { HttpClient = new HttpClient() })));", "client.LoadAsync(query)")]
    [InlineData("Prices.PricesClient made = new(Grpc.Net.Client.GrpcChannel.ForAddress(\"https://prices.contoso.com\")); services.AddSingleton(made);", "client.[|LoadAsync|](query)")]
    [InlineData("services.AddSingleton(new Prices.PricesClient(invoker));", "client.LoadAsync(query)")]
    public Task Knows_how_the_client_is_made(string setup, string call) => Verify.AnalyzeAsync(
        $$"""
        using Microsoft.Extensions.DependencyInjection;
        {{GrpcSource.Client}}
        class Logging : Grpc.Core.Interceptors.Interceptor { }
        static class Propagation { public static IHttpClientBuilder EnableCallContextPropagation(this IHttpClientBuilder builder) => builder; }
        class Shop(Prices.PricesClient client)
        {
            public async Task Load(Query query) => await {{call}};
            public static void Add(IServiceCollection services, Grpc.Core.CallInvoker invoker) { {{setup}} }
        }
        """);

    [Fact]
    public Task Own_interceptors_may_set_the_deadline() => Verify.AnalyzeAsync(
        Caller("await client.LoadAsync(query);") + """

        class Limit : Grpc.Core.Interceptors.Interceptor
        {
            public Grpc.Core.CallOptions Of(Grpc.Core.CallOptions options) => options.WithDeadline(DateTime.UtcNow.AddSeconds(5));
        }
        """);

    [Theory]
    [InlineData("public async Task Show(Query query, CancellationToken token) => await client.[|LoadAsync|](query, cancellationToken: token);")]
    [InlineData("public async Task Show(Query query, Microsoft.AspNetCore.Http.HttpContext http) => await client.[|LoadAsync|](query, cancellationToken: http.RequestAborted);")]
    [InlineData("public async Task Show(Query query, ServerCallContext context) => await client.LoadAsync(query, cancellationToken: context.CancellationToken);")]
    public Task Knows_the_token_of_a_request(string method) => Verify.AnalyzeAsync(Class(method));

    [Theory]
    [InlineData("library", "await client.[|LoadAsync|](query);")]
    [InlineData("library", "await client.LoadAsync(query, cancellationToken: token);")]
    [InlineData("tool", "await client.LoadAsync(query);")]
    [InlineData("test", "await client.LoadAsync(query);")]
    public Task Knows_the_kind_of_project(string kind, string body) => Verify.AnalyzeAsync(Caller(body), "fallacies.project_kind = " + kind);

    [Fact]
    public Task A_minimal_api_is_reported() => Verify.AnalyzeAsync(
        $$"""
        using Microsoft.AspNetCore.Builder;
        using Microsoft.Extensions.DependencyInjection;
        var builder = WebApplication.CreateBuilder(args);
        builder.Services.AddGrpcClient<Prices.PricesClient>();
        var app = builder.Build();
        app.MapGet("/", async (Prices.PricesClient client) => await client.[|LoadAsync|](new Query()));
        app.MapGet("/limited", async (Prices.PricesClient client, CancellationToken token) => await client.[|LoadAsync|](new Query(), cancellationToken: token));
        app.Run();
        {{GrpcSource.Client}}
        """);

    [Theory]
    [InlineData("await foreach (var price in client.[|LoadAll|](query).ResponseStream.ReadAllAsync()) { }")]
    [InlineData("await client.[|LoadAsync|](query, default);")]
    public Task No_fix_is_offered_for(string body) => Verify.NoFixAsync(Caller(body));

    [Theory]
    [InlineData("await client.LoadAsync(")]
    [InlineData("await client.LoadAsync(query, deadline: , cancellationToken: );")]
    [InlineData("await client.LoadAsync(query, new CallOptions(;")]
    [InlineData("client?.LoadAsync(query, new(headers,).WithDeadline();")]
    public async Task Survives_half_typed(string body)
    {
        var source = "using System; using System.Threading; using System.Threading.Tasks;\n" + Caller(body);

        var findings = await Analysis.RunAsync(Analysis.Compile(source), ("fallacies.project_kind", "service"));

        Assert.DoesNotContain(findings, finding => finding.Id == "AD0001");
    }

    private static string Caller(string body) => Class(
        $$"""
        private readonly CallOptions local = new();
        public async Task Load(Query query, Metadata headers, CallOptions given, Polly.ResiliencePipeline pipeline, CancellationToken token)
        {
            {{body}}
        }
        """);

    private static string Class(string members) =>
        $$"""
        using Grpc.Core;
        using Microsoft.Extensions.DependencyInjection;
        {{GrpcSource.Client}}
        class Shop(Prices.PricesClient client)
        {
            public static void Add(IServiceCollection services) => {{Registration}}
            {{members}}
        }
        """;
}
