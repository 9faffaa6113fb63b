using Fallacies.Analyzers.Knowledge;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;

namespace Fallacies.Analyzers.Topology;

/// <summary>Finds what an object gets from the container and keeps.</summary>
internal static class KeptParameters
{
    /// <summary>The parameters of a class's constructors that its objects keep, and that the container fills in.</summary>
    public static IEnumerable<IParameterSymbol> Of(INamedTypeSymbol type, IOperation? given, SemanticModel near, CancellationToken cancellation)
    {
        var parameters = given is null ? type.InstanceConstructors.SelectMany(constructor => constructor.Parameters) : Asked(type, given);
        return parameters.Where(parameter => IsKept(parameter, near, cancellation));
    }

    // A lambda that makes the object may give it anything; only what it asks the container for counts.
    private static IEnumerable<IParameterSymbol> Asked(INamedTypeSymbol type, IOperation given) => (given as IAnonymousFunctionOperation)?.Body.Descendants()
        .OfType<IObjectCreationOperation>()
        .Where(creation => SymbolEqualityComparer.Default.Equals(creation.Type, type))
        .SelectMany(creation => creation.Arguments)
        .Where(argument => Operations.Unwrap(argument.Value) is IInvocationOperation { TargetMethod: { Name: "GetRequiredService" or "GetService", TypeArguments.Length: 1 } })
        .Select(argument => argument.Parameter)
        .OfType<IParameterSymbol>() ?? [];

    private static bool IsKept(IParameterSymbol parameter, SemanticModel near, CancellationToken cancellation)
    {
        if (parameter.DeclaringSyntaxReferences.FirstOrDefault()?.GetSyntax(cancellation) is not { } declaration || !near.Compilation.ContainsSyntaxTree(declaration.SyntaxTree))
            return false;

        var mentions = Source.Mentions(parameter, near.Compilation, cancellation).Where(mention => mention.Parent is not NameColonSyntax);
        return declaration.Parent?.Parent is TypeDeclarationSyntax
            ? mentions.Any(mention => IsStored(mention) || mention.FirstAncestorOrSelf<MemberDeclarationSyntax>() is MethodDeclarationSyntax or PropertyDeclarationSyntax { Initializer: null })
            : mentions.Any(IsStored);
    }

    private static bool IsStored(SimpleNameSyntax mention)
    {
        SyntaxNode value = mention;
        while (value.Parent is ParenthesizedExpressionSyntax or PostfixUnaryExpressionSyntax or CastExpressionSyntax or BinaryExpressionSyntax)
            value = value.Parent;
        return value.Parent switch
        {
            AssignmentExpressionSyntax assignment => assignment.Right == value,
            EqualsValueClauseSyntax { Parent: PropertyDeclarationSyntax or VariableDeclaratorSyntax { Parent.Parent: FieldDeclarationSyntax } } => true,
            ArgumentSyntax { Parent.Parent: ConstructorInitializerSyntax or PrimaryConstructorBaseTypeSyntax } => true,
            _ => false,
        };
    }
}
