using Fallacies.Analyzers.Knowledge;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;

namespace Fallacies.Analyzers.Tests.Knowledge;

/// <summary>Rules ask in any order, on several threads: what is found out about a call must not depend on what was asked before.</summary>
public sealed class RemoteInferenceOrderTests
{
    private const string LongWay = """
        class Service(HttpClient http)
        {
            async Task A() => await B();
            async Task B() => await C();
            async Task C() => await D();
            async Task D() => await E();
            async Task E() => await F();
            async Task F() => await http.GetStringAsync("/");
            Task Test() => A();
        }
        """;

    private const string WriteFarther = """
        class Service(HttpClient http)
        {
            async Task A() => await B();
            async Task B() => await C();
            async Task C() { await http.GetStringAsync("/"); await D(); }
            async Task D() => await E();
            async Task E() => await http.PostAsync("/", null);
            Task Test() => A();
        }
        """;

    private const string Circle = """
        class Service(HttpClient http)
        {
            async Task A(int n) { await B(n); await D(n); }
            async Task B(int n) => await C(n);
            async Task C(int n) { if (n > 0) await A(n - 1); await E(); }
            async Task D(int n) { await C(n); await B(n); }
            async Task E() => await http.PutAsync("/", null);
            Task Test() => A(1);
        }
        """;

    private const string OwnAndInherited = """
        class Base(HttpClient http) { public virtual Task Ask() => http.GetStringAsync("/"); }
        class Service(HttpClient http) : Base(http)
        {
            public override Task Ask() => Task.CompletedTask;
            Task Inherited() => base.Ask();
            Task Test(Base any) => Task.WhenAll(any.Ask(), base.Ask(), Inherited(), Ask());
        }
        """;

    [Theory]
    [InlineData(LongWay, 5)]
    [InlineData(WriteFarther, 7)]
    [InlineData(Circle, 9)]
    [InlineData(OwnAndInherited, 4)]
    public void Is_the_same_in_every_order(string source, int found)
    {
        var alone = Enumerable.Range(0, Ask(source, count => Enumerable.Range(0, count)).Count).Select(i => Ask(source, _ => [i])[i]).ToArray();

        Assert.Equal(found, alone.Count(way => way is not null));
        Assert.Equal(alone, Ask(source, count => Enumerable.Range(0, count)).Values);
        Assert.Equal(alone, Ask(source, count => Enumerable.Range(0, count).Reverse()).Values);
    }

    [Fact]
    public void Reaches_four_methods_and_no_fifth() =>
        Assert.Equal(
            [null, "Service.C → Service.D → Service.E → Service.F → HttpClient.GetStringAsync, Safe"],
            Ask(LongWay, count => Enumerable.Range(0, count).Reverse()).Values.Take(2));

    // The calls of the source that are asked about, each with its way.
    private static SortedDictionary<int, string?> Ask(string source, Func<int, IEnumerable<int>> order)
    {
        var compilation = Analysis.Compile("using System.Net.Http; using System.Threading.Tasks;\n" + source);
        var tree = compilation.SyntaxTrees.Single();
        var model = compilation.GetSemanticModel(tree);
        var calls = tree.GetRoot().DescendantNodes().OfType<InvocationExpressionSyntax>().Select(node => (IInvocationOperation)model.GetOperation(node)!).ToArray();
        var known = RemoteCalls.Of(compilation, new Analysis.Options([]));
        var ways = new SortedDictionary<int, string?>();
        foreach (var i in order(calls.Length))
            ways[i] = known.Reach(calls[i], CancellationToken.None) is { } way ? $"{way}, {way.Idempotency}" : null;
        return ways;
    }
}
