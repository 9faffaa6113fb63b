using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Fallacies.Analyzers.Knowledge;

/// <summary>Finds the code that a call of a method runs: its own, or that of the one class which implements it.</summary>
internal static class CallTargets
{
    /// <summary>The method as it was declared: no type arguments, no receiver left out, the part with the body.</summary>
    public static IMethodSymbol Original(IMethodSymbol method)
    {
        var original = (method.ReducedFrom ?? method).OriginalDefinition;
        return original.PartialImplementationPart ?? original;
    }

    /// <summary>The declaration of a method or local function, if it has a body that the compiler understands.</summary>
    public static SyntaxNode? Declaration(IMethodSymbol code, CancellationToken cancellation) =>
        code.DeclaringSyntaxReferences.FirstOrDefault()?.GetSyntax(cancellation) is (BaseMethodDeclarationSyntax { Body: not null } or BaseMethodDeclarationSyntax { ExpressionBody: not null } or LocalFunctionStatementSyntax) and { ContainsDiagnostics: false } syntax
            ? syntax
            : null;

    /// <summary>The method whose body runs when <paramref name="method"/> is called, or <see langword="null"/> where it may be another one each time.</summary>
    /// <param name="method">The method that the call names.</param>
    /// <param name="near">A model of the same compilation.</param>
    /// <param name="fixedTarget">Whether the call is one of <c>base</c>, which no override takes over.</param>
    /// <param name="cancellation">Ends the search.</param>
    public static IMethodSymbol? Of(IMethodSymbol method, SemanticModel near, bool fixedTarget, CancellationToken cancellation) =>
        method.ContainingType is { TypeKind: TypeKind.Interface } && method.IsAbstract ? Implementation(method, near, cancellation)
        : fixedTarget || CannotBeReplaced(method, near.Compilation) ? method
        : null;

    private static bool CannotBeReplaced(IMethodSymbol method, Compilation compilation)
    {
        if (method.IsAbstract || method.IsExtern)
            return false;
        if ((!method.IsVirtual && !method.IsOverride) || method.IsSealed || method.ContainingType.IsSealed)
            return true;
        return !TypeIndex.Of(compilation).HasDerived(method.ContainingType);
    }

    private static IMethodSymbol? Implementation(IMethodSymbol member, SemanticModel near, CancellationToken cancellation)
    {
        var compilation = near.Compilation;
        var types = TypeIndex.Of(compilation).Implementations(member.ContainingType, near, most: 2, cancellation);
        if (types.Count != 1)
            return null;

        var contracts = types[0].AllInterfaces.Where(candidate => SymbolEqualityComparer.Default.Equals(candidate.OriginalDefinition, member.ContainingType.OriginalDefinition));
        return contracts.SelectMany(contract => contract.GetMembers(member.Name))
            .Where(candidate => SymbolEqualityComparer.Default.Equals(candidate.OriginalDefinition, member.OriginalDefinition))
            .Select(candidate => types[0].FindImplementationForInterfaceMember(candidate)?.OriginalDefinition)
            .OfType<IMethodSymbol>()
            .FirstOrDefault(found => !found.IsAbstract && Source.Holds(compilation, found));
    }
}
