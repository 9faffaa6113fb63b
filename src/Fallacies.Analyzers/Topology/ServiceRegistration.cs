using Fallacies.Analyzers.Knowledge;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;

namespace Fallacies.Analyzers.Topology;

/// <summary>A plain registration that leaves it to the container to build a class.</summary>
internal sealed record ServiceRegistration(ITypeSymbol Service, INamedTypeSymbol Class)
{
    public static readonly string[] Names = ["AddTransient", "AddScoped", "AddSingleton", "AddHostedService"];

    private static readonly HashSet<string> DefaultNames = ["\"\"", "string.Empty", "String.Empty", "Options.DefaultName"];

    /// <summary>What a call registers, or <see langword="null"/> where it brings an instance or a factory, or belongs to somebody else.</summary>
    public static ServiceRegistration? Read(IInvocationOperation call)
    {
        if (!IsOfContainer(call.TargetMethod) || call.Arguments.Any(argument => argument.Parameter?.Type.TypeKind == TypeKind.Delegate || argument.Parameter?.Name == "implementationInstance"))
            return null;

        var types = call.TargetMethod.TypeArguments is { IsEmpty: false } named ? named.ToArray() : WrittenTypes(call).ToArray();
        if (types.Length is 0 or > 2 || types[types.Length - 1] is not INamedTypeSymbol type)
            return null;

        // A hosted service is registered as such, not as its class.
        return call.TargetMethod.Name == "AddHostedService"
            ? new ServiceRegistration(call.TargetMethod.TypeParameters[0].ConstraintTypes.FirstOrDefault() ?? type, type)
            : new ServiceRegistration(types[0], type);
    }

    /// <summary>Whether a program registers <c>HttpClient</c> itself, as browser applications do: then a class gets that one, on purpose.</summary>
    public static bool MakesClients(KnownTypes known, SemanticModel near, CancellationToken cancellation) =>
        Calls([.. Names, .. Names.Select(name => "Try" + name)], "HttpClient", near, cancellation).Any(call =>
            call.TargetMethod.TypeArguments.Any(IsClient) || WrittenTypes(call).Any(IsClient));

    /// <summary>Whether a program configures the client without a name, which such a class gets.</summary>
    public static bool ConfiguresDefault(SemanticModel near, CancellationToken cancellation) => Source.Mentions("AddHttpClient", near.Compilation, cancellation)
        .Any(mention => mention.FirstAncestorOrSelf<InvocationExpressionSyntax>()?.ArgumentList.Arguments.FirstOrDefault()?.Expression is { } name && DefaultNames.Contains(name.ToString()));

    /// <summary>Whether a program takes registrations of a service back.</summary>
    public static bool Removes(ITypeSymbol service, SemanticModel near, CancellationToken cancellation) =>
        Calls(["RemoveAll"], service.Name, near, cancellation).Any(call => call.TargetMethod.TypeArguments.Concat(WrittenTypes(call)).Any(type => SymbolEqualityComparer.Default.Equals(type, service)));

    private static bool IsClient(ITypeSymbol type) => type is { Name: "HttpClient", ContainingNamespace: { Name: "Http", ContainingNamespace: { Name: "Net", ContainingNamespace.Name: "System" } } };

    private static bool IsOfContainer(IMethodSymbol method) => method.ContainingType is
    {
        Name: "ServiceCollectionServiceExtensions" or "ServiceCollectionHostedServiceExtensions",
        ContainingNamespace: { Name: "DependencyInjection", ContainingNamespace: { Name: "Extensions", ContainingNamespace.Name: "Microsoft" } },
    };

    private static IEnumerable<ITypeSymbol> WrittenTypes(IInvocationOperation call) =>
        call.Arguments.Select(argument => Knowledge.Operations.Unwrap(argument.Value)).OfType<ITypeOfOperation>().Select(type => type.TypeOperand);

    private static IEnumerable<IInvocationOperation> Calls(string[] names, string mark, SemanticModel near, CancellationToken cancellation) => names
        .SelectMany(name => Source.Mentions(name, near.Compilation, cancellation))
        .Select(mention => mention.FirstAncestorOrSelf<InvocationExpressionSyntax>())
        .Where(call => call?.ToString().Contains(mark) == true)
        .Select(call => call is null ? null : Source.Operation(call, near) as IInvocationOperation)
        .OfType<IInvocationOperation>();
}
