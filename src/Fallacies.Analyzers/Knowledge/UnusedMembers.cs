using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Fallacies.Analyzers.Knowledge;

/// <summary>Tells which members never run, because nothing refers to them. By names, and in doubt they run.</summary>
internal static class UnusedMembers
{
    // What left a method unused leaves those behind that it called.
    private const int Depth = 3;

    /// <summary>Whether a member is a private method whose name stands nowhere in its type but in its own declaration, or in others that are unused. A type that nothing leads into is not finished yet.</summary>
    public static bool Contain(ISymbol member, Compilation compilation, CancellationToken cancellation) => Contain(member, ImmutableList<SyntaxReference>.Empty, compilation, cancellation);

    private static bool Contain(ISymbol member, ImmutableList<SyntaxReference> called, Compilation compilation, CancellationToken cancellation) =>
        member is IMethodSymbol { MethodKind: MethodKind.Ordinary, CanBeReferencedByName: true, DeclaredAccessibility: Accessibility.Private, PartialDefinitionPart: null, PartialImplementationPart: null, DeclaringSyntaxReferences: { Length: 1 } declarations } method
        && !IsCalledFromOutside(method)
        && LeadsInto(method.ContainingType)
        && !IsNamedOutside(method, called.Add(declarations[0]), compilation, cancellation);

    // Some other code of the type that runs: a method or accessor of its own that is not private, also one of a type inside.
    private static bool LeadsInto(INamedTypeSymbol type) => type.GetMembers().Any(member => member switch
    {
        INamedTypeSymbol inner => LeadsInto(inner),
        IMethodSymbol { IsImplicitlyDeclared: false } method => IsWritten(method) && (method.DeclaredAccessibility != Accessibility.Private || !method.ExplicitInterfaceImplementations.IsEmpty || IsCalledFromOutside(method)),
        _ => false,
    });

    // The constructor in the head of a type has no code.
    private static bool IsWritten(IMethodSymbol method) => method.DeclaringSyntaxReferences.Any(part => part.GetSyntax() is not TypeDeclarationSyntax);

    private static bool IsCalledFromOutside(IMethodSymbol method) => method is { IsStatic: true, Name: "Main" } || !method.GetAttributes().IsEmpty || IsCalledByFramework(method);

    // Unity finds methods by their names, and markup binds its events to them.
    private static bool IsCalledByFramework(IMethodSymbol method) =>
        (method.Parameters.Length == 2 && method.Parameters[1].Type.Name.EndsWith("EventArgs", StringComparison.Ordinal))
        || method.ContainingType.Bases().Any(above => above.Name is "MonoBehaviour" or "ScriptableObject");

    // "called" are the declarations from the one that is asked about to that of the method: callers that stand in them make a circle.
    private static bool IsNamedOutside(IMethodSymbol method, ImmutableList<SyntaxReference> called, Compilation compilation, CancellationToken cancellation) =>
        Source.Mentions(method, compilation, cancellation).Any(mention => !called.Exists(own => IsOwn(mention.SyntaxTree, mention.SpanStart, own)) && !StandsInUnused(mention, method, called, compilation, cancellation))
        || method.ContainingType.DeclaringSyntaxReferences is var parts && parts.Any(part => IsUnclear(part.GetSyntax(cancellation), parts.Length, method.Name, called[called.Count - 1]));

    private static bool StandsInUnused(SyntaxNode mention, IMethodSymbol method, ImmutableList<SyntaxReference> called, Compilation compilation, CancellationToken cancellation) =>
        called.Count < Depth
        && method.ContainingType.GetMembers().FirstOrDefault(other => (other is not IMethodSymbol code || IsWritten(code)) && other.DeclaringSyntaxReferences.Any(declaration => IsOwn(mention.SyntaxTree, mention.SpanStart, declaration))) is { } caller
        && Contain(caller, called, compilation, cancellation);

    // The other part may be markup; reflection names methods in strings, and code that is switched off may be on in another build.
    private static bool IsUnclear(SyntaxNode part, int parts, string name, SyntaxReference own) =>
        (parts == 1 && part.ChildTokens().Any(token => token.IsKind(SyntaxKind.PartialKeyword)))
        || part.DescendantTokens().Any(token => token.IsKind(SyntaxKind.StringLiteralToken) && token.ValueText == name && !IsOwn(part.SyntaxTree, token.SpanStart, own))
        || (part.ContainsDirectives && part.DescendantTrivia().Any(trivia => trivia.IsKind(SyntaxKind.DisabledTextTrivia) && trivia.ToString().Contains(name)));

    private static bool IsOwn(SyntaxTree tree, int position, SyntaxReference own) => tree == own.SyntaxTree && own.Span.Contains(position);
}
