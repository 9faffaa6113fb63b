using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Testing;
using Verify = Fallacies.Analyzers.Tests.Verifier<Fallacies.Analyzers.Administration.PropagationOffAnalyzer, Fallacies.CodeFixes.Administration.PropagationOffFixer>;

namespace Fallacies.Analyzers.Tests.Administration;

public sealed class PropagationOffTests
{
    [Fact]
    public Task What_switches_it_off_is_removed_and_the_neighbours_stay() => Verify.FixAsync(
        """
        using System.Diagnostics;

        class Clients
        {
            readonly HttpClient _inventory = new(new SocketsHttpHandler
            {
                PooledConnectionLifetime = TimeSpan.FromMinutes(2), // as long as the balancer remembers

                [|ActivityHeadersPropagator = null|],

                // The inventory has one certificate per pod.
                UseCookies = false,
            })
            { BaseAddress = new Uri("http://inventory") };

            readonly SocketsHttpHandler _one = new SocketsHttpHandler { [|ActivityHeadersPropagator = (null!)|] };
            readonly SocketsHttpHandler _two = new() { [|ActivityHeadersPropagator = (DistributedContextPropagator)DistributedContextPropagator.CreateNoOutputPropagator()|] };

            readonly SocketsHttpHandler _three = new()
            {
                UseCookies = false, // stateless
                [|ActivityHeadersPropagator = default|]
            };

            void Configure(SocketsHttpHandler handler)
            {
                handler.UseCookies = false;
                [|handler!.ActivityHeadersPropagator = null|];
                handler.UseProxy = false;
                [|DistributedContextPropagator.Current = DistributedContextPropagator.CreateNoOutputPropagator()|];
                [|AppContext.SetSwitch("System.Net.Http.EnableActivityPropagation", false)|];
            }
        }
        """,
        """
        using System.Diagnostics;

        class Clients
        {
            readonly HttpClient _inventory = new(new SocketsHttpHandler
            {
                PooledConnectionLifetime = TimeSpan.FromMinutes(2), // as long as the balancer remembers

                // The inventory has one certificate per pod.
                UseCookies = false,
            })
            { BaseAddress = new Uri("http://inventory") };

            readonly SocketsHttpHandler _one = new SocketsHttpHandler();
            readonly SocketsHttpHandler _two = new();

            readonly SocketsHttpHandler _three = new()
            {
                UseCookies = false // stateless
            };

            void Configure(SocketsHttpHandler handler)
            {
                handler.UseCookies = false;
                handler.UseProxy = false;
            }
        }
        """);

    [Fact]
    public Task No_fix_where_a_hole_would_remain() => Verify.NoFixAsync(
        """
        using System.Diagnostics;

        class Clients
        {
            Action<SocketsHttpHandler> _configure = handler => [|handler.ActivityHeadersPropagator = null|];

            void Configure(bool off)
            {
                if (off)
                    [|DistributedContextPropagator.Current = DistributedContextPropagator.CreateNoOutputPropagator()|];
            }
        }
        """);

    [Theory]
    [InlineData("DistributedContextPropagator.Current = DistributedContextPropagator.CreatePassThroughPropagator();")]
    [InlineData("DistributedContextPropagator.Current = DistributedContextPropagator.CreateDefaultPropagator();")]
    [InlineData("handler.ActivityHeadersPropagator = DistributedContextPropagator.Current;")]
    [InlineData("handler.ActivityHeadersPropagator = propagator;")]
    [InlineData("handler.ActivityHeadersPropagator = null; // the interceptor sets it")]
    [InlineData("other.ActivityHeadersPropagator = null;")]
    [InlineData("AppContext.SetSwitch(\"System.Net.Http.EnableActivityPropagation\", true);")]
    [InlineData("AppContext.SetSwitch(\"System.Net.Http.UseSocketsHttpHandler\", false);")]
    [InlineData("var stripe = new HttpClient(new SocketsHttpHandler { ActivityHeadersPropagator = null }) { BaseAddress = new Uri(\"https://api.stripe.com/v1/\") };")]
    [InlineData("var invoker = new HttpMessageInvoker(new SocketsHttpHandler { ActivityHeadersPropagator = null, UseCookies = false });")]
    [InlineData("var wrapped = new HttpClient(new Stamping(new SocketsHttpHandler { ActivityHeadersPropagator = null }));")]
    [InlineData("_ = nameof(handler.ActivityHeadersPropagator);")]
    public Task Says_nothing_about(string statement) => Verify.AnalyzeAsync(
        $$"""
        using System.Diagnostics;

        class Other { public object ActivityHeadersPropagator { get; set; } }

        class Stamping(HttpMessageHandler inner) : DelegatingHandler(inner);

        class Clients
        {
            void Configure(SocketsHttpHandler handler, DistributedContextPropagator propagator, Other other)
            {
                {{statement}}
            }
        }
        """);

