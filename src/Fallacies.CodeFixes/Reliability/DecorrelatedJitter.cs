using System.Globalization;
using Fallacies.Analyzers.Reliability;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Formatting;
using Microsoft.CodeAnalysis.Operations;

namespace Fallacies.CodeFixes.Reliability;

/// <summary>Replaces a count and a wait that doubles by the back-off of Polly.Contrib.WaitAndRetry, where that is referenced.</summary>
internal static class DecorrelatedJitter
{
    public static ChainEdit? Of(InvocationExpressionSyntax call, ArgumentSyntax provider, IInvocationOperation operation, RetryPolicy policy, SemanticModel model, ImportingCode code)
    {
        var count = operation.Arguments.FirstOrDefault(argument => argument.Parameter?.Name == "retryCount")?.Syntax as ArgumentSyntax;
        var backoff = model.Compilation.GetTypeByMetadataName("Polly.Contrib.WaitAndRetry.Backoff");
        if (count is null || HasComment(count) || HasComment(provider) || backoff?.GetMembers("DecorrelatedJitterBackoffV2").OfType<IMethodSymbol>().Any(HasItsShape) != true || !AttemptDelays.Double(policy.Delays))
            return null;

        var waits = Waits(policy.Delays[0], count.Expression, code);
        var argument = SyntaxFactory.Argument(provider.NameColon is null ? null : SyntaxFactory.NameColon("sleepDurations").WithTrailingTrivia(SyntaxFactory.Space), default, waits);
        var arguments = call.ArgumentList.Arguments;
        var at = arguments.IndexOf(provider);
        var rest = arguments.Replace(provider, argument.WithTriviaFrom(provider)).RemoveAt(arguments.IndexOf(count));
        var rewritten = call.WithArgumentList(call.ArgumentList.WithArguments(rest));
        return at > arguments.IndexOf(count) && Binds(rewritten, call, model)
            ? new("Use back-off with decorrelated jitter", [call.ArgumentList], (_, _) => rewritten.ArgumentList.WithAdditionalAnnotations(Formatter.Annotation))
            : null;
    }

    private static bool HasComment(SyntaxNode replaced) => replaced.DescendantTrivia().Any(trivia => !trivia.IsKind(SyntaxKind.WhitespaceTrivia) && !trivia.IsKind(SyntaxKind.EndOfLineTrivia));

    private static bool HasItsShape(IMethodSymbol method) => method.Parameters.Take(2).Select(parameter => parameter.Name).SequenceEqual(["medianFirstRetryDelay", "retryCount"]);

    private static ExpressionSyntax Waits(TimeSpan first, ExpressionSyntax count, ImportingCode code)
    {
        var whole = first.Ticks % TimeSpan.TicksPerSecond == 0;
        var amount = (whole ? first.TotalSeconds : first.TotalMilliseconds).ToString(CultureInfo.InvariantCulture);
        return code.Parse(
            $"Backoff.DecorrelatedJitterBackoffV2(medianFirstRetryDelay: TimeSpan.{(whole ? "FromSeconds" : "FromMilliseconds")}({amount}), retryCount: {count.WithoutTrivia()})",
            count.SpanStart,
            "Polly.Contrib.WaitAndRetry.Backoff",
            "System.TimeSpan");
    }

    private static bool Binds(InvocationExpressionSyntax rewritten, InvocationExpressionSyntax call, SemanticModel model) =>
        model.GetSpeculativeSymbolInfo(call.SpanStart, rewritten, SpeculativeBindingOption.BindAsExpression).Symbol is IMethodSymbol { Name: var name } method
        && name == model.GetSymbolInfo(call).Symbol?.Name && method.Parameters.Any(parameter => parameter.Name == "sleepDurations");
}
