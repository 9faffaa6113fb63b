using Fallacies.Analyzers.Knowledge;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;

namespace Fallacies.Analyzers.Topology;

/// <summary>Reads which machine a client is for, where the program says so.</summary>
internal sealed class BaseAddress(SemanticModel near, CancellationToken cancellation)
{
    /// <summary>Whether a client's base address, set where it is made or in the class that keeps it, never moves: it is on this machine, or a Service of Kubernetes.</summary>
    public bool Stays(IOperation client, ISymbol keeper)
    {
        var places = keeper is INamedTypeSymbol ? [] : keeper.ContainingType?.DeclaringSyntaxReferences.Select(reference => reference.GetSyntax(cancellation)) ?? [];
        return places.Append(Source.Member(client.Syntax))
            .SelectMany(place => Source.Mentions("BaseAddress", place, cancellation))
            .Select(mention => mention.FirstAncestorOrSelf<AssignmentExpressionSyntax>())
            .Any(assignment => assignment is not null && Stays(assignment.Right));
    }

    private bool Stays(ExpressionSyntax address) =>
        Source.Operation(address, near)?.DescendantsAndSelf()
            .Select(operation => operation.ConstantValue)
            .Any(constant => constant is { HasValue: true, Value: string text } && HostName.In(text).Any(host => host.IsClusterService || host.Kind is HostKind.Loopback or HostKind.LinkLocal or HostKind.Metadata)) == true;
}
