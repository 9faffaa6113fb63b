using Fallacies.Analyzers.Knowledge;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;

namespace Fallacies.CodeFixes.Reliability;

/// <summary>The call that runs a delegate under a pipeline or policy.</summary>
internal static class Executed
{
    /// <summary>Whether the call hears of a token of its caller already, through its own token or the context it is given.</summary>
    public static bool Hears(IInvocationOperation execution, ExpressionSyntax outer)
    {
        var passed = TokenValues.Passed(execution);
        if (passed is null && execution.Arguments.FirstOrDefault(argument => argument.Parameter?.Type.Name == "ResilienceContext") is { } context)
            passed = Operations.Unwrap(context.Value) is ILocalReferenceOperation local && Locals.OnlyValue(local) is IInvocationOperation { TargetMethod.Name: "Get" } made ? TokenValues.Passed(made) : null;
        return passed is { Syntax: ArgumentSyntax { Expression: var token } } && SyntaxFactory.AreEquivalent(token, outer);
    }

    /// <summary>The call with a token of its caller; <see langword="null"/> where it has another one already, or takes none.</summary>
    public static InvocationExpressionSyntax? Telling(InvocationExpressionSyntax changed, IInvocationOperation execution, string outer)
    {
        if (TokenValues.Passed(execution) is { } passed)
        {
            var at = ((InvocationExpressionSyntax)execution.Syntax).ArgumentList.Arguments.IndexOf((ArgumentSyntax)passed.Syntax);
            var argument = changed.ArgumentList.Arguments[at];
            return TokenValues.IsNone(passed.Value) ? changed.ReplaceNode(argument.Expression, SyntaxFactory.ParseExpression(outer).WithTriviaFrom(argument.Expression)) : null;
        }

        return execution.Arguments.Any(argument => argument.Parameter?.Type.Name == "ResilienceContext") ? null : Latency.AppendedArgument.To(changed, outer);
    }
}
