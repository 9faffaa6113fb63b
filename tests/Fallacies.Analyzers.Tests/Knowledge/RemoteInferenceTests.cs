using Fallacies.Analyzers.Knowledge;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;

namespace Fallacies.Analyzers.Tests.Knowledge;

/// <summary>Which calls are found to cross the network inside methods of the compilation. The last call of <c>Ask</c> is asked about.</summary>
public sealed class RemoteInferenceTests
{
    [Fact]
    public void Through_private_and_public_methods() => Assert.Equal("Service.Ask → Client.Get → HttpClient.GetStringAsync", Way(
        """
        class Client(HttpClient http) { public Task<string> Get(string id) => http.GetStringAsync("prices/" + id); }
        class Service(Client client)
        {
            async Task<string> Ask() { var text = await client.Get("1").ConfigureAwait(false); return text; }
            Task Test() => Ask();
        }
        """));

    [Fact]
    public void Through_an_extension_method() => Assert.Equal("Extensions.Ask → HttpClientJsonExtensions.GetFromJsonAsync", Way(
        """
        static class Extensions { public static Task<int> Ask(this HttpClient http) => http.GetFromJsonAsync<int>("/"); }
        class Service { Task Test(HttpClient http) => http.Ask(); }
        """));

    [Fact]
    public void Through_a_local_function() => Assert.Equal("Ask → HttpClient.GetStringAsync", Way(
        """
        class Service
        {
            async Task Test(HttpClient http)
            {
                await Ask();
                async Task Ask() => await http.GetStringAsync("/");
            }
        }
        """));

    [Fact]
    public void Through_a_local_function_beside_it_that_is_named_like_a_method() => Assert.Equal("Ask → Load → HttpClient.GetStringAsync", Way(
        """
        class Service
        {
            async Task Test(HttpClient http)
            {
                await Ask();
                Task<string> Ask() => Load();
                Task<string> Load() => http.GetStringAsync("/");
            }
            Task<string> Load(int n) => Task.FromResult("");
        }
        """));

    [Fact]
    public void Through_a_lambda_in_a_local() => Assert.Equal("lambda → HttpClient.GetStringAsync", Way(
        """
        class Service
        {
            async Task Test(HttpClient http)
            {
                Func<Task<string>> Ask = async () => await http.GetStringAsync("/");
                await Ask();
            }
        }
        """));

    [Fact]
    public void Through_a_method_of_the_base_class() => Assert.Equal("Base.Ask → HttpClient.GetStringAsync", Way(
        """
        abstract class Base(HttpClient http) { protected Task<string> Ask() => http.GetStringAsync("/"); }
        class Service(HttpClient http) : Base(http) { Task Test() => Ask(); }
        """));

    [Fact]
    public void Through_base_although_it_is_virtual() => Assert.Equal("Base.Ask → HttpClient.GetStringAsync", Way(
        """
        class Base(HttpClient http) { public virtual Task<string> Ask() => http.GetStringAsync("/"); }
        class Service(HttpClient http) : Base(http) { public override Task<string> Ask() => Task.FromResult(""); Task Test() => base.Ask(); }
        """));

    [Fact]
    public void Through_an_interface_with_one_implementation() => Assert.Equal("IPrices.Ask → Prices.Load → HttpClient.GetStringAsync", Way(
        """
        interface IPrices { Task<string> Ask(); }
        sealed class Prices(HttpClient http) : IPrices { public Task<string> Ask() => Load(); private Task<string> Load() => http.GetStringAsync("/"); }
        class Service(IPrices prices) { Task Test() => prices.Ask(); }
        """));

    [Fact]
    public void Through_a_generic_interface() => Assert.Equal("IStore.Ask → HttpClientJsonExtensions.GetFromJsonAsync", Way(
        """
        interface IStore<T> { Task<T?> Ask(int id); }
        class Store<T>(HttpClient http) : IStore<T> { public virtual async Task<T?> Ask(int id) => await http.GetFromJsonAsync<T>($"/{id}"); }
        class Service(IStore<string> store) { Task Test() => store.Ask(1); }
        """));

    [Fact]
    public void Through_an_interface_that_another_interface_extends() => Assert.Equal("IReads.Ask → HttpClient.GetStringAsync", Way(
        """
        interface IReads { Task<string> Ask(); }
        interface IReadsAndWrites : IReads;
        class Store(HttpClient http) : IReadsAndWrites { async Task<string> IReads.Ask() => await http.GetStringAsync("/"); }
        class Service(IReads reads) { Task Test() => reads.Ask(); }
        """));

    [Fact]
    public void Through_a_pipeline() => Assert.Equal("Service.Ask → HttpClient.GetStringAsync", Way(
        """
        class Service(HttpClient http, Polly.ResiliencePipeline pipeline)
        {
            async Task<string> Ask(CancellationToken token) => await pipeline.ExecuteAsync(async t => await http.GetStringAsync("/", t), token);
            Task Test() => Ask(default);
        }
        """));

    [Fact]
    public void Through_blocking_code() => Assert.Equal("Service.Ask → HttpClient.GetStringAsync", Way(
        """
        class Service(HttpClient http)
        {
            string Ask() => http.GetStringAsync("/").ConfigureAwait(false).GetAwaiter().GetResult();
            void Test() => Ask();
        }
        """));

