using System.Runtime.CompilerServices;
using Fallacies.Analyzers.Knowledge;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;

namespace Fallacies.Analyzers.Latency;

/// <summary>Looks at how the gRPC clients of this compilation are made: an interceptor, a handler or the incoming call may give their calls a deadline.</summary>
internal sealed class GrpcOrigins(KnownTypes types, SemanticModel near, CancellationToken cancellation)
{
    private static readonly ConditionalWeakTable<Compilation, StrongBox<bool>> Intercepted = new();

    private readonly ClientRegistrations _registrations = new(types, near, cancellation);
    private readonly RegisteredClients _clients = new(types, near, cancellation);
    private readonly ClientHandlers _handlers = new(types, near, cancellation);

    /// <summary>Whether the clients of a type are made here, and in no way that could set a deadline.</summary>
    public bool AreWithoutDeadline(INamedTypeSymbol client)
    {
        var registrations = _registrations.All().Where(IsForClient).ToArray();
        var creations = Creations(client).ToArray();
        return registrations.Length + creations.Length > 0
            && creations.All(creation => creation.Arguments.Length == 1 && IsPlainChannel(Operations.Unwrap(creation.Arguments[0].Value).Type))
            && registrations.All(registration => registration.Name is not null)
            && _registrations.Clients().Where(registered => registered.Registrations.Any(IsForClient)).All(IsPlain)
            && !IsInterceptedHere()
            && !PassesDeadlinesOn();

        bool IsForClient(ClientRegistration registration) => registration.Kind == ClientKind.Grpc && SymbolEqualityComparer.Default.Equals(registration.Service, client);
    }

    // Said of one client it is most often meant for all.
    private bool PassesDeadlinesOn() => !Source.Mentions("EnableCallContextPropagation", near.Compilation, cancellation).IsEmpty;

    // The generated client makes copies of itself.
    private static bool IsGenerated(SyntaxNode mention, INamedTypeSymbol client) =>
        (client.ContainingType ?? client).DeclaringSyntaxReferences.Any(part => part.SyntaxTree == mention.SyntaxTree && part.Span.Contains(mention.Span));

    private IEnumerable<IObjectCreationOperation> Creations(INamedTypeSymbol client) => Source.Mentions(client.Name, near.Compilation, cancellation)
        .Where(mention => !IsGenerated(mention, client))
        .SelectMany(mention => Source.Member(mention).DescendantNodes().OfType<BaseObjectCreationExpressionSyntax>()
            .Where(creation => creation is ImplicitObjectCreationExpressionSyntax || creation.Span.Contains(mention.Span)))
        .Select(creation => Source.Operation(creation, near))
        .OfType<IObjectCreationOperation>()
        .Where(creation => SymbolEqualityComparer.Default.Equals(creation.Type, client));

    private bool IsPlain(RegisteredClient client) =>
        _clients.IsPlain(client) && client.Steps.All(IsPlain) && client.Registrations.All(registration => IsPlainSetting(registration.Call)) && _registrations.IsComplete(client);

    private bool IsPlain(ClientStep step) => step.Call.TargetMethod.Name switch
    {
        "ConfigureGrpcClientCreator" => false,
        "ConfigureChannel" => IsPlainSetting(step.Call),
        "AddInterceptor" => step.Call.TargetMethod.TypeArguments.FirstOrDefault() is { } type ? Source.Holds(near.Compilation, type) : MakesOwn(step.Call),
        _ => true,
    };

    // Own interceptors are looked at all together.
    private bool MakesOwn(IInvocationOperation step) =>
        step.Descendants().OfType<IObjectCreationOperation>().FirstOrDefault()?.Type is { } made && Source.Holds(near.Compilation, made);

    private bool IsPlainSetting(IInvocationOperation call) => call.Arguments
        .Where(argument => argument.Parameter?.Type.TypeKind == TypeKind.Delegate)
        .All(argument => Operations.Unwrap(argument.Value) is IAnonymousFunctionOperation lambda && lambda.Descendants().All(SetsNoLimit));

    private bool SetsNoLimit(IOperation operation) => operation switch
    {
        IPropertyReferenceOperation { Property.Name: "CallOptionsActions" or "Interceptors" or "InterceptorRegistrations" or "ChannelOptionsActions" or "Creator" } => false,
        ISimpleAssignmentOperation { Target: IPropertyReferenceOperation { Property.Name: "HttpClient" } } => false,
        ISimpleAssignmentOperation { Target: IPropertyReferenceOperation { Property.Name: "HttpHandler" } } handler => _handlers.IsPlain(handler.Value),
        _ => true,
    };

    // An HttpClient below a channel brings its own timeout along.
    private bool IsPlainChannel(ITypeSymbol? channel) => channel?.Name switch
    {
        "Channel" => true,
        "GrpcChannel" or "ChannelBase" when Calls("ForAddress").ToArray() is { Length: > 0 } calls =>
            calls.SelectMany(call => call.Arguments).All(argument => argument.Parameter?.Type.Name != "GrpcChannelOptions" || IsPlainOptions(argument.Value)),
        _ => false,
    };

    private bool IsPlainOptions(IOperation options) => Operations.Unwrap(options) switch
    {
        IObjectCreationOperation creation => creation.Initializer is null || creation.Initializer.Initializers.All(SetsNoLimit),
        ILocalReferenceOperation local => Locals.OnlyValue(local) is IObjectCreationOperation creation
            && IsPlainOptions(creation)
            && !Operations.Uses(local.Local, local).Any(use => use.Parent is IPropertyReferenceOperation { Property.Name: "HttpClient" or "HttpHandler" }),
        _ => false,
    };

    private IEnumerable<IInvocationOperation> Calls(string name) => Source.Mentions(name, near.Compilation, cancellation)
        .Select(mention => mention.FirstAncestorOrSelf<InvocationExpressionSyntax>())
        .Select(call => call is null ? null : Source.Operation(call, near))
        .OfType<IInvocationOperation>();

    private bool IsInterceptedHere()
    {
        if (Intercepted.TryGetValue(near.Compilation, out var known))
            return known.Value;

        var found = new StrongBox<bool>(Source.Mentions("Interceptor", near.Compilation, cancellation)
            .Any(mention => mention.FirstAncestorOrSelf<BaseListSyntax>() is { Parent: { } type } && type.ToString().Contains("Deadline")));
        return Intercepted.GetValue(near.Compilation, _ => found).Value;
    }
}
