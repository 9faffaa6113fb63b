using System.Collections.Immutable;
using Fallacies.Analyzers.Knowledge;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace Fallacies.Analyzers.Security;

/// <summary>Finds what a handler takes or keeps of one request.</summary>
internal sealed class HandlerState(KnownTypes types, SemanticModel near, CancellationToken cancellation)
{
    private readonly RequestState _requests = new(types, near, cancellation);

    /// <summary>What it is, in words, and where; <see langword="null"/> where nothing of the kind can be seen.</summary>
    public (string What, ImmutableArray<Location> Where)? Of(INamedTypeSymbol handler, IObjectCreationOperation? made) =>
        Taken(handler, made) ?? Asked(handler) ?? Kept(handler);

    private (string, ImmutableArray<Location>)? Taken(INamedTypeSymbol handler, IObjectCreationOperation? made)
    {
        // A factory may give it anything as well.
        if (made is null && ServiceRegistrations.Of(types, near, cancellation).Any(registration => registration.Given is not null && SymbolEqualityComparer.Default.Equals(registration.Service, handler)))
            return null;

        foreach (var parameter in handler.InstanceConstructors.SelectMany(constructor => constructor.Parameters))
        {
            var type = made is null ? parameter.Type : Service(made.Arguments.FirstOrDefault(argument => SymbolEqualityComparer.Default.Equals(argument.Parameter?.OriginalDefinition, parameter.OriginalDefinition))?.Value);
            if (type is not null && _requests.Of(type) is { } harm)
                return ($"takes '{type.Name}', {harm}", parameter.Locations);
        }

        return null;
    }

    // A lambda that makes the handler may give it anything; only what it asks the container for is known.
    private static ITypeSymbol? Service(IOperation? given) =>
        given is not null && Operations.Unwrap(given) is IInvocationOperation { TargetMethod: { Name: "GetRequiredService" or "GetService", TypeArguments: { Length: 1 } types } } ? types[0] : null;

    // The provider that a handler gets is that of its own scope.
    private (string, ImmutableArray<Location>)? Asked(INamedTypeSymbol handler)
    {
        foreach (var call in Bodies(handler, "IServiceProvider").SelectMany(body => body.DescendantsAndSelf()).OfType<IInvocationOperation>())
        {
            if (Service(call) is { } type && IsOwnProvider(call.Arguments.FirstOrDefault()?.Value) && _requests.Of(type) is { } harm)
                return ($"asks the provider of its own scope for '{type.Name}', {harm}", ImmutableArray.Create(call.Syntax.GetLocation()));
        }

        return null;
    }

    private static bool IsOwnProvider(IOperation? provider) => provider is not null && Operations.Unwrap(provider) switch
    {
        IFieldReferenceOperation { Instance: IInstanceReferenceOperation, Type.Name: "IServiceProvider" } => true,
        IPropertyReferenceOperation { Instance: IInstanceReferenceOperation, Type.Name: "IServiceProvider" } => true,
        IParameterReferenceOperation { Parameter: { Type.Name: "IServiceProvider", ContainingSymbol: IMethodSymbol { MethodKind: MethodKind.Constructor } } } => true,
        _ => false,
    };

    private (string, ImmutableArray<Location>)? Kept(INamedTypeSymbol handler)
    {
        foreach (var (member, assignment) in Bodies(handler, "HttpContext").SelectMany(RequestState.Stores))
        {
            if (_requests.ReadsContext(assignment))
                return ($"'{member.Name}' keeps what is read from the HttpContext of one of them", ImmutableArray.Create(assignment.Syntax.GetLocation()));
        }

        return null;
    }

    private IEnumerable<IOperation> Bodies(INamedTypeSymbol type, string mark) => RequestState.Bodies(type, mark, near, cancellation);
}
