using Fallacies.Analyzers.Knowledge;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Fallacies.Analyzers.Tests.Knowledge;

/// <summary>What is known of a body before it is bound. The method <c>Ask</c> of <c>Service</c> is asked about.</summary>
public sealed class RemoteOutlineTests
{
    private const string Others =
        """
        class Client(HttpClient http)
        {
            public static Client Shared = null!;
            public Client Inner => this;
            public Task<string> Load() => http.GetStringAsync("/");
            public string Name() => "client";
            public string Format(string text) => text.Trim();
        }
        static class Extensions
        {
            public static Task<string> Fetch(this Client client) => client.Load();
            public static Task<string> GetValue(this Client client) => client.Load();
            public static string TryGetValue(this IOther other) => other.Name();
            public static Task<string> Push(this IOther other, HttpClient http) => http.GetStringAsync("/");
        }
        static class Helper { public static string Value() => Client.Shared.Load().Result; }
        interface IStore { Task<string> Load(); Task<string> Missing(); }
        class Store(Client client) : IStore { public Task<string> Load() => client.Load(); Task<string> IStore.Missing() => client.Load(); }
        interface IOther { string Name(); string Push(int id); }
        class Loader { public string Load() => ""; public static Task<Loader> Make() => Task.FromResult(new Loader()); }
        class Base(Client client) { protected Client Kept => client; protected virtual Task<string> Get() => client.Load(); }
        """;

    [Theory]
    [InlineData("Task<string> Ask() => http.GetStringAsync(\"/\");")]
    [InlineData("Task<string> Ask() => this.Own.GetStringAsync(\"/\"); HttpClient Own => http;")]
    [InlineData("Task<string> Ask() => http!.GetStringAsync(\"/\");")]
    [InlineData("Task<string>? Ask() => http?.GetStringAsync(\"/\");")]
    [InlineData("Task<string>? Ask() => client?.Inner?.Load();")]
    [InlineData("Task<string> Ask() => http.GetFromJsonAsync<string>(\"/\")!;")]
    [InlineData("Task<string> Ask() => client.Load();")]
    [InlineData("Task<string> Ask() => client.Fetch();")]
    [InlineData("Task<string> Ask() => Extensions.Fetch(client);")]
    [InlineData("Task<string> Ask() => store.Load();")]
    [InlineData("Task<string> Ask() => store.Missing();")]
    [InlineData("Task<string> Ask(Client other) => other.Inner.Load();")]
    [InlineData("Task<string> Ask() => Client.Shared.Load();")]
    [InlineData("Task<string> Ask() => Make().Load(); Client Make() => client;")]
    [InlineData("Task<string> Ask() { var other = new Client(http); return other.Load(); }")]
    [InlineData("Task<string> Ask() { var store = client; return store.Load(); } string store = \"\";")]
    [InlineData("Task<string> Ask() => Task.Run(() => client.Load());")]
    [InlineData("Task<string> Ask() { return Local(); Task<string> Local() => client.Load(); }")]
    [InlineData("Task<string> Ask() => Kept.Load();")]
    [InlineData("Task<string> Ask() => base.Get(); protected override Task<string> Get() => Task.FromResult(\"\");")]
    [InlineData("Task<string> Ask() => new Nested(this).Go(); Task<string> Outer() => client.Load(); class Nested(Service outer) { public Task<string> Go() => outer.Outer(); }")]
    [InlineData("Task<string> Ask(IOther other) => other.Push(http);")]
    [InlineData("Task<string> Ask() => client.GetValue();")]
    [InlineData("string Ask() => Value();")]
    [InlineData("async Task<string> Ask() { if (client is null) { return Part(); string Part() => \"\"; } return await Part(1); } Task<string> Part(int n) => client.Load();")]
    [InlineData("Task<string> Ask(int n) => n == 0 ? client.Load() : Ask(n - 1);")]
    [InlineData("Task<string> Ask() => B(); Task<string> B() => C(); Task<string> C() => client.Load();")]
    [InlineData("Task<string> Ask() { var other = Client.Shared.Inner; return other.Load(); }")]
    [InlineData("Task<string> Ask() { HttpClient other = new(); return other.GetStringAsync(\"/\"); }")]
    [InlineData("async Task<string> Ask() { var other = await Found(); return await other.Load(); } Task<Client> Found() => Task.FromResult(client);")]
    [InlineData("async Task<string> Ask() { var other = await Found().ConfigureAwait(false); return await other.Load(); } Task<Client> Found() => Task.FromResult(client);")]
    [InlineData("Task<string> Ask() { foreach (var other in new[] { client }) return other.Load(); return null!; }")]
    [InlineData("object Ask(bool first) { if (first) { var other = new Loader(); return other.Load(); } else { var other = client; return other.Load(); } }")]
    [InlineData("Task<string> Ask(Missing other) => Task.Run(() => client.Load());")]
    [InlineData("Task<string> Ask() { Local(); return client.Load(); void Local() { var client = new Loader(); client.Load(); } }")]
    [InlineData("Task<string> Ask(int n) { if (n > 0) { var client = new Loader(); client.Load(); } return client.Load(); }")]
    [InlineData("Task<string> Ask(int n) { switch (n) { case 0: var client = new Loader(); client.Load(); break; } return client.Load(); }")]
    [InlineData("Task<string> Ask() { using (var client = new Disposed()) client.Load(); return client.Load(); } class Disposed : Loader, IDisposable { public void Dispose() { } }")]
    public void May_reach(string members) => Assert.Equal(RemoteOutline.Answer.Yes, Outline(members));

