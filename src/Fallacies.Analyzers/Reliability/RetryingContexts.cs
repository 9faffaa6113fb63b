using Fallacies.Analyzers.Knowledge;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;

namespace Fallacies.Analyzers.Reliability;

/// <summary>Which contexts of EF Core retry by themselves, as far as the compilation configures them.</summary>
internal sealed class RetryingContexts(Compilation compilation, KnownTypes types)
{
    private static readonly string[] Providers =
    [
        "UseSqlServer", "UseNpgsql", "UseMySql", "UseMySQL", "UseOracle", "UseFirebird", "UseSqlite", "UseInMemoryDatabase", "UseCosmos", "UseAzureSql", "UseAzureSynapse",
        "AddSqlServer", "AddNpgsql", "AddMySql", "AddSqlite", "AddCosmos",
    ];

    // Providers whose default strategy retries.
    private static readonly HashSet<string> RetryByDefault = ["UseAzureSql", "UseAzureSynapse"];

    // Of Aspire, which retries unless it is told not to.
    private static readonly string[] Aspire =
    [
        "AddSqlServerDbContext", "AddNpgsqlDbContext", "AddAzureNpgsqlDbContext", "AddMySqlDbContext", "AddOracleDatabaseDbContext",
        "EnrichSqlServerDbContext", "EnrichNpgsqlDbContext", "EnrichAzureNpgsqlDbContext", "EnrichMySqlDbContext", "EnrichOracleDatabaseDbContext",
    ];

    private IReadOnlyList<Configured>? _all;

    /// <summary>A call that chooses a provider, the context it is for, and whether it surely retries.</summary>
    private sealed record Configured(INamedTypeSymbol? Context, bool Retries, bool Decides);

    /// <summary>Whether every configuration of a context, or of what stands behind an interface or base class, retries.</summary>
    public bool Retry(INamedTypeSymbol context, SemanticModel near, CancellationToken cancellation)
    {
        if (SymbolEqualityComparer.Default.Equals(context, types.DbContext))
            return false;

        // Found twice where two files ask at once: both find the same.
        var all = _all ??= Find(near, cancellation);
        var own = all.Where(one => one.Context is { } configured && IsA(configured, context)).ToList();
        if (own.Any(one => one.Decides))
            return own.Where(one => one.Decides).All(one => one.Retries);
        return own.Count > 0 && own.All(one => one.Retries) && all.All(one => one.Context is not null || one.Retries);
    }

    private List<Configured> Find(SemanticModel near, CancellationToken cancellation)
    {
        var found = new List<Configured>();
        foreach (var call in Providers.SelectMany(name => CallsOf(name, near, cancellation)))
        {
            var retries = RetryByDefault.Contains(call.TargetMethod.Name) || call.Arguments.Any(argument => Enables(argument.Value, near));
            foreach (var context in new ConfiguredContext(compilation, near, cancellation).Of(call))
                found.Add(new Configured(context, retries, Decides: false));
        }

        foreach (var call in Aspire.SelectMany(name => CallsOf(name, near, cancellation)))
        {
            if (call.TargetMethod is { TypeArguments: { Length: > 0 } contexts } method && method.ContainingAssembly?.Name.StartsWith("Aspire.", StringComparison.Ordinal) == true)
                found.Add(new Configured(contexts[0] as INamedTypeSymbol, !call.Syntax.DescendantTokens().Any(token => token.ValueText == "DisableRetry"), method.Name.StartsWith("Enrich", StringComparison.Ordinal)));
        }

        return found;
    }

    private IEnumerable<IInvocationOperation> CallsOf(string name, SemanticModel near, CancellationToken cancellation) =>
        Source.Mentions(name, compilation, cancellation)
            .Select(mention => mention.FirstAncestorOrSelf<InvocationExpressionSyntax>())
            .OfType<InvocationExpressionSyntax>()
            .Select(call => Source.Operation(call, near))
            .OfType<IInvocationOperation>()
            .Where(call => call.TargetMethod.Name == name && IsOfEntityFramework(call.TargetMethod));

    private static bool IsOfEntityFramework(IMethodSymbol method) =>
        (method.ReducedFrom ?? method).Parameters.Any(parameter => parameter.Type.Name is "DbContextOptionsBuilder" or "IServiceCollection" or "IHostApplicationBuilder");

    // A lambda or method that switches the retry on whatever the case.
    private bool Enables(IOperation configure, SemanticModel near)
    {
        var body = Operations.Unwrap(configure) switch
        {
            IAnonymousFunctionOperation lambda => lambda.Body,
            IMethodReferenceOperation method => Source.Body(method.Method, near),
            _ => null,
        };
        return body is not null && body.Descendants().OfType<IInvocationOperation>().Any(call => IsEnabling(call) && !IsConditional(call, body));
    }

    private bool IsEnabling(IInvocationOperation call) => call.TargetMethod.Name switch
    {
        "EnableRetryOnFailure" => true,
        "ExecutionStrategy" => call.Descendants().OfType<IObjectCreationOperation>().Any(creation => creation.Type is INamedTypeSymbol type && IsRetrying(type)),
        _ => false,
    };

    // A strategy that asks other questions than its base class may let a transaction pass.
    private bool IsRetrying(INamedTypeSymbol type)
    {
        foreach (var current in type.SelfAndBases())
        {
            if (SymbolEqualityComparer.Default.Equals(current, types.ExecutionStrategy))
                return true;
            if (current.GetMembers().Any(member => member.IsOverride && member.Name is "RetriesOnFailure" or "OnFirstExecution"))
                return false;
        }

        return false;
    }

    private static bool IsConditional(IOperation call, IOperation body)
    {
        for (var (inner, outer) = (call, call.Parent); outer is not null && inner != body; (inner, outer) = (outer, outer.Parent))
        {
            if ((outer is IConditionalOperation choice && inner != choice.Condition) || outer is ISwitchCaseOperation or ISwitchExpressionArmOperation)
                return true;
        }

        return false;
    }

    private static bool IsA(INamedTypeSymbol type, INamedTypeSymbol wanted) => type.SelfAndBases().Concat(type.AllInterfaces).Contains(wanted, SymbolEqualityComparer.Default);
}
