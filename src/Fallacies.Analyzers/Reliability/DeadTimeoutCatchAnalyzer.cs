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
        if (clause is not { ExceptionType: { } caught, Parent: ITryOperation attempt, Syntax: CatchClauseSyntax { Declaration: { } declaration } } || attempt.Catches.Any(HandlesCancellation))
            return;

        var timeout = registration.Types.Type("System.TimeoutException");
        var (name, words) = IsSame(caught, timeout) ? (declaration.Type, $"catch ({declaration.Type})") : caught.Name == "Exception" && timeout is not null ? Tested(clause, timeout) : default;
        if (name is null || TimedCalls.Of(attempt.Body, registration) is not { } send || HandlersThrowIt(registration.Compilation, context.CancellationToken))
            return;

        context.ReportDiagnostic(Diagnostic.Create(Descriptor, name.GetLocation(), $"'{words}'", ShortText.Of(Source.NameOf(send.Syntax)), Wrapped));
    }

    // catch (Exception e) when (e is HttpRequestException or TimeoutException). A method that gets the exception may look inside it.
    private static (SyntaxNode? Name, string Words) Tested(ICatchClauseOperation clause, INamedTypeSymbol timeout)
    {
        if (clause.Filter is not { } filter || filter.Descendants().Any(part => part is IArgumentOperation { Value: var value } && Operations.Unwrap(value).Type?.Name == "Exception"))
            return default;

        foreach (var test in filter.DescendantsAndSelf().Where(part => IsAlternative(part, filter)))
        {
            var (value, name) = test switch
            {
                IIsTypeOperation type when IsSame(type.TypeOperand, timeout) => (type.ValueOperand, (type.Syntax as BinaryExpressionSyntax)?.Right),
                IIsPatternOperation pattern => (pattern.Value, pattern.Pattern.DescendantsAndSelf().Where(part => IsAlternative(part, pattern.Pattern)).Select(part => NameIn(part, timeout)).FirstOrDefault(found => found is not null)),
                _ => (null, (SyntaxNode?)null),
            };
            if (name is not null && Operations.Unwrap(value!) is ILocalReferenceOperation { Local: var exception } && clause.Locals.Contains(exception, SymbolEqualityComparer.Default))
                return (name, $"{exception.Name} is {name}");
        }

        return default;
    }

    private static SyntaxNode? NameIn(IOperation pattern, INamedTypeSymbol timeout) => pattern switch
    {
        ITypePatternOperation { MatchedType: var type } when IsSame(type, timeout) => pattern.Syntax,
        IDeclarationPatternOperation { MatchedType: { } type, Syntax: DeclarationPatternSyntax { Type: var name } } when IsSame(type, timeout) => name,
        _ => null,
    };

    // Not denied, nor a part of something else.
    private static bool IsAlternative(IOperation part, IOperation whole)
    {
        for (; part != whole; part = part.Parent!)
        {
            if (part.Parent is not (IBinaryOperation { OperatorKind: BinaryOperatorKind.ConditionalAnd or BinaryOperatorKind.ConditionalOr } or IBinaryPatternOperation or IParenthesizedOperation))
                return false;
        }

        return true;
    }

    private static bool IsSame(ISymbol? one, ISymbol? other) => other is not null && SymbolEqualityComparer.Default.Equals(one, other);

    // Whoever catches it beside has met it.
    private static bool HandlesCancellation(ICatchClauseOperation clause) =>
        clause.ExceptionType.Name is "OperationCanceledException" or "TaskCanceledException"
        || clause.Filter?.Syntax.ToString() is { } filter && (filter.Contains("CanceledException") || filter.Contains("InnerException"));

    // A handler that turns the one into the other does so for whoever uses its clients.
    internal static bool HandlersThrowIt(Compilation compilation, CancellationToken cancellation) => Source.Mentions("TimeoutException", compilation, cancellation).Any(mention =>
        mention.Ancestors().Any(node => node is ThrowStatementSyntax or ThrowExpressionSyntax)
        && mention.FirstAncestorOrSelf<TypeDeclarationSyntax>()?.BaseList?.ToString().Contains("Handler") == true);
}