    [Fact]
    public void Through_four_methods() => Assert.Equal("Service.Ask → Service.B → Service.C → Service.D → HttpClient.GetStringAsync", Way(Chain("http.GetStringAsync(\"/\")")));

    [Fact]
    public void But_not_through_five() => Assert.Null(Way(Chain("E()", "Task<string> E() => http.GetStringAsync(\"/\");")));

    [Fact]
    public void Through_methods_that_call_each_other() => Assert.Equal("Service.Ask → Service.Odd → HttpClient.GetStringAsync", Way(
        """
        class Service(HttpClient http)
        {
            async Task<string> Ask(int n) => n == 0 ? "" : await Odd(n - 1);
            async Task<string> Odd(int n) => n == 0 ? await http.GetStringAsync("/") : await Ask(n - 1);
            Task Test() => Ask(3);
        }
        """));

    [Fact]
    public void The_worst_of_all_calls_decides_what_a_repetition_does()
    {
        var way = Reach(
            """
            class Service(HttpClient http)
            {
                async Task Ask() { await http.GetStringAsync("/"); await Save(); }
                async Task Save() => await http.PostAsync("/", null);
                Task Test() => Ask();
            }
            """);

        Assert.Equal("Service.Ask → HttpClient.GetStringAsync", way?.ToString());
        Assert.Equal(Idempotency.Unsafe, way?.Idempotency);
    }

    [Theory]
    [InlineData("IDictionary<string, string> marks", "if (marks.ContainsKey(\"skip\")) return;")]
    [InlineData("IDictionary<string, string> marks", "if (!_known.ContainsKey(\"a\")) return;")]
    public void Through_what_a_mark_of_the_caller_may_leave_out(string parameter, string check) => Assert.Equal("Service.Ask → HttpClient.GetStringAsync", Way(
        $$"""class Service(HttpClient http) { Dictionary<string, string> _known = new(); async Task Ask({{parameter}}) { {{check}} await http.GetStringAsync("/"); } void Test() => Ask(_known); }"""));

    [Fact]
    public void The_places_lead_through_the_source()
    {
        var way = Reach(
            """
            class Client(HttpClient http) { public Task<string> Get() => http.GetStringAsync("/"); }
            class Service(Client client) { Task<string> Ask() => client.Get(); Task Test() => Ask(); }
            """);

        Assert.Equal(["client.Get()", "http.GetStringAsync(\"/\")"], way?.Places.Select(place => place.SourceTree!.GetText().ToString(place.SourceSpan)));
    }

    [Theory]
    [InlineData("Task<string> Ask() => Task.FromResult(\"\");")]
    [InlineData("void Ask() { _ = http.GetStringAsync(\"/\"); }")]
    [InlineData("void Ask() { http.GetStringAsync(\"/\"); }")]
    [InlineData("Func<Task<string>> Ask() => () => http.GetStringAsync(\"/\");")]
    [InlineData("void Ask() => AppDomain.CurrentDomain.ProcessExit += async (_, _) => await http.GetStringAsync(\"/\");")]
    [InlineData("async Task Ask() { try { await Task.Yield(); } catch (Exception) { await http.GetStringAsync(\"/\"); } }")]
    [InlineData("string? _text; async Task<string> Ask() => _text ??= await http.GetStringAsync(\"/\");")]
    [InlineData("string? _text; async Task<string> Ask() { if (_text is not null) return _text; return _text = await http.GetStringAsync(\"/\"); }")]
    [InlineData("string? _text; async Task<string> Ask() { if (_text == null) { _text = await http.GetStringAsync(\"/\"); } return _text; }")]
    [InlineData("bool _done; async Task Ask() { if (_done) return; await http.GetStringAsync(\"/\"); _done = true; }")]
    [InlineData("Dictionary<int, string> _known = new(); async Task<string> Ask() => _known.TryGetValue(1, out var text) ? text : await http.GetStringAsync(\"/\");")]
    [InlineData("Dictionary<int, string> _known = new(); async Task Ask() { if (_known.ContainsKey(1)) return; _known[1] = await http.GetStringAsync(\"/\"); }")]
    [InlineData("Microsoft.Extensions.Caching.Memory.IMemoryCache cache = null!; async Task<string?> Ask() => await Microsoft.Extensions.Caching.Memory.CacheExtensions.GetOrCreateAsync(cache, 1, async _ => await http.GetStringAsync(\"/\"));")]
    [InlineData("string Ask() => nameof(HttpClient.GetStringAsync);")]
    [InlineData("extern string Ask();")]
    [InlineData("Task Ask() => Ask();")]
    [InlineData("Task Ask(int n) => n > 0 ? Ask() : Ask(n - 1); Task Ask() => Ask(1);")]
    public void But_not(string members) => Assert.Null(Way($$"""class Service(HttpClient http) { {{members}} void Test() => Ask(); }"""));

