using Fallacies.Analyzers.Knowledge;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Fallacies.Analyzers.Tests.Knowledge;

public sealed class ProvenanceTests
{
    private const string Usings = """
        using System;
        using System.Net.Http;
        using System.Threading;
        using System.Threading.Tasks;
        using Microsoft.Extensions.DependencyInjection;
        using Microsoft.Extensions.DependencyInjection.Extensions;
        using Microsoft.AspNetCore.Builder;
        using Microsoft.AspNetCore.Mvc;
        using Microsoft.AspNetCore.Http;

        """;

    [Theory]
    [InlineData("var c = new HttpClient(); Probe(c);", "", "new HttpClient()")]
    [InlineData("HttpClient c; c = new(); Probe((HttpMessageInvoker)c!);", "", "new()")]
    [InlineData("Probe(F);", "readonly HttpClient F = new HttpClient();", "new HttpClient() in F")]
    [InlineData("Probe(this.F);", "readonly HttpClient F; A() => F = new HttpClient();", "new HttpClient() in F")]
    [InlineData("Probe(P);", "HttpClient P { get; } = new HttpClient();", "new HttpClient() in P")]
    [InlineData("Probe(P);", "HttpClient P => new HttpClient();", "new HttpClient()")]
    [InlineData("Probe(P);", "static HttpClient F; HttpClient P => F ??= new HttpClient();", "new HttpClient() in F")]
    [InlineData("Probe(P);", "HttpClient P { get { var c = new HttpClient(); return c; } }", "new HttpClient()")]
    [InlineData("Probe(F.Value);", "static readonly Lazy<HttpClient> F = new(() => new HttpClient());", "new HttpClient() in F")]
    [InlineData("Probe(F.Value);", "static readonly Lazy<HttpClient> F = new(Make); static HttpClient Make() => new HttpClient();", "new HttpClient() in F")]
    [InlineData("Probe(Make());", "static HttpClient Make() { var c = new HttpClient(); c.Timeout = default; return c; }", "new HttpClient()")]
    [InlineData("Probe(Make());", "static readonly HttpClient F = new HttpClient(); static HttpClient Make() => F;", "new HttpClient() in F")]
    [InlineData("Probe(await Make().ConfigureAwait(false));", "static async Task<HttpClient> Make() { await Task.Yield(); return new HttpClient(); }", "new HttpClient()")]
    [InlineData("Probe(Make().GetAwaiter().GetResult());", "static Task<HttpClient> Make() => Task.FromResult(new HttpClient());", "new HttpClient()")]
    [InlineData("Probe(Make().Result);", "static Task<HttpClient> Make() => Task.FromResult(new HttpClient());", "new HttpClient()")]
    [InlineData("Probe(b ? new HttpClient() : F ?? throw new Exception());", "static HttpClient F = new HttpClient(null);", "new HttpClient(), new HttpClient(null) in F")]
    [InlineData("HttpClient Local() => new HttpClient(); Probe(Local());", "", "new HttpClient()")]
    [InlineData("Probe(f.CreateClient(\"a\"));", "", "f.CreateClient(\"a\")")]
    [InlineData("Take(new HttpClient()); void Take(HttpClient c) => Probe(c);", "", "new HttpClient()")]
    [InlineData("Take(new HttpClient());", "static void Take(HttpClient c) => Probe(c);", "new HttpClient()")]
    [InlineData("Probe(s.GetRequiredService<HttpClient>());", "void Add(IServiceCollection s) => s.AddSingleton(new HttpClient());", "new HttpClient() in HttpClient")]
    [InlineData("Probe(s.GetRequiredService<HttpClient>());", "void Add(IServiceCollection s) => s.AddTransient(_ => new HttpClient());", "new HttpClient()")]
    [InlineData("Probe(s.GetService<A>());", "void Add(IServiceCollection s) => s.AddScoped<A>();", "s.AddScoped<A>()")]
    public void Finds_the_origin(string body, string members, string origins) => Assert.Equal(origins, Origins(body, members));

    [Theory]
    [InlineData("Probe(c);", "")]
    [InlineData("Probe(F);", "HttpClient F;")]
    [InlineData("Probe(F);", "public HttpClient F = new();")]
    [InlineData("Probe(P);", "public HttpClient P { get; set; } = new();")]
    [InlineData("Probe(P);", "protected virtual HttpClient P => new();")]
    [InlineData("Probe(Make());", "protected virtual HttpClient Make() => new();")]
    [InlineData("Probe(F);", "HttpClient F = new(); void Set(HttpClient c) => F = c;")]
    [InlineData("Probe(F);", "HttpClient F = new(); void Set() => Fill(ref F); static void Fill(ref HttpClient c) { }")]
    [InlineData("Probe(F());", "Func<HttpClient> F = () => new HttpClient();")]
    [InlineData("Fill(out var d); Probe(d);", "static void Fill(out HttpClient c) => c = new();")]
    [InlineData("Probe(F);", "static HttpClient F = G; static HttpClient G = F;")]
    [InlineData("Probe(Make());", "static HttpClient Make() => Make();")]
    [InlineData("Probe(F.Value);", "static Lazy<object> F = (Lazy<object>)F.Value;")]
    [InlineData("Probe(s.GetRequiredService<HttpClient>());", "")]
    public void Does_not_know(string body, string members) => Assert.Equal("unknown", Origins(body, members));

