using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Fallacies.Analyzers.Knowledge;

/// <summary>Reads which providers the registrations of a context name. By names, because the providers are many and each has its own methods.</summary>
internal sealed class ContextProviders(Compilation compilation, SemanticModel near)
{
    // A contract, and the context behind it.
    private const int MostHops = 2;

    private static readonly string[] Local = ["UseSqlite", "UseInMemoryDatabase"];

    private static readonly string[] Remote =
        ["UseSqlServer", "UseNpgsql", "UseMySql", "UseMySQL", "UseOracle", "UseFirebird", "UseCosmos", "UseMongoDB", "UseAzureSql", "UseAzureSynapse"];

    /// <summary>Whether there is a registration of the context, or of the contract, and every one of them surely names a provider that keeps to the process.</summary>
    public bool AreLocal(INamedTypeSymbol context) => AreLocal(context, MostHops);

    private bool AreLocal(INamedTypeSymbol context, int hops)
    {
        // Another context may stand behind its base class.
        if (hops == 0 || (context.TypeKind == TypeKind.Class && TypeIndex.Of(compilation).HasDerived(context)))
            return false;

        var mentions = Source.Mentions(context.Name, compilation, CancellationToken.None).Select(mention => OfMention(mention, context, hops));
        var answers = mentions.Concat(Configurations(context).Select(Of)).Where(answer => answer is not null).ToList();
        return answers.Count > 0 && answers.TrueForAll(answer => answer == true);
    }

    // What a mention says of the provider: nothing, that it is local, or that it is another or unknown one.
    private bool? OfMention(SimpleNameSyntax mention, INamedTypeSymbol context, int hops)
    {
        var argument = mention.Parent is QualifiedNameSyntax qualified && qualified.Right == mention ? qualified : (TypeSyntax)mention;
        if (argument.Parent is not TypeArgumentListSyntax { Parent: GenericNameSyntax generic } arguments)
            return null;
        if (generic.Identifier.ValueText == "DbContextOptionsBuilder")
            return IsDesignTime(generic) ? null : Of(Source.Member(generic)) ?? (generic.Parent is ObjectCreationExpressionSyntax ? false : null);
        if (Call(generic) is not { } call)
            return null;

        var name = generic.Identifier.ValueText;
        return RegistersContext(name) ? OfRegistration(name, call.ArgumentList)
            : RegistersService(name) && arguments.Arguments[0] == argument ? OfService(arguments.Arguments, call.ArgumentList, context, hops)
            : null;
    }

    private static InvocationExpressionSyntax? Call(GenericNameSyntax name) =>
        (name.Parent is MemberAccessExpressionSyntax access && access.Name == name ? access.Parent : name.Parent) is InvocationExpressionSyntax call ? call : null;

    private static bool RegistersContext(string name) =>
        (name.EndsWith("DbContext", StringComparison.Ordinal) || name.EndsWith("DbContextPool", StringComparison.Ordinal) || name.EndsWith("DbContextFactory", StringComparison.Ordinal)
            || name is "AddSqlite" or "AddSqlServer" or "AddNpgsql" or "AddMySql" or "AddCosmos")
        && (name.StartsWith("Add", StringComparison.Ordinal) || name.StartsWith("Enrich", StringComparison.Ordinal) || name.StartsWith("Configure", StringComparison.Ordinal));

    private static bool RegistersService(string name) =>
        name.Contains("Add") && (name.EndsWith("Scoped", StringComparison.Ordinal) || name.EndsWith("Transient", StringComparison.Ordinal) || name.EndsWith("Singleton", StringComparison.Ordinal));

    // Without options the context configures itself; "ConfigureDbContext" need not choose a provider.
    private static bool? OfRegistration(string name, ArgumentListSyntax options) =>
        name.Contains("Sqlite") ? true
        : name == "ConfigureDbContext" || (options.Arguments.Count == 0 && name is "AddDbContext" or "AddDbContextFactory") ? Of(options)
        : Of(options) ?? false;

    // "AddScoped<IShop, Shop>()" and "AddScoped<IShop>(p => p.GetRequiredService<Shop>())".
    private bool? OfService(SeparatedSyntaxList<TypeSyntax> types, ArgumentListSyntax arguments, INamedTypeSymbol context, int hops)
    {
        var behind = types.Count > 1 ? [types[1]] : arguments.DescendantNodes().OfType<GenericNameSyntax>()
            .Where(name => name.Identifier.ValueText is "GetRequiredService" or "GetService")
            .Select(name => name.TypeArgumentList.Arguments[0])
            .ToArray();
        if (behind.Length == 0)
            return context.TypeKind == TypeKind.Class && arguments.Arguments.Count == 0 ? null : false;

        return behind.All(type => Source.Model(type.SyntaxTree, near).GetTypeInfo(type).Type is INamedTypeSymbol implementation && AreLocal(implementation, hops - 1));
    }

    private static IEnumerable<SyntaxNode> Configurations(INamedTypeSymbol context) =>
        context.SelfAndBases().SelectMany(type => type.GetMembers("OnConfiguring")).SelectMany(method => method.DeclaringSyntaxReferences).Select(part => part.GetSyntax());

    // Where a branch chooses, the other one may choose differently.
    private static bool? Of(SyntaxNode options) =>
        Remote.Any(name => IsNamed(name, options)) ? false
        : !Local.Any(name => IsNamed(name, options)) ? null
        : !options.DescendantNodes().Any(Chooses);

    private static bool Chooses(SyntaxNode node) =>
        (node is SwitchStatementSyntax or SwitchExpressionSyntax or ConditionalExpressionSyntax || (node is IfStatementSyntax branch && !branch.Condition.ToString().Contains("IsConfigured")))
        && (Local.Any(name => IsNamed(name, node)) || node.DescendantNodes().Any(inner => inner is ReturnStatementSyntax));

    private static bool IsNamed(string name, SyntaxNode node) => Source.Mentions(name, node, CancellationToken.None).Any();

    private static bool IsDesignTime(SyntaxNode node) =>
        node.FirstAncestorOrSelf<TypeDeclarationSyntax>()?.BaseList?.ToString().Contains("IDesignTimeDbContextFactory") == true;
}
