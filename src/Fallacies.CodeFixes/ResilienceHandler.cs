using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using static Microsoft.CodeAnalysis.CSharp.SyntaxFactory;

namespace Fallacies.CodeFixes;

/// <summary>Appends a resilience handler to the registration of a client.</summary>
internal static class ResilienceHandler
{
    private const string Extensions = "Microsoft.Extensions.DependencyInjection.ResilienceHttpClientBuilderExtensions";
    private const string Standard = "AddStandardResilienceHandler";
    private const string Ours = "AddDependencyResilienceHandler";

    /// <summary>The edit, or <see langword="null"/> where the package is not referenced or the builder is used elsewhere.</summary>
    public static ChainEdit? Append(InvocationExpressionSyntax call, SemanticModel model, bool sendsUnsafe, string? total = null)
    {
        var last = BuilderChain.Last(call);
        if (model.GetTypeInfo(last).Type is not { Name: "IHttpClientBuilder" } builder || last.Parent is not (ExpressionStatementSyntax or ArrowExpressionClauseSyntax))
            return null;

        // Ours never repeats what must not be repeated.
        if (!model.LookupSymbols(last.SpanStart, builder, Ours, includeReducedExtensionMethods: true).IsEmpty)
            return new ChainEdit("Add the resilience handler for dependencies: retries with a budget, a circuit breaker, limits in time", [last], (_, current) => Step(current, last, Ours));
        if (model.Compilation.GetTypeByMetadataName(Extensions)?.GetMembers(Standard).IsEmpty != false || (sendsUnsafe && !SafeRetry.Exists(model)))
            return null;

        var options = HandlerOptions.FreeName(last, model);
        var lambda = HandlerOptions.Lambda(options, Layout.At(last, last.Span.End), [.. total is null ? [] : new[] { TotalTimeout.Line(options, total) }, .. sendsUnsafe ? new[] { SafeRetry.Line(options) } : []]);
        var title = $"Add the standard resilience handler: {(sendsUnsafe ? "reads are tried 4 times, writes once" : "up to 4 tries")}, {total ?? "30 seconds"} in all, a circuit breaker";
        return new ChainEdit(title, [last], (_, current) => Step(current, last, Standard, lambda is null ? [] : [Argument(lambda)])) { Using = sendsUnsafe ? SafeRetry.Using(last.SpanStart, model) : null };
    }

    private static SyntaxNode Step(SyntaxNode current, InvocationExpressionSyntax original, string name, params ArgumentSyntax[] arguments) =>
        current is InvocationExpressionSyntax builder ? RegistrationStep.After(builder, original, name, arguments) : current;
}
