using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Fallacies.Analyzers.Knowledge;

/// <summary>Tells by the text alone that a call is not for an object of a type: to bind every call of a common name would cost more than all rules.</summary>
internal sealed class Receivers
{
    private readonly HashSet<string>? _names;
    private readonly HashSet<string> _aliases;

    /// <summary>For the calls of one method.</summary>
    public Receivers(IMethodSymbol method, Compilation compilation)
    {
        _aliases = Aliases.Of(compilation);
        // A type below this one may bring other contracts along.
        if (method is { IsStatic: false, IsExtensionMethod: false, MethodKind: MethodKind.Ordinary } && !TypeIndex.Of(compilation).HasDerived(method.ContainingType))
            _names = [.. Types(method.ContainingType).Select(type => type.Name)];
    }

    /// <summary>Whether the receiver is declared as a type that has nothing to do with the method's; false where that cannot be told.</summary>
    public bool IsOther(SimpleNameSyntax mention)
    {
        if (_names is null || mention.Parent is not MemberAccessExpressionSyntax access || access.Name != mention || Name(access.Expression) is not { } receiver)
            return false;

        foreach (var scope in mention.Ancestors())
        {
            var declared = Declared(receiver, scope).ToArray();
            if (declared.Length > 0)
                return declared.All(type => IsOther(type, mention));
            if (scope is TypeDeclarationSyntax)
                return false;
        }

        return false;
    }

    private static string? Name(ExpressionSyntax receiver) => receiver switch
    {
        IdentifierNameSyntax name => name.Identifier.ValueText,
        MemberAccessExpressionSyntax { Expression: ThisExpressionSyntax, Name: IdentifierNameSyntax name } => name.Identifier.ValueText,
        _ => null,
    };

    // The types that a name is declared with directly in a scope; null for one that is left to the compiler.
    private static IEnumerable<TypeSyntax?> Declared(string name, SyntaxNode scope) => scope switch
    {
        ParenthesizedLambdaExpressionSyntax lambda => Parameters(lambda.ParameterList, name),
        SimpleLambdaExpressionSyntax lambda => lambda.Parameter.Identifier.ValueText == name ? [null] : [],
        LocalFunctionStatementSyntax function => Parameters(function.ParameterList, name).Concat(Locals(function, name)),
        BaseMethodDeclarationSyntax method => Parameters(method.ParameterList, name).Concat(Locals(method, name)),
        TypeDeclarationSyntax type => Parameters(type.ParameterList, name).Concat(Members(type, name)),
        MemberDeclarationSyntax member => Locals(member, name),
        _ => [],
    };

    private static IEnumerable<TypeSyntax?> Parameters(ParameterListSyntax? list, string name) =>
        list?.Parameters.Where(parameter => parameter.Identifier.ValueText == name).Select(parameter => parameter.Type) ?? [];

    private static IEnumerable<TypeSyntax?> Members(TypeDeclarationSyntax type, string name) => type.Members.SelectMany(member => member switch
    {
        BaseFieldDeclarationSyntax field => field.Declaration.Variables.Where(variable => variable.Identifier.ValueText == name).Select(_ => (TypeSyntax?)field.Declaration.Type),
        PropertyDeclarationSyntax property when property.Identifier.ValueText == name => [property.Type],
        _ => [],
    });

    private static IEnumerable<TypeSyntax?> Locals(SyntaxNode member, string name) => member.DescendantNodes().SelectMany(node => node switch
    {
        VariableDeclarationSyntax declaration when declaration.Variables.Any(variable => variable.Identifier.ValueText == name) => [declaration.Type],
        ForEachStatementSyntax each when each.Identifier.ValueText == name => [each.Type],
        SingleVariableDesignationSyntax designation when designation.Identifier.ValueText == name => [null],
        ParameterSyntax parameter when parameter.Identifier.ValueText == name && parameter.Parent?.Parent is not MemberDeclarationSyntax => [parameter.Type],
        FromClauseSyntax or JoinClauseSyntax or LetClauseSyntax => node.ChildTokens().Any(token => token.ValueText == name) ? [null] : [],
        _ => (IEnumerable<TypeSyntax?>)[],
    });

    private bool IsOther(TypeSyntax? type, SyntaxNode near) => type switch
    {
        NullableTypeSyntax nullable => IsOther(nullable.ElementType, near),
        QualifiedNameSyntax qualified => IsOther(qualified.Right.Identifier.ValueText),
        GenericNameSyntax generic => IsOther(generic.Identifier.ValueText),
        IdentifierNameSyntax { IsVar: false } name => IsOther(name.Identifier.ValueText) && !IsTypeParameter(name.Identifier.ValueText, near),
        PredefinedTypeSyntax => true,
        _ => false,
    };

    private bool IsOther(string name) => _names?.Contains(name) == false && !_aliases.Contains(name);

    private static bool IsTypeParameter(string name, SyntaxNode near) => near.Ancestors().Any(node => node switch
    {
        MethodDeclarationSyntax method => Has(method.TypeParameterList, name),
        LocalFunctionStatementSyntax function => Has(function.TypeParameterList, name),
        TypeDeclarationSyntax type => Has(type.TypeParameterList, name),
        _ => false,
    });

    private static bool Has(TypeParameterListSyntax? list, string name) => list?.Parameters.Any(parameter => parameter.Identifier.ValueText == name) == true;

    private static IEnumerable<INamedTypeSymbol> Types(INamedTypeSymbol type) => type.SelfAndBases().Concat(type.AllInterfaces);
}
