using Fallacies.Analyzers.Knowledge;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace Fallacies.Analyzers.Tests.Knowledge;

public sealed class ClientRegistrationsTests
{
    private static readonly MetadataReference[] WithRefit = References.With("Refit.HttpClientFactory");

    [Theory]
    [InlineData("services.AddHttpClient(\"stock\");", "stock Named:")]
    [InlineData("services.AddHttpClient(Name);", "stock Named:")]
    [InlineData("services.AddHttpClient(ReadOnlyName);", "goods Named:")]
    [InlineData("services.AddHttpClient(Program.Name);", "stock Named:")]
    [InlineData("services.AddHttpClient(global::Program.Name);", "stock Named:")]
    [InlineData("services.AddHttpClient(Program.ReadOnlyName);", "goods Named:")]
    [InlineData("services.AddHttpClient(One.Names.Own); services.AddHttpClient(Two.Names.Own);", "one Named:\ntwo Named:")]
    [InlineData("services.AddHttpClient<Prices>(Program.Name);", "stock Typed:")]
    [InlineData("services.AddHttpClient(nameof(Prices));", "Prices Named:")]
    [InlineData("services.AddHttpClient(typeof(Prices).Name);", "Prices Named:")]
    [InlineData("services.AddHttpClient(string.Empty);", " Named:")]
    [InlineData("services.AddHttpClient<Prices>();", "Prices Typed:")]
    [InlineData("services.AddHttpClient<IPrices, Prices>();", "IPrices Typed:")]
    [InlineData("services.AddHttpClient<Prices>(\"stock\");", "stock Typed:")]
    [InlineData("services.AddHttpClient<Of<Prices>>();", "Of<Prices> Typed:")]
    [InlineData("services.AddRefitClient<IPrices>();", "Refit global::IPrices Refit:")]
    [InlineData("services.AddRefitClient(typeof(IPrices));", "Refit global::IPrices Refit:")]
    [InlineData("services.AddRefitClient<IPrices>(settings: null, \"stock\");", "stock Refit:")]
    [InlineData("services.AddKeyedRefitClient<IPrices>(\"key\");", "Refit global::IPrices Refit:")]
    [InlineData("services.AddGrpcClient<Greeter>();", "Greeter Grpc:")]
    [InlineData("services.AddGrpcClient<Greeter>(\"greeter\", o => o.Address = null);", "greeter Grpc: Neutral")]
    [InlineData("services.AddHttpClient();", "")]
    [InlineData("services.AddHttpClient(name);", "")]
    [InlineData("HttpClientFactoryServiceCollectionExtensions.AddHttpClient(services, \"stock\");", "stock Named:")]
    [InlineData("services?.AddHttpClient(\"stock\");", "stock Named:")]
    public void Knows_the_name_and_the_kind(string statement, string expected) => Assert.Equal(expected, Describe(statement));