    [Theory]
    [InlineData("string Ask() => \"\";")]
    [InlineData("string Ask() => client.Name();")]
    [InlineData("string Ask() => client.Format(nameof(HttpClient.GetStringAsync));")]
    [InlineData("string Ask() => string.Join(\",\", new[] { 1, 2 }.Where(n => n > 1).Select(n => n.ToString()));")]
    [InlineData("string? Ask() => Environment.GetEnvironmentVariable(\"HOME\");")]
    [InlineData("int Ask(Func<int> send) => send();")]
    [InlineData("int Ask() => typeof(Service).GetProperties().Length;")]
    [InlineData("string Ask(IOther other) => other.Name();")]
    [InlineData("void Ask() => Ask();")]
    [InlineData("Task<string> Ask() => B(); Task<string> B() => C(); Task<string> C() => Task.FromResult(client.Name());")]
    [InlineData("string Ask() { var other = new Loader(); return other.Load(); }")]
    [InlineData("string Ask() { Loader other = new(); return other.Load(); }")]
    [InlineData("string Ask() { using (var other = new Disposed()) return other.Load(); } class Disposed : Loader, IDisposable { public void Dispose() { } }")]
    [InlineData("async Task<string> Ask() { var other = await Loader.Make(); return other.Load(); }")]
    [InlineData("string Ask() { using var response = new HttpResponseMessage(); return response.Headers.GetValues(\"a\").Single(); }")]
    [InlineData("string Ask(Missing other) => other.GetStringAsync(\"/\");")]
    [InlineData("string Ask(Missing other) => other.Inner.GetStringAsync(\"/\");")]
    [InlineData("string Ask(IOther[] others) => others.First().Name();")]
    [InlineData("bool Ask(System.Collections.Generic.Dictionary<string, Loader> all) => all.TryGetValue(\"a\", out _);")]
    public void Does_not_reach(string members) => Assert.Equal(RemoteOutline.Answer.No, Outline(members));

    [Fact]
    public void Is_cut_where_the_way_is_too_long()
    {
        const string Members = "Task<string> Ask() => B(); Task<string> B() => C(); Task<string> C() => client.Load();";

        Assert.Equal(RemoteOutline.Answer.TooFar, Outline(Members, depth: 2));
        Assert.Equal(RemoteOutline.Answer.TooFar, Outline(Members, depth: 3));
        Assert.Equal(RemoteOutline.Answer.Yes, Outline(Members, depth: 4));
    }

    [Fact]
    public void Many_methods_of_one_name_are_not_looked_into()
    {
        const string Service = "class Service { object Ask() => Other().Go(); dynamic Other() => this; }";

        Assert.Equal(RemoteOutline.Answer.No, Outline(WithFiles(Service, 6)));
        Assert.Equal(RemoteOutline.Answer.Yes, Outline(WithFiles(Service, 7)));
    }

    [Fact]
    public void A_generated_client_of_another_assembly_may_have_any_name()
    {
        const string Service = "class Service { object Ask() { var other = Other(); return other.SayHello(); } dynamic Other() => this; }";

        Assert.Equal(RemoteOutline.Answer.No, Outline(Analysis.Compile(Service, References.Without("Grpc"))));
        Assert.Equal(RemoteOutline.Answer.Yes, Outline(Analysis.Compile(Service)));
    }

    [Fact]
    public void A_client_of_AWS_does_not_block_outside_of_NET_Framework()
    {
        Assert.Equal(RemoteOutline.Answer.No, Outline("object Ask() { var other = Other(); return other.PutObject(1); } dynamic Other() => this;"));
        Assert.Equal(RemoteOutline.Answer.Yes, Outline("object Ask() { var other = Other(); return other.PutObjectAsync(1); } dynamic Other() => this;"));
    }

    private static RemoteOutline.Answer Outline(string members, int depth = 4) => Outline(
        Analysis.Compile(
            $$"""
            using System; using System.Linq; using static Helper; using System.Net.Http; using System.Net.Http.Json; using System.Threading.Tasks;
            class Service(HttpClient http, Client client, IStore store) : Base(client) { {{members}} }
            {{Others}}
            """, References.Without("Grpc")),
        depth);

    private static CSharpCompilation WithFiles(string source, int others)
    {
        var compilation = Analysis.Compile(source, References.Without("Grpc"));
        var options = compilation.SyntaxTrees.Single().Options;
        return compilation.AddSyntaxTrees(Enumerable.Range(0, others).Select(n => CSharpSyntaxTree.ParseText($"class Other{n} {{ public void Go() {{ }} }}", (CSharpParseOptions)options)));
    }

    private static RemoteOutline.Answer Outline(Compilation compilation, int depth = 4)
    {
        var tree = compilation.SyntaxTrees.First();
        var model = compilation.GetSemanticModel(tree);
        var declaration = tree.GetRoot().DescendantNodes().OfType<MethodDeclarationSyntax>().First(method => method.Identifier.ValueText == "Ask");
        return new RemoteOutline(RemoteCalls.Of(compilation), compilation).Of((IMethodSymbol)model.GetDeclaredSymbol(declaration)!, model, depth, CancellationToken.None);
    }
}
