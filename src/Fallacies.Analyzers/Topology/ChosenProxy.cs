using Fallacies.Analyzers.Knowledge;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace Fallacies.Analyzers.Topology;

/// <summary>Tells clients that go out through a proxy chosen for the call: each needs connections of its own.</summary>
internal static class ChosenProxy
{
    /// <summary>Whether the handler that is made with a client gets such a proxy.</summary>
    public static bool IsOn(IObjectCreationOperation client, KnownTypes types, SemanticModel near, CancellationToken cancellation) =>
        client.Arguments.FirstOrDefault(argument => argument.Parameter?.Ordinal == 0)?.Value is { } handler
        && new Provenance(types, near, cancellation).Origins(handler) is { } origins
        && origins.Any(origin => origin.Made is IObjectCreationOperation { Initializer: { } members } && members.Initializers.Any(member => member is ISimpleAssignmentOperation { Target: IPropertyReferenceOperation { Property.Name: "Proxy" } } proxy && IsChosen(proxy.Value)));

    // A parameter of the method that is more than a switch or the configuration, or an object of a class that is not the framework's and chooses by itself; what does not compile may be one.
    private static bool IsChosen(IOperation proxy)
    {
        var value = Operations.Unwrap(proxy) is ILocalReferenceOperation local && Locals.OnlyValue(local) is { } only ? Operations.Unwrap(only) : Operations.Unwrap(proxy);
        return value is IInvalidOperation || value is IObjectCreationOperation { Type: INamedTypeSymbol type } && !Callers.InFramework(type)
            || value.DescendantsAndSelf().Any(part => part is IParameterReferenceOperation
            {
                Parameter: { ContainingSymbol: IMethodSymbol { MethodKind: MethodKind.Ordinary or MethodKind.LocalFunction or MethodKind.AnonymousFunction }, Type: { SpecialType: not SpecialType.System_Boolean, Name: not ("IConfiguration" or "IConfigurationSection") } },
            });
    }
}
