using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace Fallacies.Analyzers.Knowledge;

/// <summary>Reads the code that a registration runs: lambdas, methods and local functions that get the client.</summary>
internal sealed class ClientCode(KnownTypes types, SemanticModel near, CancellationToken cancellation)
{
    /// <summary>A step, with what its code does to the client and what it says about the lifetime of handlers.</summary>
    public ClientStep Complete(ClientStep step) => step.Kind switch
    {
        StepKind.Client => step with { Clients = Flows(step.Call) },
        StepKind.TypedClient when HasDelegate(step.Call) => step with { Clients = null },
        StepKind.HandlerLifetime when step.Lifetime is null => step with { Lifetime = step.Call.Arguments.FirstOrDefault(argument => argument.Parameter?.Type.Name == "TimeSpan")?.Value },
        _ => step,
    };

    /// <summary>Follows the client through every delegate of a call; <see langword="null"/> where one cannot be read.</summary>
    public IReadOnlyList<ClientFlow>? Flows(IInvocationOperation call)
    {
        var flows = new List<ClientFlow>();
        foreach (var argument in Delegates(call))
        {
            if (Clients(argument) is not { } clients)
                return null;
            flows.AddRange(clients.Select(client => new ClientFlow(types, near, cancellation).From(client)));
        }

        return flows;
    }

    /// <summary>The clients that a delegate gets, or <see langword="null"/> where it makes something of them, or its code is not here.</summary>
    public IParameterSymbol[]? Clients(IArgumentOperation argument) =>
        argument.Parameter?.Name != "factory" && Target(argument.Value) is { } target ? target.Parameters.Where(IsClient).ToArray() : null;

    /// <summary>The lambdas and methods of this compilation that a call gets.</summary>
    public IEnumerable<IMethodSymbol> Targets(IInvocationOperation call) => Delegates(call).Select(argument => Target(argument.Value)).OfType<IMethodSymbol>();

    /// <summary>The bodies of the lambdas and methods that a call gets; <see langword="null"/> for one that is not here.</summary>
    public IEnumerable<IOperation?> Bodies(IInvocationOperation call) => Delegates(call).Select(argument => Operations.Unwrap(argument.Value) switch
    {
        IAnonymousFunctionOperation lambda => lambda.Body,
        var value => Target(value) is { MethodKind: not MethodKind.AnonymousFunction } method ? Source.Body(method, near) : null,
    });

    /// <summary>Whether a parameter is an <c>HttpClient</c>.</summary>
    public bool IsClient(IParameterSymbol parameter) => SymbolEqualityComparer.Default.Equals(parameter.Type, types.HttpClient);

    public static IEnumerable<IArgumentOperation> Delegates(IInvocationOperation call) => call.Arguments.Where(argument => argument.Parameter?.Type.TypeKind == TypeKind.Delegate);

    private static bool HasDelegate(IInvocationOperation call) => Delegates(call).Any();

    private IMethodSymbol? Target(IOperation value) => Operations.Unwrap(value) switch
    {
        IAnonymousFunctionOperation lambda => lambda.Symbol,
        IMethodReferenceOperation { Method: var method } when Source.Holds(near.Compilation, method) && !method.IsVirtual && !method.IsAbstract => method.PartialImplementationPart ?? method,
        ILocalReferenceOperation local when Locals.OnlyValue(local) is { } only and not ILocalReferenceOperation => Target(only),
        _ => null,
    };
}
