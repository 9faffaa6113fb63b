using Fallacies.Analyzers;
using Fallacies.Analyzers.Knowledge;
using Fallacies.Analyzers.Latency;
using Fallacies.Analyzers.Reliability;
using Fallacies.CodeFixes.Latency;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;

namespace Fallacies.CodeFixes.Reliability;

/// <summary>Turns one <c>Execute</c> of an asynchronous delegate into <c>ExecuteAsync</c>, with the token that is in scope.</summary>
internal sealed class AsyncExecution
{
    private readonly IInvocationOperation _call;
    private readonly bool _isPipeline;
    private readonly List<IInvocationOperation> _takers;
    private readonly string? _outer;
    private readonly string _token;

    public AsyncExecution(IInvocationOperation call, AsyncDelegate given, KnownTypes types)
    {
        _call = call;
        _isPipeline = types.IsPipeline(call.TargetMethod.ContainingType);
        var calls = given.Given is IAnonymousFunctionOperation lambda ? lambda.Body.InThisFunction().OfType<IInvocationOperation>().Where(inner => TaskUse.IsTask(inner.TargetMethod.ReturnType) && !MeantToFinish.Is(inner)) : [];
        _takers = DelegateToken.Takers(calls.Where(inner => TokenValues.Passed(inner) is not { } passed || !TokenValues.IsNone(passed.Value)));
        if (!DelegateToken.TryFind(_takers, out var outer))
            _takers.Clear();
        _outer = outer?.WithoutTrivia().ToString() ?? new TokensInScope(types).Only(call)?.Expression;
        _token = _takers.Count > 0 ? DelegateToken.NameAt(call) : "_";
    }

    /// <summary>Adds the edits for the call; <see langword="false"/> where it cannot be turned.</summary>
    public bool Edit(AsyncDelegate given, Dictionary<SyntaxNode, Func<SyntaxNode, SyntaxNode>> edits)
    {
        if (TaskUse.Of(_call) == TaskFate.Blocked || given.Argument.Syntax is not ArgumentSyntax { Expression: var expression })
            return false;

        var adds = AddsParameter(given);
        if (adds)
        {
            foreach (var edit in DelegateToken.Into(_takers, _token))
                edits[edit.Key] = edit.Value;
        }

        if (_isPipeline || adds)
        {
            if (Asynchronous(expression, given.Given, adds) is not { } delegates)
                return false;
            edits[expression] = delegates;
        }

        edits[_call.Syntax] = current => Turned((InvocationExpressionSyntax)current, adds && _token != "_" ? _outer : null);
        return true;
    }

    // A policy of version 7 needs a token only where there is one to pass on.
    private bool AddsParameter(AsyncDelegate given) =>
        given.Argument.Parameter?.Type is INamedTypeSymbol { DelegateInvokeMethod.Parameters: var parameters }
        && !parameters.Any(parameter => parameter.Type.Name is "CancellationToken" or "ResilienceContext")
        && (_isPipeline || (_takers.Count > 0 && _outer is not null && given.Given is IAnonymousFunctionOperation));

    private Func<SyntaxNode, SyntaxNode>? Asynchronous(ExpressionSyntax expression, IOperation given, bool adds)
    {
        switch (expression)
        {
            case AnonymousFunctionExpressionSyntax lambda when (lambda.AsyncKeyword.RawKind != 0 || lambda.ExpressionBody is not null || !_isPipeline) && (!adds || DelegateToken.WithParameter(lambda, _token) is not null):
                return current =>
                {
                    var changed = (AnonymousFunctionExpressionSyntax)current;
                    changed = adds ? DelegateToken.WithParameter(changed, _token)! : changed;
                    return _isPipeline && lambda.AsyncKeyword.RawKind == 0 ? Awaiting(changed) : changed;
                };
            case SimpleNameSyntax or MemberAccessExpressionSyntax when given is IMethodReferenceOperation { Method.Parameters: var parameters } && parameters.Length <= 1:
                var name = parameters.Length == 0 ? "_" : DelegateToken.NameAt(_call);
                return current => SyntaxFactory.ParseExpression($"async {name} => await {current.WithoutTrivia()}({(parameters.Length == 0 ? "" : name)})").WithTriviaFrom(current);
            default:
                return null;
        }
    }

    private static LambdaExpressionSyntax Awaiting(AnonymousFunctionExpressionSyntax lambda)
    {
        var start = lambda.GetLeadingTrivia();
        var body = lambda.ExpressionBody!;
        var awaited = SyntaxFactory.AwaitExpression(SyntaxFactory.Token(SyntaxKind.AwaitKeyword).WithTrailingTrivia(SyntaxFactory.Space), body.WithoutLeadingTrivia()).WithLeadingTrivia(body.GetLeadingTrivia());
        return ((LambdaExpressionSyntax)lambda.WithoutLeadingTrivia()).WithExpressionBody(awaited)
            .WithAsyncKeyword(SyntaxFactory.Token(SyntaxKind.AsyncKeyword).WithTrailingTrivia(SyntaxFactory.Space))
            .WithLeadingTrivia(start);
    }

    private SyntaxNode Turned(InvocationExpressionSyntax call, string? token)
    {
        if (call.Expression is not MemberAccessExpressionSyntax access)
            return call;

        var name = SyntaxFactory.IdentifierName(_call.TargetMethod.Name + "Async").WithTriviaFrom(access.Name);
        var turned = call.WithExpression(access.WithName(name));
        if (token is not null && TokenValues.Passed(_call) is null)
            turned = AppendedArgument.To(turned, token);
        return Placed(turned);
    }

    // What was a task is one again, or is awaited where it was left lying.
    private ExpressionSyntax Placed(InvocationExpressionSyntax call)
    {
        if (TaskUse.Of(_call) == TaskFate.Awaited)
            return call;
        if ((_call.Parent is IExpressionStatementOperation || _call.TargetMethod.Name == "ExecuteAndCapture") && AwaitedBlock.IsAsync(AwaitedBlock.Function(_call.Syntax)))
            return AwaitedBlock.Awaited(call, _call.Syntax).WithTriviaFrom(call);
        return !_isPipeline || _call.Type?.Name == "ValueTask" ? call
            : SyntaxFactory.InvocationExpression(SyntaxFactory.MemberAccessExpression(SyntaxKind.SimpleMemberAccessExpression, call.WithoutTrailingTrivia(), SyntaxFactory.IdentifierName("AsTask"))).WithTriviaFrom(call);
    }
}
