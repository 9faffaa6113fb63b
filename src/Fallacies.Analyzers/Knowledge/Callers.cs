using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;

namespace Fallacies.Analyzers.Knowledge;

/// <summary>Finds who calls a method.</summary>
internal static class Callers
{
    // A method named so often is not worth a look at every place.
    private const int MostCallers = 100;

    // Several rules ask about the same method.
    private static readonly ConditionalWeakTable<Compilation, ConcurrentDictionary<ISymbol, List<IInvocationOperation>?>> Cache = new();

    /// <summary>The calls of a method in this compilation, or <see langword="null"/> where some caller cannot be seen.</summary>
    public static IReadOnlyList<IInvocationOperation>? Of(IMethodSymbol method, SemanticModel near, CancellationToken cancellation)
    {
        var known = Cache.GetValue(near.Compilation, static _ => new ConcurrentDictionary<ISymbol, List<IInvocationOperation>?>(SymbolEqualityComparer.Default));
        return known.TryGetValue(method, out var calls) ? calls : known.GetOrAdd(method, Find(method, near, cancellation));
    }

    /// <summary>The calls of a method, or the reads of a property where the method is its getter.</summary>
    public static IReadOnlyList<IOperation>? UsesOf(IMethodSymbol method, SemanticModel near, CancellationToken cancellation) =>
        method.AssociatedSymbol is IPropertySymbol property ? Reads(property, near, cancellation) : Of(method, near, cancellation);

    // Who reads through an interface or an override cannot be seen.
    private static List<IOperation>? Reads(IPropertySymbol property, SemanticModel near, CancellationToken cancellation)
    {
        var reads = new List<IOperation>();
        if (property.IsIndexer || property.IsVirtual || property.IsAbstract || property.IsOverride || property.ContainingType.AllInterfaces.SelectMany(type => type.GetMembers(property.Name)).Any())
            return null;

        foreach (var mention in Source.Mentions(property, near.Compilation, cancellation).Take(MostCallers))
        {
            var model = Source.Model(mention.SyntaxTree, near);
            if (!SymbolEqualityComparer.Default.Equals(model.GetSymbolInfo(mention, cancellation).Symbol?.OriginalDefinition, property.OriginalDefinition))
                continue;
            if (model.GetOperation(mention.Parent is MemberAccessExpressionSyntax access && access.Name == mention ? access : mention, cancellation) is not IPropertyReferenceOperation read)
                return null;
            if (read.Parent is not INameOfOperation)
                reads.Add(read);
        }

        return reads.Count < MostCallers ? reads : null;
    }

    private static List<IInvocationOperation>? Find(IMethodSymbol method, SemanticModel near, CancellationToken cancellation)
    {
        var calls = new List<IInvocationOperation>();
        var mentions = Source.Mentions(method, near.Compilation, cancellation).ToArray();
        if (mentions.Length > MostCallers)
            return null;

        var receivers = new Receivers(method, near.Compilation);
        foreach (var mention in mentions.Where(mention => !IsWithin(mention, method) && !receivers.IsOther(mention)))
        {
            var model = Source.Model(mention.SyntaxTree, near);
            if (model.GetSymbolInfo(mention, cancellation).Symbol is not IMethodSymbol target || !Means(target, method))
                continue;
            switch (model.GetOperation(Called(mention), cancellation))
            {
                case IInvocationOperation call:
                    calls.Add(call);
                    break;
                case IArgumentOperation { Parent: IInvocationOperation handed } when InFramework(handed.TargetMethod):
                    break;
                default:
                    return null;
            }
        }

        return calls;
    }

    // A method that calls itself adds nothing to what its other callers do.
    private static bool IsWithin(SyntaxNode node, IMethodSymbol method) =>
        method.DeclaringSyntaxReferences.Any(reference => reference.SyntaxTree == node.SyntaxTree && reference.Span.Contains(node.Span));

    private static SyntaxNode Called(SyntaxNode name) =>
        name.AncestorsAndSelf().First(node => node is not (SimpleNameSyntax or MemberAccessExpressionSyntax or MemberBindingExpressionSyntax));

    /// <summary>Whether a method overrides or implements a member of another assembly, which may call it.</summary>
    public static bool AreForeign(IMethodSymbol method, Compilation compilation)
    {
        if (method.OverriddenMethod is { } overridden && !Source.Holds(compilation, overridden))
            return true;

        return method.ContainingType.AllInterfaces.Where(type => !Source.Holds(compilation, type))
            .SelectMany(type => type.GetMembers(method.Name))
            .Any(member => SymbolEqualityComparer.Default.Equals(method.ContainingType.FindImplementationForInterfaceMember(member), method));
    }

    private static bool Means(IMethodSymbol target, IMethodSymbol method)
    {
        target = (target.ReducedFrom ?? target).OriginalDefinition;
        return SymbolEqualityComparer.Default.Equals(target, method.OriginalDefinition)
            || (target.Name == method.Name && target.Parameters.Length == method.Parameters.Length
                && (target.ContainingType.TypeKind == TypeKind.Interface || target.IsVirtual || target.IsAbstract));
    }

    /// <summary>Whether a method belongs to the framework, which runs what it is given as it stands.</summary>
    public static bool InFramework(IMethodSymbol method)
    {
        if (method.ContainingNamespace is { Name: "Builder", ContainingNamespace: { Name: "AspNetCore", ContainingNamespace.Name: "Microsoft" } })
            return true;

        return IsBelowSystem(method.ContainingNamespace);
    }

    /// <summary>Whether a type belongs to the framework.</summary>
    public static bool InFramework(ITypeSymbol type) => IsBelowSystem(type.ContainingNamespace);

    private static bool IsBelowSystem(INamespaceSymbol? space)
    {
        while (space is { ContainingNamespace.IsGlobalNamespace: false })
            space = space.ContainingNamespace;
        return space?.Name == "System";
    }
}