    [Theory]
    [InlineData("http.FilterHttpRequestMessage", "_ => false", "drops the span of every outgoing request")]
    [InlineData("http.FilterHttpRequestMessage", "message => { return false; }", "drops the span of every outgoing request")]
    [InlineData("http.FilterHttpRequestMessage", "delegate { return false; }", "drops the span of every outgoing request")]
    [InlineData("http.FilterHttpWebRequest", "_ => false", "drops the span of every outgoing request")]
    [InlineData("server.Filter", "context => false", "drops the span of every incoming request")]
    [InlineData("http.FilterHttpRequestMessage", "_ => true", null)]
    [InlineData("http.FilterHttpRequestMessage", "message => message.RequestUri.Host != \"collector\"", null)]
    [InlineData("http.FilterHttpRequestMessage", "message => { if (message.RequestUri.IsLoopback) return true; return false; }", null)]
    [InlineData("server.Filter", "context => context.Request.Path != \"/health\"", null)]
    [InlineData("http.FilterHttpRequestMessage", "Nothing", "drops the span of every outgoing request")]
    [InlineData("http.FilterHttpRequestMessage", "Most", null)]
    [InlineData("http.FilterHttpRequestMessage", "null", null)]
    [InlineData("other.Filter", "context => false", null)]
    public async Task Filters_that_let_nothing_through_drop_every_span(string filter, string value, string? lost)
    {
        var source = $$"""
            using Microsoft.AspNetCore.Http;

            namespace OpenTelemetry.Instrumentation.Http
            {
                public class HttpClientTraceInstrumentationOptions { public Func<HttpRequestMessage, bool> FilterHttpRequestMessage { get; set; } public Func<System.Net.HttpWebRequest, bool> FilterHttpWebRequest { get; set; } }
            }
            namespace OpenTelemetry.Instrumentation.AspNetCore { public class AspNetCoreTraceInstrumentationOptions { public Func<HttpContext, bool> Filter { get; set; } } }
            class Other { public Func<HttpContext, bool> Filter { get; set; } }
            class Setup
            {
                static bool Nothing(HttpRequestMessage message) => false;
                static bool Most(HttpRequestMessage message) => message.Method != HttpMethod.Head;
                void Add(OpenTelemetry.Instrumentation.Http.HttpClientTraceInstrumentationOptions http, OpenTelemetry.Instrumentation.AspNetCore.AspNetCoreTraceInstrumentationOptions server, Other other)
                {
                    {{filter}} = {{value}};
                    http.ToString();
                }
            }
            """;
        var found = (await Analysis.RunAsync(Analysis.Compile(Verify.Test.ImplicitUsings + source), ("fallacies.project_kind", "service"))).Where(finding => finding.Id == "FAL6004").ToArray();

        Assert.Equal(lost is null ? [] : [$"'{filter.Split('.')[1]}' {lost}, so every trace ends at this process"], found.Select(finding => finding.GetMessage(System.Globalization.CultureInfo.InvariantCulture)));
        if (lost is not null)
            await Verify.FixAsync(source.Replace($"{filter} = {value}", $"[|{filter} = {value}|]", StringComparison.Ordinal), System.Text.RegularExpressions.Regex.Replace(source, @"\n *" + System.Text.RegularExpressions.Regex.Escape($"{filter} = {value};"), ""));
    }

    [Theory]
    [InlineData("class WebhookSender { SocketsHttpHandler Handler() => new() { ActivityHeadersPropagator = null }; }")]
    [InlineData("class Edge { SocketsHttpHandler CreateProxyHandler() => new() { ActivityHeadersPropagator = null }; }")]
    [InlineData("class GitHub { const string Url = \"https://api.github.com\"; SocketsHttpHandler Handler() => new() { ActivityHeadersPropagator = null }; }")]
    [InlineData("class Plain() : DelegatingHandler(new SocketsHttpHandler { ActivityHeadersPropagator = null });")]
    [InlineData("class Edge { HttpMessageInvoker _invoker; void Start() { var handler = new SocketsHttpHandler { ActivityHeadersPropagator = null }; _invoker = new(handler); } }")]
    public Task Says_nothing_about_what_talks_to_outsiders_or_forwards(string source) => Verify.AnalyzeAsync(source);

