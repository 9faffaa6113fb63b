using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;

namespace Fallacies.Analyzers.Knowledge;

/// <summary>Follows the clients of a registration: through its lambdas, into the class they are for, to where they are asked for by name.</summary>
internal sealed class RegisteredClients(KnownTypes types, SemanticModel near, CancellationToken cancellation)
{
    // What these steps do has nothing to do with time.
    private static readonly HashSet<string> Neutral =
        ["SetHandlerLifetime", "RedactLoggedHeaders", "UseSocketsHttpHandler", "AddDefaultLogger", "AddLogger", "RemoveAllLoggers", "AddAsKeyed", "RemoveAsKeyed", "AddHeaderPropagation", "AddServiceDiscovery"];

    private readonly ClientRegistrations _registrations = new(types, near, cancellation);
    private readonly ClientHandlers _handlers = new(types, near, cancellation);

    /// <summary>Whether every step after the registration is known to set no limit besides the client's own timeout.</summary>
    public bool IsPlain(ClientRegistration registration) => registration.Steps is { } steps && steps.All(IsPlain);

    /// <summary>What happens to the clients, or <see langword="null"/> where some of it cannot be seen.</summary>
    public IReadOnlyList<ClientFlow>? Uses(ClientRegistration registration)
    {
        var flows = new List<ClientFlow>();
        var calls = registration.Steps?.Where(step => step.TargetMethod.Name == "ConfigureHttpClient").Append(registration.Call);
        foreach (var argument in (calls ?? []).SelectMany(call => call.Arguments).Where(argument => argument.Parameter?.Type.TypeKind == TypeKind.Delegate))
        {
            if (Clients(argument) is not { } clients)
                return null;
            flows.AddRange(clients.Select(Flow));
        }

        if (registration.Class is { TypeKind: TypeKind.Class } type)
        {
            if (!Source.Holds(near.Compilation, type))
                return null;
            flows.AddRange(type.InstanceConstructors.SelectMany(constructor => constructor.Parameters).Where(IsClient).Select(Flow));
        }

        flows.AddRange(AskedFor(registration.Name).Select(call => new ClientFlow(types, near, cancellation).From(call)));
        return flows;
    }

    /// <summary>The registration whose lambda a parameter belongs to, or whose class gets it.</summary>
    public IEnumerable<ClientRegistration> RegistrationsOf(IParameterSymbol client)
    {
        var all = _registrations.All();
        return client.ContainingSymbol is IMethodSymbol { MethodKind: MethodKind.AnonymousFunction }
            ? all.Where(registration => Delegates(registration).Any(argument => Clients(argument)?.Contains(client, SymbolEqualityComparer.Default) == true))
            : all.Where(registration => SymbolEqualityComparer.Default.Equals(registration.Class, client.ContainingType));
    }

    /// <summary>Whether every client may get a limit from defaults, here or in another assembly.</summary>
    public bool MayHaveDefaults() => _registrations.MayHaveDefaults();

    private static IEnumerable<IArgumentOperation> Delegates(ClientRegistration registration) =>
        (registration.Steps ?? []).Append(registration.Call).SelectMany(call => call.Arguments).Where(argument => argument.Parameter?.Type.TypeKind == TypeKind.Delegate);

    private ClientFlow Flow(ISymbol client) => new ClientFlow(types, near, cancellation).From(client);

    private IParameterSymbol[]? Clients(IArgumentOperation argument) => Target(argument.Value) switch
    {
        IAnonymousFunctionOperation lambda when argument.Parameter?.Name != "factory" => lambda.Symbol.Parameters.Where(IsClient).ToArray(),
        IMethodReferenceOperation method when argument.Parameter?.Name != "factory" && Source.Holds(near.Compilation, method.Method) => method.Method.Parameters.Where(IsClient).ToArray(),
        _ => null,
    };

    private bool IsClient(IParameterSymbol parameter) => SymbolEqualityComparer.Default.Equals(parameter.Type, types.HttpClient);

    private IEnumerable<IInvocationOperation> AskedFor(string? name) => Source.Mentions("CreateClient", near.Compilation, cancellation)
        .Select(mention => mention.FirstAncestorOrSelf<InvocationExpressionSyntax>())
        .Select(call => call is null ? null : Source.Operation(call, near))
        .OfType<IInvocationOperation>()
        .Where(call => IsFactory(call.TargetMethod) && call.Arguments.Any(argument => argument.Value.ConstantValue is { HasValue: true, Value: string asked } && asked == name));

    private bool IsFactory(IMethodSymbol method) => SymbolEqualityComparer.Default.Equals(method.ContainingType, types.HttpClientFactory);

    private bool IsPlain(IInvocationOperation step)
    {
        if (!(step.TargetMethod.ContainingAssembly?.Name.StartsWith("Microsoft.", StringComparison.Ordinal) ?? false))
            return false;

        return step.TargetMethod.Name switch
        {
            "ConfigureHttpClient" => true,
            "AddHttpMessageHandler" => step.TargetMethod.TypeArguments.Length == 1 ? _handlers.IsPlain(step.TargetMethod.TypeArguments[0]) : Made(step) is { } made && IsPlainHandler(made),
            "ConfigurePrimaryHttpMessageHandler" or "ConfigureHttpMessageHandlerBuilder" => Made(step) is { } made && IsPlainHandler(made),
            "AddTransientHttpErrorPolicy" => step.Arguments.Any(argument => Target(argument.Value) is IAnonymousFunctionOperation lambda && !lambda.Syntax.ToString().Contains("Timeout")),
            var name => Neutral.Contains(name),
        };
    }

    private bool IsPlainHandler(IOperation made) => _handlers.IsPlain(made)
        || (made is IInvocationOperation { TargetMethod: { Name: "GetRequiredService", TypeArguments.Length: 1 } asked } && _handlers.IsPlain(asked.TypeArguments[0]));

    // What a lambda yields where it is one expression, or one return.
    private static IOperation? Made(IInvocationOperation step)
    {
        var lambda = step.Arguments.Select(argument => Target(argument.Value)).OfType<IAnonymousFunctionOperation>().FirstOrDefault();
        var returns = lambda?.Body.Descendants().OfType<IReturnOperation>().ToArray();
        var value = returns is { Length: 1 } ? returns[0].ReturnedValue : null;
        return value is IConversionOperation conversion ? conversion.Operand : value;
    }

    private static IOperation Target(IOperation value)
    {
        while (value is IConversionOperation or IDelegateCreationOperation or IParenthesizedOperation)
        {
            value = value switch
            {
                IConversionOperation conversion => conversion.Operand,
                IDelegateCreationOperation creation => creation.Target,
                IParenthesizedOperation parenthesized => parenthesized.Operand,
                _ => value,
            };
        }

        return value;
    }
}
