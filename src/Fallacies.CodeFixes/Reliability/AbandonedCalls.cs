using Fallacies.Analyzers;
using Fallacies.Analyzers.Reliability;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;

namespace Fallacies.CodeFixes.Reliability;

/// <summary>Lets a pipeline walk away from calls that take no token, by <c>WaitAsync</c>.</summary>
internal static class AbandonedCalls
{
    /// <summary>The execution with calls that are waited for as long as the pipeline says; <see langword="null"/> where one of them can be told, would meet its own repetition, or loses what it works with.</summary>
    public static InvocationExpressionSyntax? Edited(InvocationExpressionSyntax call, IInvocationOperation execution, DeafDelegate deaf, CancellationToken cancellation)
    {
        if (DelegateToken.Takers(deaf.Calls).Count > 0 || !deaf.Calls.All(CanBeLeft) || EndsSomething(deaf) || Repeats(execution, cancellation) || DelegateToken.Named(call, execution, deaf) is not var (token, naming))
            return null;

        var edits = deaf.Calls.ToDictionary(inner => inner.Syntax, _ => (Func<SyntaxNode, SyntaxNode>)(current => Left((InvocationExpressionSyntax)current, token)));
        edits[naming.Key] = naming.Value;
        return DelegateToken.With(call, edits);
    }

    private static bool CanBeLeft(IInvocationOperation call) => call is { Syntax: InvocationExpressionSyntax, Type.Name: "Task" };

    // What a "using" or "finally" ends, the call that was left may still use.
    private static bool EndsSomething(DeafDelegate deaf) => deaf.Given.Descendants().Any(part => part is IUsingOperation or IUsingDeclarationOperation or ITryOperation);

    // A second try would run beside the first one, which nobody has ended.
    private static bool Repeats(IInvocationOperation execution, CancellationToken cancellation) => execution.SemanticModel is not { } model
        || new Pipelines(KnownTypes.Of(model.Compilation), model, cancellation).Of(execution.Instance!).Any(strategies => strategies.Any(strategy => strategy.Kind is StrategyKind.Retry or StrategyKind.Hedging or StrategyKind.Other));

    private static InvocationExpressionSyntax Left(InvocationExpressionSyntax call, string token) =>
        SyntaxFactory.InvocationExpression(
            SyntaxFactory.MemberAccessExpression(SyntaxKind.SimpleMemberAccessExpression, call.WithoutTrivia(), SyntaxFactory.IdentifierName("WaitAsync")),
            SyntaxFactory.ParseArgumentList($"({token})")).WithTriviaFrom(call);
}
