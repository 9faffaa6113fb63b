using Fallacies.Analyzers.Knowledge;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;

namespace Fallacies.Analyzers.Latency;

/// <summary>The lambdas that run for each item of <c>Parallel.ForEachAsync</c> and <c>Parallel.ForAsync</c>.</summary>
internal static class ParallelBodies
{
    /// <summary>The names of the loops.</summary>
    public static readonly string[] Loops = ["ForEachAsync", "ForAsync"];

    /// <summary>The body of a parallel loop that is written as a lambda, whose last parameter is the loop's token.</summary>
    public static IAnonymousFunctionOperation? Of(IInvocationOperation loop) =>
        IsLoop(loop.TargetMethod) && loop.Arguments.FirstOrDefault(argument => argument.Parameter?.Name == "body") is { } body ? Operations.Unwrap(body.Value) as IAnonymousFunctionOperation : null;

    /// <summary>The body of the innermost parallel loop around a place.</summary>
    public static IAnonymousFunctionOperation? Around(IOperation place)
    {
        for (var around = place.Parent; around is not null; around = around.Parent)
        {
            if (around is IAnonymousFunctionOperation lambda && Callbacks.Receiver(lambda) is { } loop && IsLoop(loop.TargetMethod))
                return lambda;
        }

        return null;
    }

    /// <summary>Whether a token at a place is the one of a parallel loop around it, or one from outside that the loop's takes the place of.</summary>
    public static bool Replace(TokenInScope token, IOperation place) =>
        Around(place) is { Syntax: var lambda } && !token.Symbol.DeclaringSyntaxReferences.Any(declaration => IsInside(declaration, lambda));

    // A parameter of the lambda itself is what the loop hands out.
    private static bool IsInside(SyntaxReference declaration, SyntaxNode lambda) =>
        lambda is AnonymousFunctionExpressionSyntax { Body: var body } && body.SyntaxTree == declaration.SyntaxTree && body.Span.Contains(declaration.Span);

    private static bool IsLoop(IMethodSymbol method) => method is { Name: "ForEachAsync" or "ForAsync", ContainingType: { Name: "Parallel", ContainingNamespace.Name: "Tasks" } };
}
