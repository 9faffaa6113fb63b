using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace Fallacies.Analyzers.Knowledge;

/// <summary>Tells which members never run, because nothing refers to them. By names, and in doubt they run.</summary>
internal static class UnusedMembers
{
    /// <summary>Whether a member is a private method whose name stands nowhere in its type but in its own declaration.</summary>
    public static bool Contain(ISymbol member, Compilation compilation, CancellationToken cancellation) =>
        member is IMethodSymbol { MethodKind: MethodKind.Ordinary, CanBeReferencedByName: true, DeclaredAccessibility: Accessibility.Private, PartialDefinitionPart: null, PartialImplementationPart: null, DeclaringSyntaxReferences: { Length: 1 } declarations } method
        && method is not { IsStatic: true, Name: "Main" }
        && method.GetAttributes().IsEmpty
        && !IsCalledByFramework(method)
        && !IsNamedOutside(method, declarations[0], compilation, cancellation);

    // Unity finds methods by their names, and markup binds its events to them.
    private static bool IsCalledByFramework(IMethodSymbol method)
    {
        for (var above = method.ContainingType.BaseType; above is not null; above = above.BaseType)
        {
            if (above.Name is "MonoBehaviour" or "ScriptableObject")
                return true;
        }

        return method.Parameters.Length == 2 && method.Parameters[1].Type.Name.EndsWith("EventArgs", StringComparison.Ordinal);
    }

    private static bool IsNamedOutside(IMethodSymbol method, SyntaxReference own, Compilation compilation, CancellationToken cancellation) =>
        Source.Mentions(method, compilation, cancellation).Any(mention => !IsOwn(mention.SyntaxTree, mention.SpanStart, own))
        || method.ContainingType.DeclaringSyntaxReferences is var parts && parts.Any(part => IsUnclear(part.GetSyntax(cancellation), parts.Length, method.Name, own));

    // The other part may be markup; reflection names methods in strings, and code that is switched off may be on in another build.
    private static bool IsUnclear(SyntaxNode part, int parts, string name, SyntaxReference own) =>
        (parts == 1 && part.ChildTokens().Any(token => token.IsKind(SyntaxKind.PartialKeyword)))
        || part.DescendantTokens().Any(token => token.IsKind(SyntaxKind.StringLiteralToken) && token.ValueText == name && !IsOwn(part.SyntaxTree, token.SpanStart, own))
        || (part.ContainsDirectives && part.DescendantTrivia().Any(trivia => trivia.IsKind(SyntaxKind.DisabledTextTrivia) && trivia.ToString().Contains(name)));

    private static bool IsOwn(SyntaxTree tree, int position, SyntaxReference own) => tree == own.SyntaxTree && own.Span.Contains(position);
}
