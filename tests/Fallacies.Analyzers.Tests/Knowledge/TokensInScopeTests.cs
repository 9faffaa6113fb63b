using Fallacies.Analyzers.Knowledge;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;

namespace Fallacies.Analyzers.Tests.Knowledge;

public sealed class TokensInScopeTests
{
    [Theory]
    [InlineData("async Task M(CancellationToken token) => await Call();", "token")]
    [InlineData("Task M(in CancellationToken token) => Call();", "token")]
    [InlineData("async Task M(CancellationToken? token) => await Call();", "token ?? default")]
    [InlineData("async Task M(CancellationToken? maybe, CancellationToken token) => await Call();", "token, maybe ?? default")]
    [InlineData("async Task M(CancellationToken @event) => await Call();", "@event")]
    [InlineData("async Task M(CancellationToken token) { using var source = CancellationTokenSource.CreateLinkedTokenSource(token); await Call(); }", "source.Token, token")]
    [InlineData("async Task M(CancellationToken token) { using (var source = new CancellationTokenSource(1000)) { await Call(); } }", "source.Token, token")]
    [InlineData("async Task M() { using var source = new CancellationTokenSource(); source.CancelAfter(1000); var token = source.Token; await Call(); }", "source.Token, token")]
    [InlineData("async Task M(HttpContext context) => await Call();", "context.RequestAborted")]
    [InlineData("async Task M(HttpRequest request, CancellationToken token) => await Call();", "token, request.HttpContext.RequestAborted")]
    [InlineData("async Task M(ActionExecutingContext context) => await Call();", "context.HttpContext.RequestAborted")]
    [InlineData("async Task M(Grpc.Core.ServerCallContext context) => await Call();", "context.CancellationToken")]
    [InlineData("async Task M(Polly.ResilienceContext context) => await Call();", "context.CancellationToken")]
    [InlineData("async Task M(CancellationToken token) => await Task.WhenAll(new[] { 1 }.Select(async (int i, int n) => await Call()));", "token")]
    [InlineData("Task M(CancellationToken outer) => Run(async _ => await Call(), outer);", "outer")]
    [InlineData("Task M(CancellationToken outer) => Run(async (token) => await Call(), outer);", "token, outer")]
    [InlineData("Task M(CancellationToken outer) { return Inner(); async Task Inner() => await Call(); }", "outer")]
    public void Finds(string member, string expected) => Assert.Equal(expected, string.Join(", ", At(member).Select(token => token.Expression)));

    [Theory]
    [InlineData("async Task M() => await Call();")]
    [InlineData("async Task M(CancellationToken token) { async Task Inner() => await Other(token); await Run(static async t => { await Inner2(); }, token); static async Task Inner2() => await Call(); await Inner(); }")]
    [InlineData("async Task M() { using var source = new CancellationTokenSource(); await Call(); }")]
    [InlineData("async Task M() { using var source = new CancellationTokenSource(1000); await Call(); source.Cancel(); }")]
    [InlineData("async Task M() { var token = CancellationToken.None; await Call(); }")]
    [InlineData("async Task M() { await Call(); using var source = new CancellationTokenSource(1000); }")]
    [InlineData("async Task M(HttpContext? context) => await Call();")]
    [InlineData("Calls(CancellationToken token) { Call(); }")]
    public void Finds_nothing_in(string member) => Assert.Empty(At(member));

    [Theory]
    [InlineData("async Task M(CancellationToken token) => await Run(async _ => await Call(), token);", true)]
    [InlineData("async Task M(CancellationToken token) => await Task.Run(async () => await Call()).ConfigureAwait(false);", true)]
    [InlineData("async Task M(CancellationToken token) => await Task.WhenAll(new[] { 1 }.Select(i => Call()));", true)]
    [InlineData("Task M(CancellationToken token) { return Inner(); async Task Inner() => await Call(); }", true)]
    [InlineData("void M(CancellationToken token) => Task.Run(async () => await Call());", false)]
    [InlineData("void M(CancellationToken token) => token.Register(async () => await Call());", false)]
    [InlineData("async Task M(CancellationToken token) => await GetOrCreate(async _ => await Call(), token);", false)]
    [InlineData("void M(CancellationToken token) { _ = Inner(); async Task Inner() => await Call(); }", false)]
    [InlineData("Func<Task> M(CancellationToken token) => async () => await Call();", false)]
    public void Knows_whether_the_owner_waits(string member, bool expected) => Assert.Equal(expected, At(member)[0].Waits);

    [Theory]
    [InlineData("async Task M(CancellationToken token) => await Call();", "token")]
    [InlineData("async Task M(CancellationToken one, CancellationToken other) => await Call();", null)]
    [InlineData("async Task M(HttpContext context, HttpRequest request) => await Call();", "context.RequestAborted")]
    public void Does_not_guess_between_two(string member, string? expected) => Assert.Equal(expected, Of(member, (scope, call) => scope.Only(call))?.Expression);

    [Theory]
    [InlineData("Microsoft.AspNetCore.Mvc.ControllerBase", "HttpContext.RequestAborted")]
    [InlineData("Microsoft.AspNetCore.Mvc.RazorPages.PageModel", "HttpContext.RequestAborted")]
    [InlineData("Microsoft.AspNetCore.SignalR.Hub", "Context.ConnectionAborted")]
    public void Finds_what_a_class_inherits(string baseType, string expected) =>
        Assert.Equal(expected, Of("async Task M() => await Call();", (scope, call) => scope.Nearest(call), baseType)?.Expression);

    [Fact]
    public void A_static_method_inherits_no_request() =>
        Assert.Null(Of("static async Task M() => await Other(default);", (scope, call) => scope.Nearest(call), "Microsoft.AspNetCore.Mvc.ControllerBase", "Other"));

    private static List<TokenInScope> At(string member) => Of(member, (scope, call) => scope.At(call).ToList())!;

    private static T Of<T>(string member, Func<TokensInScope, IInvocationOperation, T> ask, string baseType = "object", string name = "Call")
    {
        var compilation = Analysis.Compile(
            $$"""
            using System;
            using System.Linq;
            using System.Threading;
            using System.Threading.Tasks;
            using Microsoft.AspNetCore.Http;
            using Microsoft.AspNetCore.Mvc.Filters;
            class Calls : {{baseType}}
            {
                {{member}}
                static Task Call() => Task.CompletedTask;
                static Task Other(CancellationToken token) => Task.CompletedTask;
                static Task Run(Func<CancellationToken, Task> work, CancellationToken token) => work(token);
                static Task GetOrCreate(Func<CancellationToken, Task> work, CancellationToken token) => work(token);
            }
            """);
        Assert.Empty(compilation.GetDiagnostics().Where(d => d.Severity == DiagnosticSeverity.Error && d.Id != "CS0121"));
        var tree = compilation.SyntaxTrees.Single();
        var node = tree.GetRoot().DescendantNodes().OfType<InvocationExpressionSyntax>().First(n => n.Expression is IdentifierNameSyntax identifier && identifier.Identifier.ValueText == name);
        return ask(new TokensInScope(KnownTypes.Of(compilation)), (IInvocationOperation)compilation.GetSemanticModel(tree).GetOperation(node)!);
    }
}
