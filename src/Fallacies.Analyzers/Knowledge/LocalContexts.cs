using System.Collections.Concurrent;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;

namespace Fallacies.Analyzers.Knowledge;

/// <summary>Tells which contexts of EF Core keep to a database in their own process where the compilation can reach others too. In doubt none does.</summary>
internal sealed class LocalContexts(Compilation compilation)
{
    private static readonly string[] Providers = ["Microsoft.EntityFrameworkCore.Sqlite", "Microsoft.EntityFrameworkCore.InMemory"];

    // "UseSqlite" and all others: who chooses such a provider names it.
    private static readonly string[] Choices = ["Sqlite", "UseInMemoryDatabase"];

    // Without one of these packages, and a word about it, nothing else is asked.
    private readonly Lazy<bool> _mayBe = new(() => ReferenceNames.Of(compilation).ContainAny(Providers)
        && compilation.SyntaxTrees.Any(tree => Source.Text(tree, CancellationToken.None) is var text && Choices.Any(text.Contains)));
    private readonly ConcurrentDictionary<INamedTypeSymbol, bool> _known = new(SymbolEqualityComparer.Default);

    /// <summary>Whether a call asks such a context: one of its own methods, or a query over its sets.</summary>
    public bool AreAskedBy(IInvocationOperation call) =>
        _mayBe.Value && call.SemanticModel is { } near && IsOfLocal(Before(call), near, new HashSet<ISymbol>(SymbolEqualityComparer.Default));

    private bool IsOfLocal(IOperation? source, SemanticModel near, HashSet<ISymbol> seen)
    {
        for (; source is not null; source = Before(source))
        {
            source = Operations.Unwrap(source);
            if (Context(source, near) is { } context && (context.TypeKind == TypeKind.Class || Contains(context, near)))
                return Contains(context, near);
            if (source is ILocalReferenceOperation local)
                return !seen.Add(local.Local) || (Values(local) is { Count: > 0 } values && values.TrueForAll(value => IsOfLocal(value, near, seen)));
        }

        return false;
    }

    private static IOperation? Before(IOperation step) => step switch
    {
        IPropertyReferenceOperation property => property.Instance,
        IInvocationOperation call => Operations.CalledOn(call),
        IAwaitOperation wait => wait.Operation,
        _ => null,
    };

    // "query = query.Where(…)" adds nothing to where the query began.
    private static List<IOperation?> Values(ILocalReferenceOperation local)
    {
        var written = Operations.Uses(local.Local, local).Where(Operations.IsWritten).Select(use => (use.Parent as ISimpleAssignmentOperation)?.Value);
        return Operations.Initializer(local.Local, local) is { } initial ? [initial, .. written] : [.. written];
    }

    // A contract may be anything; that it is one of a context shows where it is registered.
    private static INamedTypeSymbol? Context(IOperation source, SemanticModel near)
    {
        var type = source is IInstanceReferenceOperation { Syntax: BaseExpressionSyntax } ? near.GetEnclosingSymbol(source.Syntax.SpanStart)?.ContainingType : source.Type as INamedTypeSymbol;
        return type is { TypeKind: TypeKind.Interface, Arity: 0 } || IsContext(type) ? type : null;
    }

    /// <summary>Whether a type is a context of EF Core.</summary>
    public static bool IsContext(ITypeSymbol? type) => type.SelfAndBases().Any(above => above is { Name: "DbContext", ContainingNamespace.Name: "EntityFrameworkCore" });

    private bool Contains(INamedTypeSymbol context, SemanticModel near) =>
        _known.TryGetValue(context, out var known) ? known : _known.GetOrAdd(context, new ContextProviders(compilation, near).AreLocal(context));
}