    [Theory]
    [InlineData("class B(HttpClient http) { void M() => A.Probe(http); static B Make() => new B(new HttpClient()); }", "new HttpClient()")]
    [InlineData("class B { HttpClient _f; public B(HttpClient http) => _f = http; void M() => A.Probe(_f); static B Make() { B b = new(new HttpClient()); return b; } }", "new HttpClient() in _f")]
    [InlineData("class B(HttpClient http) { void M() => A.Probe(http); static void Add(IServiceCollection s) => s.AddTransient<B>().AddSingleton(_ => new HttpClient()); }", "new HttpClient() in HttpClient")]
    [InlineData("class B(HttpClient http) { void M() => A.Probe(http); static void Add(IServiceCollection s) => s.AddTransient<B>(); }", "unknown")]
    [InlineData("class B(HttpClient http) { void M() => A.Probe(http); } class C(HttpClient http) : B(http);", "unknown")]
    [InlineData("class B(HttpClient http) { public B() : this(new HttpClient()) { } void M() => A.Probe(http); static B Make() => new B(null); }", "unknown")]
    [InlineData("class B(HttpClient http) { void M() => A.Probe(http); }", "unknown")]
    public void Asks_who_calls_a_constructor(string source, string origins) =>
        Assert.Equal(origins, Origins(Usings + source + " partial class A { public static void Probe(object o) { } }"));

    [Theory]
    [InlineData("s.AddSingleton<B>();", "Singleton")]
    [InlineData("s.AddSingleton<IB, B>();", "Singleton")]
    [InlineData("s.TryAddScoped<IB, B>();", "Scoped")]
    [InlineData("s.AddKeyedTransient<B>(\"key\");", "Transient")]
    [InlineData("s.AddSingleton(typeof(IB), typeof(B));", "Singleton")]
    [InlineData("s.AddSingleton(typeof(B));", "Singleton")]
    [InlineData("s.AddSingleton<IB>(_ => new B());", "Singleton")]
    [InlineData("s.AddSingleton<IB>(_ => { var b = new B(); return b; });", "Singleton")]
    [InlineData("s.AddSingleton<IB>(p => ActivatorUtilities.CreateInstance<B>(p));", "Singleton")]
    [InlineData("s.AddSingleton<IB>(new B());", "Singleton")]
    [InlineData("s.AddSingleton(new B());", "Singleton")]
    [InlineData("s.TryAddEnumerable(ServiceDescriptor.Singleton<IB, B>());", "Singleton")]
    [InlineData("s.AddHttpClient<B>();", "Transient")]
    [InlineData("s.AddHttpClient<IB, B>(c => c.Timeout = default);", "Transient")]
    [InlineData("s.AddSingleton<D>();", "Singleton")]
    [InlineData("s.AddSingleton<B>().AddSingleton<IB>(p => p.GetRequiredService<B>());", "Singleton")]
    [InlineData("app.UseMiddleware<B>();", "Singleton")]
    [InlineData("s.AddSingleton<B>(); s.AddScoped<IB, B>();", "unknown")]
    [InlineData("s.AddSingleton<IB>(p => p.GetRequiredService<IB>());", "unknown")]
    [InlineData("s.AddSingleton<Other>();", "unknown")]
    [InlineData("Own.AddSingleton<B>(s);", "unknown")]
    [InlineData("s.AddSingleton<>(); s.AddSingleton(typeof()); s.AddSingleton<Missing, B>(", "unknown")]
    public void Knows_the_lifetime_of(string registration, string lifetime) => Assert.Equal(lifetime, Lifetime(
        $$"""
        interface IB; class B : IB; class D : B; class Other;
        static class Own { public static void AddSingleton<T>(IServiceCollection s) { } }
        static class Setup { static void Add(IServiceCollection s, IApplicationBuilder app) { {{registration}} } }
        """));

    [Theory]
    [InlineData("class B : ControllerBase;", "Transient")]
    [InlineData("class B : Microsoft.AspNetCore.SignalR.Hub;", "Transient")]
    [InlineData("abstract class B : Microsoft.Extensions.Hosting.BackgroundService;", "Singleton")]
    [InlineData("class B : IMiddleware { public Task InvokeAsync(HttpContext c, RequestDelegate n) => n(c); static void Use(IApplicationBuilder app) => app.UseMiddleware<B>(); }", "unknown")]
    public void Knows_what_frameworks_make(string source, string lifetime) => Assert.Equal(lifetime, Lifetime(source));

    private static string Lifetime(string source)
    {
        var compilation = Analysis.Compile(Usings + source);
        var provenance = new Provenance(KnownTypes.Of(compilation), compilation.GetSemanticModel(compilation.SyntaxTrees[0]), CancellationToken.None);
        return provenance.LifetimeOf(compilation.GetTypeByMetadataName("B")!)?.ToString() ?? "unknown";
    }

    private static string Origins(string body, string members) => Origins(
        $$"""
        {{Usings}}
        public partial class A
        {
            {{members}}
            async Task M(HttpClient c, bool b, IHttpClientFactory f, IServiceProvider s) { {{body}} }
            static void Probe(object o) { }
        }
        """);

    private static string Origins(string source)
    {
        var compilation = Analysis.Compile(source);
        var tree = compilation.SyntaxTrees[0];
        var model = compilation.GetSemanticModel(tree);
        var probe = tree.GetRoot().DescendantNodes().OfType<InvocationExpressionSyntax>().Single(call => call.Expression.ToString() is "Probe" or "A.Probe");
        var value = model.GetOperation(probe.ArgumentList.Arguments[0].Expression)!;
        return new Provenance(KnownTypes.Of(compilation), model, CancellationToken.None).Origins(value) is { } origins
            ? string.Join(", ", origins.Select(origin => origin.Made.Syntax + (origin.Keeper is { } keeper ? " in " + keeper.Name : "")))
            : "unknown";
    }
}
