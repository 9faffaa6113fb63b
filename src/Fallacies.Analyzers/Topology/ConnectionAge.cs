using Fallacies.Analyzers.Knowledge;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;

namespace Fallacies.Analyzers.Topology;

/// <summary>Tells whether the connections of a handler are never renewed. Only what is seen to leave the default alone never renews them.</summary>
internal sealed class ConnectionAge(KnownTypes types, SemanticModel near, CancellationToken cancellation)
{
    // A chain of handlers longer than this is not built by hand.
    private const int MostHandlers = 4;

    // Whoever names one of these has thought about how connections come and go, whatever he decided.
    private static readonly string[] Marks = ["PooledConnectionLifetime", "ConnectCallback", "IHttpMessageHandlerFactory"];

    /// <summary>
    /// The innermost handlers of a handler as they are created, if none of them renews its connections; <see langword="null"/> where
    /// one does, or cannot be seen.
    /// </summary>
    public IReadOnlyList<IObjectCreationOperation>? Endless(IOperation handler) => Endless(handler, MostHandlers);

    private List<IObjectCreationOperation>? Endless(IOperation handler, int left)
    {
        if (left == 0 || new Provenance(types, near, cancellation).Origins(handler) is not { } origins || origins.Any(IsTakenCareOf))
            return null;

        var found = new List<IObjectCreationOperation>();
        foreach (var origin in origins)
        {
            if (origin.Made is not IObjectCreationOperation creation)
                return null;
            if (ClientHandlers.IsOfFramework(creation.Type))
                found.Add(creation);
            else if (creation.Type is { } type && Source.Holds(near.Compilation, type) && Inner(creation, left - 1) is { } inner)
                found.AddRange(inner);
            else
                return null;
        }

        return found;
    }

    private List<IObjectCreationOperation>? Inner(IObjectCreationOperation wrapper, int left)
    {
        var given = wrapper.Arguments.Select(argument => argument.Value).Where(value => ClientHandlers.IsHandler(Operations.Unwrap(value).Type));
        var set = wrapper.Initializer?.Initializers.OfType<ISimpleAssignmentOperation>()
            .Where(assignment => assignment.Target is IPropertyReferenceOperation { Property.Name: "InnerHandler" })
            .Select(assignment => assignment.Value);
        var inner = given.Concat(set ?? []).Select(handler => Endless(handler, left)).ToArray();
        return inner.Length > 0 && inner.All(found => found is not null) ? inner.SelectMany(found => found!).ToList() : null;
    }

    private bool IsTakenCareOf(Origin origin)
    {
        var places = origin.Keeper?.ContainingType?.DeclaringSyntaxReferences.Select(reference => reference.GetSyntax(cancellation)) ?? [];
        return places.Append(Around(origin.Made)).Select(place => place.ToString()).Any(text => Marks.Any(text.Contains));
    }

    // Whoever holds a handler in a variable may set more than its initializer says.
    private static SyntaxNode Around(IOperation made) => Operations.Outermost(made).Parent is IArgumentOperation
        ? made.Syntax
        : made.Syntax.FirstAncestorOrSelf<AnonymousFunctionExpressionSyntax>() ?? Source.Member(made.Syntax);
}