    [Theory]
    [InlineData("services.AddHttpClient(\"stock\", http => { });", "Client")]
    [InlineData("services.AddHttpClient(\"stock\", (provider, http) => { });", "Client")]
    [InlineData("services.AddHttpClient(\"stock\").ConfigureHttpClient(Configure);", "Client")]
    [InlineData("services.AddHttpClient(\"stock\").AddHttpMessageHandler<Signing>().AddHttpMessageHandler(() => new Signing());", "MessageHandler MessageHandler")]
    [InlineData("services.AddHttpClient(\"stock\").AddPolicyHandler(Policy.TimeoutAsync<HttpResponseMessage>(5)).AddTransientHttpErrorPolicy(p => p.RetryAsync(2));", "PolicyHandler PolicyHandler")]
    [InlineData("services.AddHttpClient(\"stock\").AddStandardResilienceHandler();", "StandardResilienceHandler")]
    [InlineData("services.AddHttpClient(\"stock\").AddStandardResilienceHandler().Configure(o => { }).SelectPipelineByAuthority();", "StandardResilienceHandler{Configure,SelectPipelineByAuthority}")]
    [InlineData("services.AddHttpClient(\"stock\").AddStandardHedgingHandler().Configure(o => { });", "StandardHedgingHandler{Configure}")]
    [InlineData("services.AddHttpClient(\"stock\").AddStandardHedgingHandler(routing => routing.ConfigureOrderedGroups(o => { }));", "StandardHedgingHandler")]
    [InlineData("services.AddHttpClient(\"stock\").AddResilienceHandler(\"own\", pipeline => pipeline.AddTimeout(seconds));", "ResilienceHandler")]
    [InlineData("services.AddHttpClient(\"stock\").ConfigurePrimaryHttpMessageHandler(() => new SocketsHttpHandler());", "PrimaryHandler")]
    [InlineData("services.AddHttpClient(\"stock\").UseSocketsHttpHandler((h, _) => { });", "PrimaryHandler")]
    [InlineData("services.AddHttpClient(\"stock\").ConfigureAdditionalHttpMessageHandlers((handlers, _) => handlers.Clear());", "HandlerList")]
    [InlineData("services.AddHttpClient(\"stock\").SetHandlerLifetime(seconds).AddAsKeyed().AddTypedClient<Prices>();", "HandlerLifetime Neutral TypedClient")]
    [InlineData("\n#pragma warning disable EXTEXP0001\nservices.AddHttpClient(\"stock\").RemoveAllResilienceHandlers();", "RemovedResilienceHandlers")]
    [InlineData("services.AddHttpClient(\"stock\").RedactLoggedHeaders([]).Services.AddLogging();", "Neutral")]
    [InlineData("services.AddHttpClient(\"stock\").AddRefitClient<IPrices>();", "TypedClient")]
    public void Reads_a_chain(string statement, string expected) => Assert.Equal("stock Named: " + expected, Describe(statement));

    [Theory]
    [InlineData("var b = services.AddHttpClient(\"stock\"); b.AddStandardResilienceHandler(); b.SetHandlerLifetime(seconds);", "StandardResilienceHandler HandlerLifetime")]
    [InlineData("IHttpClientBuilder b; b = services.AddHttpClient(\"stock\"); b = b.SetHandlerLifetime(seconds); b.AddStandardResilienceHandler();", "HandlerLifetime StandardResilienceHandler")]
    [InlineData("var p = services.AddHttpClient(\"stock\").AddStandardResilienceHandler(); p.Configure(o => { });", "StandardResilienceHandler{Configure}")]
    [InlineData("_ = services.AddHttpClient(\"stock\")!.AddStandardResilienceHandler();", "StandardResilienceHandler")]
    [InlineData("(services.AddHttpClient(\"stock\")).AddStandardResilienceHandler();", "StandardResilienceHandler")]
    [InlineData("services.AddHttpClient(\"stock\")?.SetHandlerLifetime(seconds)?.AddStandardResilienceHandler();", "HandlerLifetime StandardResilienceHandler")]
    [InlineData("var b = services.AddHttpClient(\"stock\"); if (b is not null) { b.AddStandardResilienceHandler(); }", "StandardResilienceHandler?")]
    [InlineData("var b = services.AddHttpClient(\"stock\"); if (name == null) b.AddStandardResilienceHandler(); else b.AddStandardHedgingHandler();", "StandardResilienceHandler? StandardHedgingHandler?")]
    [InlineData("if (name == null) { services.AddHttpClient(\"stock\").AddStandardResilienceHandler(); }", "StandardResilienceHandler")]
    [InlineData("services.AddHttpClient(\"stock\").WithLimits();", "Client StandardResilienceHandler")]
    [InlineData("services.AddHttpClient(\"stock\").WithLimits().SetHandlerLifetime(seconds);", "Client StandardResilienceHandler HandlerLifetime")]
    [InlineData("services.AddHttpClient(\"stock\").WithChoice(true);", "StandardResilienceHandler?")]
    [InlineData("Limit(services.AddHttpClient(\"stock\"));", "StandardResilienceHandler")]
    [InlineData("void More(IHttpClientBuilder b) => b.AddStandardHedgingHandler(); More(services.AddHttpClient(\"stock\"));", "StandardHedgingHandler")]
    [InlineData("services.AddHttpClient(\"stock\"); services.AddHttpClient(\"stock\").AddStandardResilienceHandler();", "StandardResilienceHandler")]
    [InlineData("services.AddHttpClient(\"stock\"); services.ConfigureHttpClientDefaults(b => b.AddStandardResilienceHandler());", "StandardResilienceHandler!")]
    [InlineData("services.AddHttpClient(\"stock\").SetHandlerLifetime(seconds); services.ConfigureHttpClientDefaults(b => { b.ConfigureHttpClient(c => { }); b.AddStandardResilienceHandler().Configure(o => { }); });", "Client! StandardResilienceHandler{Configure}! HandlerLifetime")]
    [InlineData("services.AddHttpClient(\"stock\"); services.ConfigureHttpClientDefaults(Limit);", "StandardResilienceHandler!")]
    [InlineData("services.AddHttpClient(\"stock\"); services.Configure<HttpClientFactoryOptions>(\"stock\", o => { o.HandlerLifetime = seconds; o.HttpClientActions.Add(c => { }); });", "HandlerLifetime Client")]
    [InlineData("services.AddHttpClient(\"stock\"); services.Configure<HttpClientFactoryOptions>(\"stock\", o => o.HttpMessageHandlerBuilderActions.Add(b => { }));", "HandlerList")]
    [InlineData("services.AddHttpClient(\"stock\"); services.Configure<HttpClientFactoryOptions>(\"goods\", o => o.HandlerLifetime = seconds);", "")]
    [InlineData("services.AddHttpClient(\"stock\"); services.ConfigureAll<HttpClientFactoryOptions>(o => o.HandlerLifetime = seconds);", "HandlerLifetime!")]
    public void Collects_the_steps_from(string statements, string expected) => Assert.Equal(("stock Named: " + expected).TrimEnd(), Describe(statements));

