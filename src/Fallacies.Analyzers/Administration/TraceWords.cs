using Fallacies.Analyzers.Knowledge;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;

namespace Fallacies.Analyzers.Administration;

/// <summary>Signs that code deals with the trace context itself, and names of things whose context nobody misses.</summary>
internal static class TraceWords
{
    private static readonly string[] Context =
    [
        "traceparent", "tracecontext", "tracestate", "traceid", "traceheader", "spancontext", "spanid", "propagat", "xb3", "ubertrace", "diagnosticid",
        "xamzntrace", "tracecarrier", "setparentid", "addlink",
    ];

    private static readonly HashSet<string> OfActivity = new(StringComparer.Ordinal)
    {
        "Id", "ParentId", "RootId", "TraceId", "SpanId", "ParentSpanId", "Context", "TraceStateString", "Baggage",
    };

    /// <summary>Whether a name, a key or a text speaks of a trace context.</summary>
    public static bool IsContext(string text)
    {
        var plain = new string(text.Where(char.IsLetterOrDigit).ToArray());
        return text == "b3" || NameWords.Of(text).Contains("Inject") || Context.Any(word => plain.IndexOf(word, StringComparison.OrdinalIgnoreCase) >= 0);
    }

    /// <summary>Whether code reads a trace context or names one. Calls of <c>Inject</c> do not count: what they fill is followed instead.</summary>
    public static bool In(IOperation scope) =>
        scope.Syntax.DescendantTokens(static node => !IsElsewhere(node)).Any(IsContext) || scope.DescendantsAndSelf().Any(IsActivityRead);

    /// <summary>Whether values of this type have room for a trace context.</summary>
    public static bool InType(ITypeSymbol? type) => type switch
    {
        ITypeParameterSymbol parameter => parameter.ConstraintTypes.Any(InType),
        INamedTypeSymbol named when named.SpecialType == SpecialType.None => Members(named).Any(member => member is IPropertySymbol or IFieldSymbol && IsContext(member.Name)),
        _ => false,
    };

    private static IEnumerable<ISymbol> Members(INamedTypeSymbol type) => type.SelfAndBases().TakeWhile(above => above.SpecialType == SpecialType.None).SelectMany(above => above.GetMembers());

    // The operation of top-level statements has the whole file as its syntax.
    private static bool IsElsewhere(SyntaxNode node) => node is UsingDirectiveSyntax or BaseTypeDeclarationSyntax || IsInject(node);

    private static bool IsInject(SyntaxNode node) =>
        node is InvocationExpressionSyntax { Expression: MemberAccessExpressionSyntax { Name.Identifier.ValueText: "Inject" }, ArgumentList.Arguments.Count: >= 3 };

    private static bool IsContext(SyntaxToken token) =>
        token.Kind() is SyntaxKind.IdentifierToken or SyntaxKind.StringLiteralToken or SyntaxKind.InterpolatedStringTextToken && IsContext(token.ValueText);

    // An injected activity is followed through what it fills; one that is read elsewhere may go anywhere.
    private static bool IsActivityRead(IOperation operation) =>
        operation is IPropertyReferenceOperation { Property: { ContainingType: { Name: "Activity", ContainingNamespace.Name: "Diagnostics" } } property } read
        && OfActivity.Contains(property.Name)
        && !read.Syntax.Ancestors().Any(IsInject);
}
