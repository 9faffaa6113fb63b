using Fallacies.Analyzers.Knowledge;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;

namespace Fallacies.Analyzers.Reliability;

/// <summary>Finds the contexts whose options a call configures.</summary>
internal sealed class ConfiguredContext(Compilation compilation, SemanticModel near, CancellationToken cancellation)
{
    // A registration that calls a method that calls a method.
    private const int MostHops = 2;

    private static readonly HashSet<string> Registrations =
    [
        "AddDbContext", "AddDbContextPool", "AddDbContextFactory", "AddPooledDbContextFactory", "ConfigureDbContext", "AddSqlServer", "AddNpgsql", "AddMySql", "AddSqlite", "AddCosmos",
    ];

    /// <summary>The contexts, or one <see langword="null"/> where they are not known; none where the options only serve a tool at design time.</summary>
    public List<INamedTypeSymbol?> Of(IInvocationOperation provider)
    {
        var receiver = provider.Instance ?? provider.Arguments.FirstOrDefault()?.Value;
        return receiver is not null && Operations.Unwrap(receiver).Type is INamedTypeSymbol { Name: "DbContextOptionsBuilder", TypeArguments: { Length: 1 } typed } && typed[0] is INamedTypeSymbol context && !IsDesignTime(provider.Syntax)
            ? [context]
            : At(provider.Syntax, MostHops);
    }

    private List<INamedTypeSymbol?> At(SyntaxNode node, int hops)
    {
        if (IsDesignTime(node))
            return [];

        foreach (var around in node.AncestorsAndSelf())
        {
            switch (around)
            {
                case InvocationExpressionSyntax call when GenericName(call) is { } name && Registrations.Contains(name.Identifier.ValueText):
                    var model = Source.Model(around.SyntaxTree, near);
                    return [.. name.TypeArgumentList.Arguments.Select(argument => model.GetTypeInfo(argument, cancellation).Type as INamedTypeSymbol).Where(type => type is { TypeKind: not TypeKind.Error })];
                case MethodDeclarationSyntax { Identifier.ValueText: "OnConfiguring", Parent: TypeDeclarationSyntax type }:
                    return [Source.Model(around.SyntaxTree, near).GetDeclaredSymbol(type, cancellation) as INamedTypeSymbol];
                case MethodDeclarationSyntax or LocalFunctionStatementSyntax:
                    return hops > 0 ? FromCallers(around, hops - 1) : [null];
            }
        }

        return [null];
    }

    private List<INamedTypeSymbol?> FromCallers(SyntaxNode method, int hops)
    {
        var name = method is MethodDeclarationSyntax declared ? declared.Identifier.ValueText : ((LocalFunctionStatementSyntax)method).Identifier.ValueText;
        var found = Source.Mentions(name, compilation, cancellation)
            .Where(mention => !method.Span.Contains(mention.Span))
            .SelectMany(mention => At(mention, hops))
            .ToList();
        return found.Count > 0 ? found : [null];
    }

    private static GenericNameSyntax? GenericName(InvocationExpressionSyntax call) => (call.Expression as MemberAccessExpressionSyntax)?.Name as GenericNameSyntax ?? call.Expression as GenericNameSyntax;

    private static bool IsDesignTime(SyntaxNode node) => node.Ancestors().OfType<BaseTypeDeclarationSyntax>().FirstOrDefault()?.BaseList is { } bases
        && bases.Types.Any(type => type.Type.ToString().Contains("IDesignTimeDbContextFactory"));
}
