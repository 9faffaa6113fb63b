using Fallacies.Analyzers.Knowledge;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Operations;

namespace Fallacies.Analyzers.Reliability;

/// <summary>FAL1022: a catch clause waits for an exception that HttpClient wraps in another one.</summary>
internal sealed class DeadTimeoutCatchAnalyzer() : FallacyAnalyzer(Descriptor)
{
    internal static readonly DiagnosticDescriptor Descriptor = Rule.Create(
        "FAL1022",
        Fallacy.Reliability,
        DiagnosticSeverity.Warning,
        title: "HttpClient timeout invisible to the handler",
        messageFormat: "{0} never sees a timeout of '{1}': {2}",
        description: "When HttpClient has waited long enough it cancels the request and throws TaskCanceledException; the TimeoutException is its inner exception. What is written for a TimeoutException around it never runs, and a retry around it or below it does not try again.",
        customTags: Rule.Certain);

    /// <summary>Why what is written for a <see cref="TimeoutException"/> is dead.</summary>
    internal const string Wrapped = "HttpClient throws TaskCanceledException, with the TimeoutException inside";

    public override void Register(Registration registration)
    {
        if (registration.Kind != ProjectKind.Test)
            registration.OnOperation(OperationKind.CatchClause, context => Analyze(context, registration));
    }

    private static void Analyze(OperationAnalysisContext context, Registration registration)
    {
        var clause = (ICatchClauseOperation)context.Operation;
        if (clause is not { ExceptionType: { Name: "TimeoutException" } caught, Parent: ITryOperation attempt, Syntax: CatchClauseSyntax { Declaration: { } declaration } })
            return;
        if (!SymbolEqualityComparer.Default.Equals(caught, registration.Types.Type("System.TimeoutException")) || attempt.Catches.Any(HandlesCancellation))
            return;
        if (TimedCalls.Of(attempt.Body, registration) is not { } send || HandlersThrowIt(registration.Compilation, context.CancellationToken))
            return;

        context.ReportDiagnostic(Diagnostic.Create(Descriptor, declaration.Type.GetLocation(), $"'catch ({declaration.Type})'", ShortText.Of(Source.NameOf(send.Syntax)), Wrapped));
    }

    // Whoever catches it beside has met it.
    private static bool HandlesCancellation(ICatchClauseOperation clause) =>
        clause.ExceptionType.Name is "OperationCanceledException" or "TaskCanceledException"
        || clause.Filter?.Syntax.ToString() is { } filter && (filter.Contains("CanceledException") || filter.Contains("InnerException"));

    // A handler that turns the one into the other does so for whoever uses its clients.
    internal static bool HandlersThrowIt(Compilation compilation, CancellationToken cancellation) => Source.Mentions("TimeoutException", compilation, cancellation).Any(mention =>
        mention.Ancestors().Any(node => node is ThrowStatementSyntax or ThrowExpressionSyntax)
        && mention.FirstAncestorOrSelf<TypeDeclarationSyntax>()?.BaseList?.ToString().Contains("Handler") == true);
}