    [Fact]
    public void But_not_where_an_interface_has_two_implementations() => Assert.Null(Way(
        """
        interface IPrices { Task<string> Ask(); }
        class Remote(HttpClient http) : IPrices { public Task<string> Ask() => http.GetStringAsync("/"); }
        class Fixed : IPrices { public Task<string> Ask() => Task.FromResult(""); }
        class Service(IPrices prices) { Task Test() => prices.Ask(); }
        """));

    [Fact]
    public void But_not_where_a_subclass_may_replace_it() => Assert.Null(Way(
        """
        class Prices(HttpClient http) { public virtual Task<string> Ask() => http.GetStringAsync("/"); }
        class Fixed(HttpClient http) : Prices(http) { public override Task<string> Ask() => Task.FromResult(""); }
        class Service(Prices prices) { Task Test() => prices.Ask(); }
        """));

    [Fact]
    public void But_not_through_an_interface_of_somebody_else() => Assert.Null(Way(
        """
        class Client(HttpClient http) : IAsyncDisposable { public async ValueTask DisposeAsync() => await http.DeleteAsync("/session"); }
        class Service(IAsyncDisposable Ask) { Task Test() => Ask.DisposeAsync().AsTask(); }
        """, call: "Ask.DisposeAsync()"));

    [Theory]
    [InlineData("async Task<string> Ask( => await http.GetStringAsync(\"/\");")]
    [InlineData("Task Ask() { return http. }")]
    [InlineData("Task Ask() => missing.Get();")]
    public void Half_typed_code_is_nothing(string members) => Assert.Null(Way($$"""class Service(HttpClient http) { {{members}} void Test() => Ask(); }"""));

    [Fact]
    public void What_an_attribute_declares()
    {
        Assert.Equal("IPrices.Ask", Way("class RemoteCallAttribute : Attribute; interface IPrices { [RemoteCall] Task Ask(); } class Service(IPrices prices) { Task Test() => prices.Ask(); }"));
        Assert.Equal("IPrices.Ask", Way("class RemoteCallAttribute : Attribute; [RemoteCall] interface IPrices { Task Ask(); } class Service(IPrices prices) { Task Test() => prices.Ask(); }"));
        Assert.Null(Way("class NotRemoteAttribute : Attribute; class Service(HttpClient http) { [NotRemote] Task Ask() => http.GetStringAsync(\"/\"); Task Test() => Ask(); }"));
        Assert.Null(Way("class NotRemoteAttribute : Attribute; class Service(HttpClient http) { Task Ask() => Get(); [NotRemote] Task Get() => http.GetStringAsync(\"/\"); Task Test() => Ask(); }"));
        Assert.Equal(Idempotency.Idempotent, Reach("class RemoteCallAttribute : Attribute; class IdempotentAttribute : Attribute; interface IPrices { [RemoteCall, Idempotent] Task Ask(); } class Service(IPrices prices) { Task Test() => prices.Ask(); }")?.Idempotency);
    }

    [Theory]
    [InlineData("Own.IPrices.Ask", "IPrices.Ask")]
    [InlineData("Own.Other.Get, Own.IPrices.*", "IPrices.Ask")]
    [InlineData("Own.IPrices.Load", null)]
    [InlineData("IPrices.Ask", null)]
    public void What_an_option_declares(string value, string? way) => Assert.Equal(way, Way(
        "namespace Own; interface IPrices { Task Ask(); } class Service(IPrices prices) { Task Test() => prices.Ask(); }", options: ("fallacies.remote_methods", value)));

    [Fact]
    public void An_option_declares_what_may_be_repeated() => Assert.Equal(Idempotency.Idempotent, Reach(
        "namespace Own; interface IPrices { Task Ask(); } class Service(IPrices prices) { Task Test() => prices.Ask(); }",
        options: [("fallacies.remote_methods", "Own.IPrices.*"), ("fallacies.idempotent_methods", "Own.IPrices.Ask")])?.Idempotency);

    private static string Chain(string last, string more = "") =>
        $$"""
        class Service(HttpClient http)
        {
            async Task<string> Ask() => await B();
            async Task<string> B() => await C();
            async Task<string> C() => await D();
            async Task<string> D() => await {{last}};
            {{more}}
            Task Test() => Ask();
        }
        """;

    private static string? Way(string source, string? call = null, params (string, string)[] options) => Reach(source, call, options)?.ToString();

    private static RemoteWay? Reach(string source, string? call = null, params (string, string)[] options)
    {
        const string Usings = "using System; using System.Collections.Generic; using System.Net.Http; using System.Net.Http.Json; using System.Threading; using System.Threading.Tasks;\n";
        var compilation = Analysis.Compile(Usings + source);
        var tree = compilation.SyntaxTrees.Single();
        var node = tree.GetRoot().DescendantNodes().OfType<InvocationExpressionSyntax>().Last(n => call is null ? Names(n.Expression) : n.ToString() == call);
        return compilation.GetSemanticModel(tree).GetOperation(node) is IInvocationOperation operation
            ? RemoteCalls.Of(compilation, new Analysis.Options(options)).Reach(operation, CancellationToken.None)
            : null;
    }

    private static bool Names(ExpressionSyntax called) => called.ToString().Split('.')[^1] == "Ask";
}