    [Theory]
    [InlineData("void Add(string n) => services.AddHttpClient(n).AddStandardResilienceHandler(); Add(\"stock\"); Add(\"goods\");", "stock Named: StandardResilienceHandler\ngoods Named: StandardResilienceHandler")]
    [InlineData("services.AddApi<Prices>().AddStandardResilienceHandler(); services.AddApi<Rates>();", "Prices Typed: HandlerLifetime StandardResilienceHandler\nRates Typed: HandlerLifetime")]
    [InlineData("services.AddStock().AddStandardResilienceHandler();", "stock Named: StandardResilienceHandler")]
    [InlineData("services.AddStock(); services.AddHttpClient(\"goods\");", "goods Named:\nstock Named:")]
    public void Tells_the_clients_of_a_shared_method_apart(string statements, string expected) => Assert.Equal(expected, Describe(statements));

    [Theory]
    [InlineData("services.AddHttpClient(\"stock\").Foreign();")]
    [InlineData("unknown(services.AddHttpClient(\"stock\"));")]
    [InlineData("var all = new[] { services.AddHttpClient(\"stock\") };")]
    [InlineData("services.AddHttpClient(\"stock\"); services.ConfigureHttpClientDefaults(unknownDefaults);")]
    [InlineData("services.AddHttpClient(\"stock\"); services.ConfigureHttpClientDefaults(b => b.Foreign());")]
    [InlineData("services.AddHttpClient(\"stock\"); services.Configure<HttpClientFactoryOptions>(name, o => { });")]
    [InlineData("services.AddHttpClient(\"stock\"); services.AddSingleton<IHttpMessageHandlerBuilderFilter>(_ => null!);")]
    [InlineData("services.AddHttpClient(\"stock\"); services.AddHttpClient(name).AddStandardResilienceHandler();")]
    [InlineData("services.AddHttpClient(\"stock\"); Setup.AddForeign(services);")]
    public void Believes_no_absence_after(string statements) => Assert.False(Ask(statements, (registrations, client) => registrations.IsComplete(client)));

