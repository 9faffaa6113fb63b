using Fallacies.Analyzers.Knowledge;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace Fallacies.Analyzers.Topology;

/// <summary>Tells whether a client uses a handler that outlives it: then it costs next to nothing. In doubt it does.</summary>
internal sealed class SharedHandler(KnownTypes types, SemanticModel near, CancellationToken cancellation)
{
    // A chain of handlers longer than this is not built by hand.
    private const int MostHandlers = 4;

    public bool IsUsedBy(IObjectCreationOperation client)
    {
        if (client.Arguments.FirstOrDefault(argument => argument.Parameter?.Ordinal == 0)?.Value is not { } handler)
            return false;

        var keepsHandler = client.Arguments.Any(argument => argument.Parameter?.Ordinal == 1 && argument.Value.ConstantValue is not { HasValue: true, Value: true });
        return keepsHandler || !IsNew(handler, MostHandlers);
    }

    // Every handler of the chain is made together with the client.
    private bool IsNew(IOperation handler, int left) =>
        left > 0
        && new Provenance(types, near, cancellation).Origins(handler) is { } origins
        && origins.All(origin => origin is { Keeper: null, Made: IObjectCreationOperation creation } && creation.Arguments.All(argument => !ClientHandlers.IsHandler(Operations.Unwrap(argument.Value).Type) || IsNew(argument.Value, left - 1)));
}
