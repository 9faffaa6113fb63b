using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Fallacies.CodeFixes;

/// <summary>Static fields of a type get their values in the order of the source: one that reads another has to stand behind it.</summary>
internal static class StaticOrder
{
    /// <summary>The first place among the members of a type where a static field may start with a value; <see langword="null"/> where another part of the type may come later.</summary>
    public static int? PlaceFor(SyntaxNode value, TypeDeclarationSyntax type, SemanticModel model)
    {
        if (model.GetDeclaredSymbol(type) is not INamedTypeSymbol symbol || !ReadsOwnState(value, symbol))
            return 0;
        if (symbol.DeclaringSyntaxReferences.Length > 1)
            return null;

        // What it reads may be behind a method, so that all of them come first.
        var last = type.Members.LastOrDefault(StartsWithValue);
        return last is null ? 0 : type.Members.IndexOf(last) + 1;
    }

    private static bool ReadsOwnState(SyntaxNode value, INamedTypeSymbol type) => value.DescendantNodesAndSelf().OfType<SimpleNameSyntax>()
        .Any(name => type.GetMembers(name.Identifier.ValueText).Any(member => member.IsStatic && member is not (INamedTypeSymbol or IFieldSymbol { IsConst: true })));

    private static bool StartsWithValue(MemberDeclarationSyntax member) => member.Modifiers.Any(SyntaxKind.StaticKeyword) && member switch
    {
        FieldDeclarationSyntax field => field.Declaration.Variables.Any(variable => variable.Initializer is not null),
        PropertyDeclarationSyntax property => property.Initializer is not null,
        _ => false,
    };
}
