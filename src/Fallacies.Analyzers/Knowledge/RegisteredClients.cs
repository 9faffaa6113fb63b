using System.Text.RegularExpressions;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;

namespace Fallacies.Analyzers.Knowledge;

/// <summary>Follows registered clients: through the lambdas of their registrations, into the classes they are for, to where they are asked for by name.</summary>
internal sealed class RegisteredClients(KnownTypes types, SemanticModel near, CancellationToken cancellation)
{
    // Each of them is looked for in the whole source.
    private const int MostMethods = 40;

    private readonly ClientRegistrations _registrations = new(types, near, cancellation);
    private readonly ClientHandlers _handlers = new(types, near, cancellation);
    private readonly ClientCode _code = new(types, near, cancellation);

    /// <summary>Whether every step is known to set no limit besides the client's own timeout.</summary>
    public bool IsPlain(RegisteredClient client) => client.IsRead && client.Steps.All(IsPlain);

    /// <summary>What happens to the clients, or <see langword="null"/> where some of it cannot be seen.</summary>
    public IReadOnlyList<ClientFlow>? Uses(RegisteredClient client) =>
        client.Steps.All(step => step.Clients is not null) && client.Classes.All(type => type.TypeKind != TypeKind.Class || Source.Holds(near.Compilation, type)) ? SeenUses(client) : null;

    /// <summary>What is seen to happen to the clients; there may be more.</summary>
    public IReadOnlyList<ClientFlow> SeenUses(RegisteredClient client) => [.. client.Steps.SelectMany(step => step.Clients ?? []), .. Consumers(client)];

    /// <summary>What those who get a client do with it, after its registration has made it: classes, and callers that ask for the name.</summary>
    public IEnumerable<ClientFlow> Consumers(RegisteredClient client) => client.Classes
        .Where(type => type.TypeKind == TypeKind.Class && Source.Holds(near.Compilation, type))
        .SelectMany(type => type.InstanceConstructors).SelectMany(constructor => constructor.Parameters).Where(_code.IsClient)
        .Concat(KeyedBy(client.Name)).Select(Flow)
        .Concat(AskedFor(client.Name).Select(call => new ClientFlow(types, near, cancellation).From(call)));

    /// <summary>The calls through what Refit or gRPC make of a client.</summary>
    public IEnumerable<IInvocationOperation> CallsOfMade(RegisteredClient client) => client.Classes.SelectMany(type => type.GetMembers().OfType<IMethodSymbol>()
        .Where(method => method.MethodKind == MethodKind.Ordinary && method.DeclaredAccessibility == Accessibility.Public).Take(MostMethods)
        .SelectMany(method => Callers.Of(method, near, cancellation) ?? [])
        .Where(call => !type.DeclaringSyntaxReferences.Any(reference => reference.SyntaxTree == call.Syntax.SyntaxTree && reference.Span.Contains(call.Syntax.Span))));

    /// <summary>The registered clients whose lambda a parameter belongs to, or whose class gets it.</summary>
    public IEnumerable<RegisteredClient> ClientsOf(IParameterSymbol parameter)
    {
        var all = _registrations.Clients();
        return parameter.ContainingSymbol is IMethodSymbol { MethodKind: MethodKind.AnonymousFunction }
            ? all.Where(client => client.Steps.SelectMany(step => ClientCode.Delegates(step.Call)).Any(argument => _code.Clients(argument)?.Contains(parameter, SymbolEqualityComparer.Default) == true))
            : all.Where(client => client.Classes.Contains(parameter.ContainingType, SymbolEqualityComparer.Default));
    }

    /// <summary>The calls that ask for a client by its name, or by one that the program puts together and that may be this name.</summary>
    public IEnumerable<IInvocationOperation> MayAskFor(string name) => Asking(asked => ClientIdentities.Text(asked) == name || new WrittenTexts(types).Of(asked).Any(text => Fits(text.Text, name)));

    private ClientFlow Flow(ISymbol client) => new ClientFlow(types, near, cancellation).From(client);

    private IEnumerable<IInvocationOperation> AskedFor(string name) => Asking(asked => ClientIdentities.Text(asked) == name);

    private IEnumerable<IInvocationOperation> Asking(Func<IOperation, bool> isMeant) => Mentioned<InvocationExpressionSyntax>("CreateClient").Concat(Mentioned<InvocationExpressionSyntax>("GetRequiredKeyedService"))
        .Select(call => Source.Operation(call, near))
        .OfType<IInvocationOperation>()
        .Where(call => IsOfFactory(call) || SymbolEqualityComparer.Default.Equals(call.Type, types.HttpClient))
        .Where(call => call.Arguments.Where(argument => argument.Parameter?.Type.SpecialType is SpecialType.System_String or SpecialType.System_Object).Any(argument => isMeant(argument.Value)));

    // $"{target}Client" may be any name that ends like it; a name of holes alone says nothing.
    private static bool Fits(string pattern, string name) =>
        pattern.Replace(HostName.Hole, "").Length > 0 && Regex.IsMatch(name, "^" + string.Join(".*", pattern.Split([HostName.Hole], StringSplitOptions.None).Select(Regex.Escape)) + "$");

    // A keyed client is a parameter with an attribute.
    private IEnumerable<IParameterSymbol> KeyedBy(string name) => Mentioned<ParameterSyntax>("FromKeyedServices")
        .Select(parameter => Source.Model(parameter.SyntaxTree, near).GetDeclaredSymbol(parameter, cancellation))
        .OfType<IParameterSymbol>()
        .Where(parameter => _code.IsClient(parameter) && parameter.GetAttributes().Any(attribute => attribute.ConstructorArguments.FirstOrDefault() is { Kind: TypedConstantKind.Primitive, Value: string key } && key == name));

    private IEnumerable<T> Mentioned<T>(string name)
        where T : SyntaxNode =>
        Source.Mentions(name, near.Compilation, cancellation).Select(mention => mention.FirstAncestorOrSelf<T>()).OfType<T>();

    private bool IsOfFactory(IInvocationOperation call) => SymbolEqualityComparer.Default.Equals(call.TargetMethod.ContainingType, types.HttpClientFactory);

    /// <summary>Whether a step is known to set no limit besides the client's own timeout.</summary>
    public bool IsPlain(ClientStep step) => step.Kind switch
    {
        StepKind.Client or StepKind.HandlerLifetime or StepKind.TypedClient or StepKind.Neutral => true,
        StepKind.MessageHandler or StepKind.PrimaryHandler => _handlers.IsPlain(step),
        StepKind.PolicyHandler => step.Call.TargetMethod.Name == "AddTransientHttpErrorPolicy"
            && step.Call.Arguments.Any(argument => Operations.Unwrap(argument.Value) is IAnonymousFunctionOperation lambda && !lambda.Syntax.ToString().Contains("Timeout")),
        _ => false,
    };
}
