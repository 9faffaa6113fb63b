using System.Runtime.CompilerServices;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;

namespace Fallacies.Analyzers.Knowledge;

/// <summary>One service as the container gets to know it.</summary>
/// <param name="Call">The call that says so.</param>
/// <param name="Service">What it is asked for by.</param>
/// <param name="Implementation">The class that is made, where it can be seen.</param>
/// <param name="Lifetime">How long the container keeps it.</param>
/// <param name="Given">The lambda or method that makes it, or the instance; <see langword="null"/> where the container calls a constructor.</param>
internal sealed record ServiceRegistration(IInvocationOperation Call, INamedTypeSymbol Service, INamedTypeSymbol? Implementation, Lifetime Lifetime, IOperation? Given);

/// <summary>Reads which services this compilation registers with Microsoft's container, and for how long.</summary>
internal sealed class ServiceRegistrations
{
    private static readonly ConditionalWeakTable<Compilation, ServiceRegistration[]> Found = new();

    private static readonly Dictionary<string, Lifetime> Verbs = new(StringComparer.Ordinal)
    {
        ["AddHostedService"] = Lifetime.Singleton,
        ["AddActivatedSingleton"] = Lifetime.Singleton,
        ["UseMiddleware"] = Lifetime.Singleton,
        ["AddHttpClient"] = Lifetime.Transient,
        ["MapGrpcService"] = Lifetime.Transient,
    };

    private static readonly string[] Stems = ["Singleton", "Scoped", "Transient", "AddHostedService", "UseMiddleware", "AddHttpClient", "MapGrpcService"];

    static ServiceRegistrations()
    {
        foreach (var lifetime in new[] { Lifetime.Singleton, Lifetime.Scoped, Lifetime.Transient })
        {
            foreach (var prefix in new[] { "Add", "TryAdd", "AddKeyed", "TryAddKeyed", "", "Keyed" })
                Verbs.Add(prefix + lifetime, lifetime);
        }
    }

    private ServiceRegistrations()
    {
    }

    /// <summary>All registrations that can be read; one pass over the files that name a lifetime, once per compilation.</summary>
    public static IReadOnlyList<ServiceRegistration> Of(KnownTypes types, SemanticModel near, CancellationToken cancellation)
    {
        if (Found.TryGetValue(near.Compilation, out var known))
            return known;

        var found = types.Type("Microsoft.Extensions.DependencyInjection.IServiceCollection") is null ? [] : near.Compilation.SyntaxTrees.SelectMany(tree => In(tree, near, cancellation)).ToArray();
        return Found.GetValue(near.Compilation, _ => found);
    }

    private static IEnumerable<ServiceRegistration> In(SyntaxTree tree, SemanticModel near, CancellationToken cancellation)
    {
        var text = Source.Text(tree, cancellation);
        if (!Stems.Any(text.Contains))
            return [];

        var model = Source.Model(tree, near);
        return tree.GetRoot(cancellation).DescendantNodes().OfType<InvocationExpressionSyntax>()
            .Where(call => Name(call) is { } name && Verbs.ContainsKey(name))
            .Select(call => model.GetOperation(call, cancellation) as IInvocationOperation)
            .Select(call => call is null ? null : Read(call))
            .OfType<ServiceRegistration>();
    }

    private static string? Name(InvocationExpressionSyntax call) => call.Expression switch
    {
        MemberAccessExpressionSyntax access => access.Name.Identifier.ValueText,
        MemberBindingExpressionSyntax binding => binding.Name.Identifier.ValueText,
        SimpleNameSyntax name => name.Identifier.ValueText,
        _ => null,
    };

    /// <summary>What a call registers, or <see langword="null"/> where it registers nothing or cannot be read.</summary>
    public static ServiceRegistration? Read(IInvocationOperation call)
    {
        var method = call.TargetMethod;
        if (!IsOfContainer(method) || !Verbs.TryGetValue(method.Name, out var lifetime))
            return null;

        var named = method.TypeArguments.Concat(call.Arguments.Select(argument => argument.Value).Select(TypeOf)).OfType<INamedTypeSymbol>().ToArray();
        var given = Given(call);
        var service = named.FirstOrDefault() ?? given?.Type as INamedTypeSymbol;
        if (service is null || (method.Name == "UseMiddleware" && service.AllInterfaces.Any(type => type.Name == "IMiddleware")))
            return null;

        var implementation = given is null ? named.Last() : Made(given);
        return new ServiceRegistration(call, service, implementation, lifetime, given);
    }

    private static bool IsOfContainer(IMethodSymbol method) =>
        method.ContainingType is { Name: "ServiceDescriptor" or "UseMiddlewareExtensions" or "GrpcEndpointRouteBuilderExtensions" }
        || ((method.ReducedFrom ?? method).Parameters.FirstOrDefault()?.Type is { Name: "IServiceCollection" } && method.ContainingNamespace?.ToString().StartsWith("Microsoft.Extensions.DependencyInjection", StringComparison.Ordinal) == true);

    private static ITypeSymbol? TypeOf(IOperation value) => (Operations.Unwrap(value) as ITypeOfOperation)?.TypeOperand;

    private static IOperation? Given(IInvocationOperation call)
    {
        if (call.TargetMethod.Name == "AddHttpClient")
            return null;

        var argument = call.Arguments.FirstOrDefault(a => a.ArgumentKind == ArgumentKind.Explicit && a.Parameter is { Name: "implementationFactory" or "factory" or "implementationInstance" or "instance" });
        return argument is null ? null : Operations.Unwrap(argument.Value);
    }

    // The class that a lambda makes, where it says so in one expression or one return.
    private static INamedTypeSymbol? Made(IOperation given)
    {
        if (given is not IAnonymousFunctionOperation lambda)
            return (given is IMethodReferenceOperation method ? method.Method.ReturnType : given.Type) as INamedTypeSymbol;

        var classes = Returns.Of(lambda.Body).Select(Class).Distinct<INamedTypeSymbol?>(SymbolEqualityComparer.Default).ToArray();
        return classes.Length == 1 ? classes[0] : null;
    }

    private static INamedTypeSymbol? Class(IOperation value) => Operations.Unwrap(value) switch
    {
        IObjectCreationOperation creation => creation.Type as INamedTypeSymbol,
        IInvocationOperation { TargetMethod: { Name: "CreateInstance", ContainingType.Name: "ActivatorUtilities" } method } => method.TypeArguments.FirstOrDefault() as INamedTypeSymbol,
        ILocalReferenceOperation local => Locals.OnlyValue(local) is { } only and not ILocalReferenceOperation ? Class(only) : null,
        _ => null,
    };
}
