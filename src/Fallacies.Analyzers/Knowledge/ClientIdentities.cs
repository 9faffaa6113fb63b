using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace Fallacies.Analyzers.Knowledge;

/// <summary>Tells for which clients a registration is: by its name, by its types, and by the callers of a method that hands them on.</summary>
internal sealed class ClientIdentities(KnownTypes types, SemanticModel near, CancellationToken cancellation)
{
    // A registration for more clients than this is no longer somebody's in particular.
    private const int MostCallers = 32;

    /// <summary>The methods that register a client and return its builder.</summary>
    public static readonly string[] Registrars = ["AddHttpClient", "AddRefitClient", "AddKeyedRefitClient", "AddRefitGeneratedClient", "AddKeyedRefitGeneratedClient", "AddGrpcClient"];

    /// <summary>One registration for each client that a call registers; none where it registers the factory alone.</summary>
    public IEnumerable<(ClientRegistration Registration, IInvocationOperation? Caller)> Of(IInvocationOperation call)
    {
        if (KindOf(call) is not { } kind)
            return [];
        if (HandedOn(call) is not { } method)
            return [(Create(call, kind, caller: null), null)];

        var callers = Callers.Of(method, near, cancellation);
        return callers is { Count: > 0 and <= MostCallers }
            ? callers.Select(caller => (Create(call, kind, caller), (IInvocationOperation?)caller))
            : [(Create(call, kind, caller: null), null)];
    }

    private ClientKind? KindOf(IInvocationOperation call)
    {
        var method = call.TargetMethod;
        var receiver = call.Instance ?? call.Arguments.FirstOrDefault(argument => argument.Parameter?.Ordinal == 0)?.Value;
        if (!ClientStepKinds.IsClientBuilder(method.ReturnType) || ClientStepKinds.IsClientBuilder(receiver?.Type))
            return null;

        // Extension blocks are types of their own inside the class.
        var holder = method.ContainingType?.ContainingType ?? method.ContainingType;
        return method.Name switch
        {
            "AddHttpClient" when Same(holder, types.HttpClientRegistrations) => method.TypeArguments.Length == 0 ? ClientKind.Named : ClientKind.Typed,
            "AddGrpcClient" when Same(holder, types.GrpcRegistrations) => ClientKind.Grpc,
            not ("AddHttpClient" or "AddGrpcClient") when Same(holder, types.RefitRegistrations) => ClientKind.Refit,
            _ => null,
        };
    }

    // The method around the call, where its parameters say which client it is.
    private static IMethodSymbol? HandedOn(IInvocationOperation call)
    {
        var handed = call.TargetMethod.TypeArguments.OfType<ITypeParameterSymbol>().Select(parameter => parameter.DeclaringMethod)
            .Concat(Named(call) is { } name && Operations.Unwrap(name) is IParameterReferenceOperation reference ? [reference.Parameter.ContainingSymbol as IMethodSymbol] : [])
            .Where(method => method is { MethodKind: MethodKind.Ordinary or MethodKind.LocalFunction })
            .Distinct(SymbolEqualityComparer.Default).ToArray();
        return handed.Length == 1 ? handed[0] as IMethodSymbol : null;
    }

    private static ClientRegistration Create(IInvocationOperation call, ClientKind kind, IInvocationOperation? caller)
    {
        var arguments = call.TargetMethod.TypeArguments.Select(type => Concrete(type, caller)).ToArray();
        var service = arguments.FirstOrDefault() ?? OfTypeArgument(call);
        var named = Named(call);
        var name = named is null ? ImplicitName(kind, service) : Text(named) ?? Text(HandedArgument(named, caller));
        return new ClientRegistration(call, kind, name) { Service = service, Class = arguments.LastOrDefault() ?? service, IsNamed = named is not null };
    }

    private static IOperation? Named(IInvocationOperation call) =>
        call.Arguments.FirstOrDefault(argument => argument.Parameter?.Name is "name" or "httpClientName" && argument.Value.ConstantValue is not { HasValue: true, Value: null })?.Value;

    // Refit's own names are long and nobody asks for them.
    private static string? ImplicitName(ClientKind kind, INamedTypeSymbol? service) =>
        service is null ? null : kind == ClientKind.Refit ? "Refit " + service.ToDisplayString(SymbolDisplayFormat.FullyQualifiedFormat) : NameOf(service);

    private static string NameOf(INamedTypeSymbol type) =>
        type.TypeArguments.Length == 0 ? type.Name : $"{type.Name}<{string.Join(",", type.TypeArguments.Select(argument => argument is INamedTypeSymbol named ? NameOf(named) : argument.Name))}>";

    private static INamedTypeSymbol? Concrete(ITypeSymbol type, IInvocationOperation? caller) => type switch
    {
        INamedTypeSymbol { TypeKind: not TypeKind.Error } named => named,
        ITypeParameterSymbol { DeclaringMethod: not null } parameter when caller is not null && parameter.Ordinal < caller.TargetMethod.TypeArguments.Length =>
            caller.TargetMethod.TypeArguments[parameter.Ordinal] as INamedTypeSymbol,
        _ => null,
    };

    private static INamedTypeSymbol? OfTypeArgument(IInvocationOperation call) =>
        call.Arguments.Select(argument => Operations.Unwrap(argument.Value)).OfType<ITypeOfOperation>().FirstOrDefault()?.TypeOperand as INamedTypeSymbol;

    private static IOperation? HandedArgument(IOperation name, IInvocationOperation? caller) =>
        Operations.Unwrap(name) is IParameterReferenceOperation reference
            ? caller?.Arguments.FirstOrDefault(argument => argument.Parameter?.Ordinal == reference.Parameter.Ordinal)?.Value
            : null;

    /// <summary>The text of a name that is written down: a constant, a read-only field, the name of a type.</summary>
    public static string? Text(IOperation? name) => name switch
    {
        null => null,
        { ConstantValue: { HasValue: true, Value: string text } } => text,
        IConversionOperation conversion => Text(conversion.Operand),
        IFieldReferenceOperation { Field: { Name: "Empty", ContainingType.SpecialType: SpecialType.System_String } } => "",
        IFieldReferenceOperation { Field: { Name: "DefaultName", ContainingType.Name: "Options" } } => "",
        IFieldReferenceOperation { Field: { IsReadOnly: true, IsStatic: true } field } when Members.OnlyValue(field, name) is { ConstantValue: { HasValue: true, Value: string text } } => text,
        IPropertyReferenceOperation { Property.Name: "Name", Instance: ITypeOfOperation { TypeOperand: INamedTypeSymbol { TypeArguments.Length: 0 } type } } => type.Name,
        _ => null,
    };

    private static bool Same(ISymbol? a, ISymbol? b) => a is not null && SymbolEqualityComparer.Default.Equals(a, b);
}
