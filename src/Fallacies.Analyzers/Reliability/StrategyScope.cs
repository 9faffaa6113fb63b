using Fallacies.Analyzers.Knowledge;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Fallacies.Analyzers.Reliability;

/// <summary>Tells whether an execution strategy of EF Core may run some code. In doubt it does.</summary>
internal sealed class StrategyScope(Compilation compilation, KnownTypes types, SemanticModel near, CancellationToken cancellation)
{
    private const string Maker = "CreateExecutionStrategy";
    private const int MostHops = 3;

    public bool MayHold(IOperation operation) => MayHold(operation.Syntax, MostHops) || RunsWhatFollows();

    private bool MayHold(SyntaxNode node, int hops)
    {
        foreach (var around in node.Ancestors())
        {
            switch (around)
            {
                case AnonymousFunctionExpressionSyntax { Parent: ArgumentSyntax { Parent.Parent: ExpressionSyntax receiver } }:
                    if (MayBeStrategy(receiver))
                        return true;
                    break;
                case AnonymousFunctionExpressionSyntax:
                    return true;
                case LocalFunctionStatementSyntax function:
                    return IsRun(function, function.Identifier.ValueText, hops);
                case MethodDeclarationSyntax method:
                    return IsRun(method, method.Identifier.ValueText, hops) || Says(method, "RetriesOnFailure");
            }
        }

        return false;
    }

    // The strategy itself, a method here that asks for one, or a method whose body nobody can see.
    private bool MayBeStrategy(ExpressionSyntax receiver)
    {
        if (Source.Model(receiver.SyntaxTree, near).GetSymbolInfo(receiver, cancellation).Symbol is not IMethodSymbol method)
            return true;
        if (Source.Holds(compilation, method.ReducedFrom ?? method))
            return method.ContainingType.DeclaringSyntaxReferences.Any(part => Says(part.GetSyntax(cancellation), Maker));
        return !Callers.InFramework(method) && method.ContainingAssembly?.Name.StartsWith("Polly", StringComparison.Ordinal) != true;
    }

    // Whether some mention of the method stands in what a strategy is given.
    private bool IsRun(SyntaxNode declaration, string name, int hops)
    {
        var model = Source.Model(declaration.SyntaxTree, near);
        if (hops == 0 || model.GetDeclaredSymbol(declaration, cancellation) is not IMethodSymbol method)
            return false;

        return Source.Mentions(name, compilation, cancellation)
            .Where(mention => !declaration.Span.Contains(mention.Span) && Means(mention, method))
            .Any(mention => IsHandedToStrategy(mention) || MayHold(mention, hops - 1));
    }

    private bool Means(SimpleNameSyntax mention, IMethodSymbol method) =>
        Source.Model(mention.SyntaxTree, near).GetSymbolInfo(mention, cancellation).Symbol is IMethodSymbol target
        && (SymbolEqualityComparer.Default.Equals((target.ReducedFrom ?? target).OriginalDefinition, method)
            || target.ContainingType.TypeKind == TypeKind.Interface || target.IsVirtual || target.IsAbstract);

    private bool IsHandedToStrategy(SyntaxNode mention) =>
        mention.Ancestors().OfType<ArgumentSyntax>().FirstOrDefault() is { Parent.Parent: ExpressionSyntax receiver } argument
        && argument.Expression.Span.Contains(mention.Span) && argument.Expression is IdentifierNameSyntax or MemberAccessExpressionSyntax && MayBeStrategy(receiver);

    // A step of a chain that runs the next one in a strategy may hold any handler.
    private bool RunsWhatFollows() => types.ExecutionStrategyContract is not null && Source.Mentions(Maker, compilation, cancellation)
        .Select(Source.Member)
        .Any(member => Says(member, "next") || Says(member, "_next"));

    private static bool Says(SyntaxNode scope, string name) => scope.DescendantTokens().Any(token => token.IsKind(SyntaxKind.IdentifierToken) && token.ValueText == name);
}
