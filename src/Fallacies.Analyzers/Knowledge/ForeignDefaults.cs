using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Fallacies.Analyzers.Knowledge;

/// <summary>Finds calls into other assemblies that may configure every client: <c>AddServiceDefaults</c> and its kin, whatever their names.</summary>
internal sealed class ForeignDefaults(SemanticModel near, CancellationToken cancellation)
{
    // Their registrations are known to leave other people's clients alone.
    private static readonly string[] Harmless =
    [
        "Microsoft.", "System.", "Aspire.", "OpenTelemetry", "Polly", "Refit", "Grpc.", "Serilog", "Swashbuckle.", "NSwag.", "MassTransit", "MediatR", "AutoMapper",
        "FluentValidation", "Scrutor", "Quartz", "Hangfire", "StackExchange.", "Npgsql", "Azure.", "AWSSDK.", "Asp.Versioning", "Yarp.",
    ];

    private static readonly string[] Verbs = ["Add", "Use", "Configure", "Register"];

    private static readonly HashSet<string> Builders =
        ["IServiceCollection", "ServiceCollection", "IHostApplicationBuilder", "HostApplicationBuilder", "WebApplicationBuilder", "IHostBuilder", "IWebHostBuilder", "FunctionsApplicationBuilder"];

    // Only files that touch a container can make such a call.
    private static readonly string[] Containers = ["IServiceCollection", "ApplicationBuilder", "IHostBuilder", "CreateBuilder", "CreateDefaultBuilder", "AddHttpClient"];

    public bool Exist() => near.Compilation.SyntaxTrees.Where(MentionsContainer).Any(Configures);

    private bool MentionsContainer(SyntaxTree tree)
    {
        var text = tree.GetText(cancellation).ToString();
        return Containers.Any(text.Contains);
    }

    private bool Configures(SyntaxTree tree)
    {
        var model = Source.Model(tree, near);
        return tree.GetRoot(cancellation).DescendantNodes().OfType<InvocationExpressionSyntax>()
            .Where(call => Name(call) is { } name && Verbs.Any(verb => name.StartsWith(verb, StringComparison.Ordinal)))
            .Any(call => model.GetSymbolInfo(call, cancellation).Symbol is IMethodSymbol method && IsForeign(method) && TakesBuilder(method));
    }

    private static string? Name(InvocationExpressionSyntax call) => call.Expression switch
    {
        MemberAccessExpressionSyntax access => access.Name.Identifier.ValueText,
        MemberBindingExpressionSyntax binding => binding.Name.Identifier.ValueText,
        SimpleNameSyntax name => name.Identifier.ValueText,
        _ => null,
    };

    private bool IsForeign(IMethodSymbol method) =>
        method.ContainingAssembly is { } assembly
        && !SymbolEqualityComparer.Default.Equals(assembly, near.Compilation.Assembly)
        && !IsHarmless(assembly.Name)
        && MayReachFactory(assembly);

    // A reference assembly names only what its signatures need, so it may reach anything.
    private static bool MayReachFactory(IAssemblySymbol assembly) =>
        assembly.GetAttributes().Any(attribute => attribute.AttributeClass?.Name == "ReferenceAssemblyAttribute")
        || assembly.Modules.SelectMany(module => module.ReferencedAssemblies)
            .Any(reference => reference.Name == "Microsoft.Extensions.Http" || !(reference.Name is "netstandard" or "mscorlib" or "System" || IsHarmless(reference.Name)));

    private static bool IsHarmless(string assembly) => Harmless.Any(name => assembly.StartsWith(name, StringComparison.OrdinalIgnoreCase));

    private static bool TakesBuilder(IMethodSymbol method)
    {
        var original = method.ReducedFrom ?? method;
        return original.Parameters.Any(parameter => IsBuilder(parameter.Type)) || (!original.IsStatic && IsBuilder(original.ContainingType));
    }

    private static bool IsBuilder(ITypeSymbol type) =>
        Builders.Contains(type.Name)
        || (type is ITypeParameterSymbol parameter && parameter.ConstraintTypes.Any(constraint => Builders.Contains(constraint.Name)));
}