    [Theory]
    [InlineData("services.AddHttpClient(\"stock\");")]
    [InlineData("services.AddHttpClient(\"stock\").WithLimits();")]
    [InlineData("var b = services.AddHttpClient(\"stock\"); Limit(b);")]
    [InlineData("services.AddHttpClient(\"stock\"); services.ConfigureHttpClientDefaults(b => b.AddStandardResilienceHandler());")]
    [InlineData("services.AddHttpClient(\"stock\"); services.AddHttpClient(); services.AddLogging();")]
    public void Believes_absence_after(string statements) => Assert.True(Ask(statements, (registrations, client) => registrations.IsComplete(client)));

    [Fact]
    public void Answers_what_a_client_is_told()
    {
        const string Registration =
            """
            services.AddHttpClient("stock", http => { http.BaseAddress = new Uri("https://stock.contoso.com"); http.Timeout = TimeSpan.FromSeconds(5); })
                .AddHttpMessageHandler<Signing>()
                .AddHttpMessageHandler(() => { return new Signing(); })
                .AddHttpMessageHandler(provider => provider.GetRequiredService<Signing>())
                .ConfigurePrimaryHttpMessageHandler(() => new SocketsHttpHandler { PooledConnectionLifetime = seconds })
                .SetHandlerLifetime(TimeSpan.FromMinutes(3))
                .AddTypedClient<Prices>();
            """;

        Assert.Equal(["TimeSpan.FromSeconds(5)"], Ask(Registration, (_, client) => client.Timeouts.Select(value => value.Syntax.ToString())));
        Assert.Equal(["new Uri(\"https://stock.contoso.com\")"], Ask(Registration, (_, client) => client.BaseAddresses.Select(value => value.Syntax.ToString())));
        Assert.Equal("TimeSpan.FromMinutes(3)", Ask(Registration, (_, client) => client.HandlerLifetime?.Syntax.ToString()));
        Assert.Equal(["Signing", "Signing", "Signing"], Ask(Registration, (_, client) => client.Handlers.Select(handler => handler.HandlerType?.Name)));
        Assert.Equal("SocketsHttpHandler", Ask(Registration, (_, client) => client.PrimaryHandler?.HandlerType?.Name));
        Assert.Equal(["Prices"], Ask(Registration, (_, client) => client.Classes.Select(type => type.Name)));
    }

    [Theory]
    [InlineData("services.AddHttpClient(\"stock\");", false)]
    [InlineData("services.AddHttpClient(Program.Name);", false)]
    [InlineData("services.AddHttpClient(Name);", true)]
    [InlineData("services.AddHttpClient(Program.ReadOnlyName);", true)]
    [InlineData("services.AddHttpClient(One.Names.Own);", true)]
    [InlineData("services.AddHttpClient(Alias.Name);", true)]
    [InlineData("services.AddHttpClient<Prices>();", true)]
    public void A_name_may_be_registered_again_where_the_text_does_not_say(string statements, bool expected) =>
        Assert.Equal(expected, RegistrationCalls.Of(Compile($"services.AddHttpClient<Prices>(); {statements}", mayBeBroken: false)).MayRepeat("Prices"));

    [Fact]
    public void Half_typed_code_has_no_clients() => Assert.Equal("", Describe("services.AddHttpClient<Missing>(; services.AddHttpClient<>(", mayBeBroken: true));

    private static string Describe(string statements, bool mayBeBroken = false) =>
        string.Join("\n", Registrations(statements, mayBeBroken).Clients().Select(Describe));

    private static string Describe(RegisteredClient client) =>
        $"{client.Name} {client.Registrations[0].Kind}: {string.Join(" ", client.Steps.Select(Describe))}".TrimEnd();

    private static string Describe(ClientStep step) =>
        step.Kind
        + (step.Options.Count > 0 ? $"{{{string.Join(",", step.Options.Select(option => option.TargetMethod.Name))}}}" : "")
        + (step.IsDefault ? "!" : "")
        + (step.IsConditional ? "?" : "");