    [Theory]
    [InlineData("client.BaseAddress = new Uri(\"http://inventory\"); [|handler.ActivityHeadersPropagator = null|];", DiagnosticSeverity.Warning)]
    [InlineData("client = new HttpClient(new SocketsHttpHandler { [|ActivityHeadersPropagator = null|] }) { BaseAddress = new Uri(\"https+http://inventory\") };", DiagnosticSeverity.Warning)]
    [InlineData("client = new HttpClient(new SocketsHttpHandler { [|ActivityHeadersPropagator = null|] }) { BaseAddress = new Uri(\"http://inventory.shop.svc.cluster.local:8080/\") };", DiagnosticSeverity.Warning)]
    [InlineData("client = new HttpClient(new SocketsHttpHandler { [|ActivityHeadersPropagator = null|] }) { BaseAddress = new Uri(Environment.GetEnvironmentVariable(\"Services:inventory\")) };", DiagnosticSeverity.Warning)]
    [InlineData("client = new HttpClient(new SocketsHttpHandler { [|ActivityHeadersPropagator = null|] });", DiagnosticSeverity.Info)]
    [InlineData("[|DistributedContextPropagator.Current = DistributedContextPropagator.CreateNoOutputPropagator()|];", DiagnosticSeverity.Warning)]
    [InlineData("var none = DistributedContextPropagator.CreateNoOutputPropagator(); [|DistributedContextPropagator.Current = none|];", DiagnosticSeverity.Warning)]
    [InlineData("if (off) { [|DistributedContextPropagator.Current = DistributedContextPropagator.CreateNoOutputPropagator()|]; }", DiagnosticSeverity.Info)]
    [InlineData("[|AppContext.SetSwitch(\"System.Net.Http.EnableActivityPropagation\", isEnabled: false)|];", DiagnosticSeverity.Warning)]
    [InlineData("[|Sdk.SetDefaultTextMapPropagator(new CompositeTextMapPropagator([]))|];", DiagnosticSeverity.Info)]
    [InlineData("[|Sdk.SetDefaultTextMapPropagator(new CompositeTextMapPropagator(new TextMapPropagator[0]))|];", DiagnosticSeverity.Info)]
    [InlineData("[|Sdk.SetDefaultTextMapPropagator(new CompositeTextMapPropagator(Array.Empty<TextMapPropagator>()))|];", DiagnosticSeverity.Info)]
    [InlineData("Sdk.SetDefaultTextMapPropagator(new CompositeTextMapPropagator([new TraceContextPropagator()]));", null)]
    [InlineData("Sdk.SetDefaultTextMapPropagator(new TraceContextPropagator()); DistributedContextPropagator.Current = DistributedContextPropagator.CreateNoOutputPropagator();", null)]
    public async Task Is_as_sure_as_the_code_lets_it_be(string statement, DiagnosticSeverity? severity)
    {
        await RunAsync(statement, severity, "service");
        await RunAsync(statement, severity is null ? null : DiagnosticSeverity.Info, "library");
        await RunAsync(statement, severity is null ? null : DiagnosticSeverity.Info, "tool");
        await RunAsync(statement, null, "test");
    }

    [Theory]
    [InlineData("", DiagnosticSeverity.Info)]
    [InlineData("Microsoft.ApplicationInsights.AspNetCore", DiagnosticSeverity.Warning)]
    [InlineData("Datadog.Trace", DiagnosticSeverity.Warning)]
    [InlineData("Sentry", DiagnosticSeverity.Warning)]
    public async Task Is_a_suggestion_where_nobody_traces(string product, DiagnosticSeverity severity)
    {
        var references = References.All.Where(reference => Path.GetFileName(reference.Display)?.StartsWith("OpenTelemetry", StringComparison.Ordinal) != true);
        if (product != "")
            references = references.Append(Analysis.Compile("class A;", References.WithoutNetwork).WithAssemblyName(product).ToMetadataReference());

        var compilation = Analysis.Compile("System.AppContext.SetSwitch(\"System.Net.Http.EnableActivityPropagation\", false);", [.. references]);
        Assert.Equal(severity, Assert.Single(await Analysis.RunAsync(compilation, ("fallacies.project_kind", "service")), finding => finding.Id == "FAL6004").Severity);
    }

    [Fact]
    public Task Half_typed_code_does_no_harm()
    {
        var test = new Verify.Test(
            """
            class Half
            {
                SocketsHttpHandler _handler = new() { ActivityHeadersPropagator = };
                void Do() { _handler.ActivityHeadersPropagator = ; AppContext.SetSwitch("System.Net.Http.EnableActivityPropagation"); OpenTelemetry.Sdk.SetDefaultTextMapPropagator(); }
            }
            """,
            "fallacies.project_kind = service");
        test.CompilerDiagnostics = CompilerDiagnostics.None;
        return test.RunAsync();
    }

    private static Task RunAsync(string statement, DiagnosticSeverity? severity, string kind)
    {
        var marked = statement.Replace("[|", "{|#0:", StringComparison.Ordinal).Replace("|]", "|}", StringComparison.Ordinal);
        var test = new Verify.Test(
            $$"""
            using System.Diagnostics;
            using OpenTelemetry;
            using OpenTelemetry.Context.Propagation;

            class Clients
            {
                void Configure(HttpClient client, SocketsHttpHandler handler, bool off)
                {
                    {{marked}}
                }
            }
            """,
            "fallacies.project_kind = " + kind);
        if (severity is { } expected)
            test.ExpectedDiagnostics.Add(new DiagnosticResult("FAL6004", expected).WithLocation(0));
        return test.RunAsync();
    }
}