    private static T Ask<T>(string statements, Func<ClientRegistrations, RegisteredClient, T> question)
    {
        var registrations = Registrations(statements, mayBeBroken: false);
        return question(registrations, Assert.Single(registrations.Clients(), client => client.Name == "stock"));
    }

    private static ClientRegistrations Registrations(string statements, bool mayBeBroken)
    {
        var compilation = Compile(statements, mayBeBroken);
        return new ClientRegistrations(KnownTypes.Of(compilation), compilation.GetSemanticModel(compilation.SyntaxTrees.First()), CancellationToken.None);
    }

    private static CSharpCompilation Compile(string statements, bool mayBeBroken)
    {
        var foreign = CSharpCompilation.Create("Foreign", [CSharpSyntaxTree.ParseText(ForeignSource)], References.All, new CSharpCompilationOptions(OutputKind.DynamicallyLinkedLibrary));
        var compilation = Analysis.Compile(Source(statements), [.. WithRefit, foreign.ToMetadataReference()]);
        if (!mayBeBroken)
            Assert.Empty(compilation.GetDiagnostics().Where(d => d.Severity == DiagnosticSeverity.Error));
        return compilation;
    }

    private const string ForeignSource =
        """
        using Microsoft.Extensions.DependencyInjection;
        public static class Setup
        {
            public static IHttpClientBuilder Foreign(this IHttpClientBuilder builder) => builder;
            public static void AddForeign(IServiceCollection services) { }
        }
        """;

    private static string Source(string statements) =>
        $$"""
        using System;
        using System.Net.Http;
        using Microsoft.Extensions.DependencyInjection;
        using Microsoft.Extensions.Http;
        using Microsoft.Extensions.Http.Resilience;
        using Polly;
        using Refit;
        using Alias = Program;
        static class Program
        {
            internal const string Name = "stock";
            internal static readonly string ReadOnlyName = "goods";
            internal static void Main() => Add(new ServiceCollection(), Console.ReadLine()!, default, _ => 0, _ => { });
            static void Add(IServiceCollection services, string name, TimeSpan seconds, Func<IHttpClientBuilder, object> unknown, Action<IHttpClientBuilder> unknownDefaults)
            {
                {{statements}}
            }
            static void Configure(HttpClient http) => http.BaseAddress = null;
            static void Limit(IHttpClientBuilder builder) => builder.AddStandardResilienceHandler();
        }
        static class Extensions
        {
            public static IHttpClientBuilder WithLimits(this IHttpClientBuilder builder)
            {
                builder.ConfigureHttpClient(http => http.BaseAddress = null);
                builder.AddStandardResilienceHandler();
                return builder;
            }
            public static IHttpClientBuilder WithChoice(this IHttpClientBuilder builder, bool yes)
            {
                if (!yes)
                    return builder;
                builder.AddStandardResilienceHandler();
                return builder;
            }
            {{(statements.Contains("AddApi", StringComparison.Ordinal) ? "public static IHttpClientBuilder AddApi<T>(this IServiceCollection services) where T : class => services.AddHttpClient<T>().SetHandlerLifetime(TimeSpan.FromMinutes(1));" : "")}}
            {{(statements.Contains("AddStock", StringComparison.Ordinal) ? "public static IHttpClientBuilder AddStock(this IServiceCollection services) => services.AddHttpClient(\"stock\");" : "")}}
        }
        namespace One { static class Names { public const string Own = "one"; } }
        namespace Two { static class Names { public const string Own = "two"; } }
        interface IPrices;
        class Prices(HttpClient http) : IPrices { public HttpClient Http => http; }
        class Rates(HttpClient http) { public HttpClient Http => http; }
        class Of<T>(HttpClient http) { public HttpClient Http => http; }
        class Signing : DelegatingHandler;
        class Greeter : Grpc.Core.ClientBase<Greeter> { protected override Greeter NewInstance(ClientBaseConfiguration configuration) => this; }
        """;
}
