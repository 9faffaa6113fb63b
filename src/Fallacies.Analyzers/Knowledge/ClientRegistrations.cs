using System.Runtime.CompilerServices;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;

namespace Fallacies.Analyzers.Knowledge;

/// <summary>One <c>AddHttpClient</c>: the name or the class that the client is for, and what its builder is told after.</summary>
internal sealed record ClientRegistration(IInvocationOperation Call, string? Name, INamedTypeSymbol? Class)
{
    /// <summary>The calls on the builder, or <see langword="null"/> where the builder goes elsewhere.</summary>
    public IReadOnlyList<IInvocationOperation>? Steps { get; init; }
}

/// <summary>Reads how clients are registered in this compilation.</summary>
internal sealed class ClientRegistrations(KnownTypes types, SemanticModel near, CancellationToken cancellation)
{
    private static readonly string[] WaysToDefaults = ["ConfigureHttpClientDefaults", "HttpClientFactoryOptions", "IHttpMessageHandlerBuilderFilter"];

    private static readonly ConditionalWeakTable<Compilation, StrongBox<bool>> Defaults = new();
    private static readonly ConditionalWeakTable<Compilation, ClientRegistration[]> Found = new();

    /// <summary>All registrations that name a client or a class.</summary>
    public IReadOnlyList<ClientRegistration> All() =>
        Found.TryGetValue(near.Compilation, out var known) ? known : Found.GetValue(near.Compilation, _ => FindAll());

    private ClientRegistration[] FindAll() => Source.Mentions("AddHttpClient", near.Compilation, cancellation)
        .Select(mention => mention.FirstAncestorOrSelf<InvocationExpressionSyntax>())
        .Select(call => call is null ? null : Source.Operation(call, near) as IInvocationOperation)
        .Select(call => call is null ? null : Read(call))
        .OfType<ClientRegistration>()
        .ToArray();

    /// <summary>What an <c>AddHttpClient</c> registers, or <see langword="null"/> where it registers the factory alone or cannot be read.</summary>
    public ClientRegistration? Read(IInvocationOperation call)
    {
        if (call.TargetMethod.Name != "AddHttpClient" || !Same(call.TargetMethod.ContainingType, types.HttpClientRegistrations))
            return null;

        var name = call.Arguments.FirstOrDefault(argument => argument.Parameter?.Name == "name")?.Value;
        if (name is not null && name.ConstantValue is not { HasValue: true, Value: string })
            return null;

        var type = call.TargetMethod.TypeArguments.LastOrDefault() as INamedTypeSymbol;
        var client = name?.ConstantValue.Value as string ?? call.TargetMethod.TypeArguments.FirstOrDefault()?.Name;
        return client is null ? null : new ClientRegistration(call, client, type) { Steps = StepsAfter(call) };
    }

    /// <summary>Whether every client may get a limit from a place that this compilation does not show, or from defaults of its own.</summary>
    public bool MayHaveDefaults()
    {
        if (Defaults.TryGetValue(near.Compilation, out var known))
            return known.Value;

        var found = new StrongBox<bool>(FindDefaults());
        return Defaults.GetValue(near.Compilation, _ => found).Value;
    }

    private bool FindDefaults() =>
        WaysToDefaults.Any(name => !Source.Mentions(name, near.Compilation, cancellation).IsEmpty) || new ForeignDefaults(near, cancellation).Exist();

    private List<IInvocationOperation>? StepsAfter(IInvocationOperation call)
    {
        var steps = new List<IInvocationOperation>();
        return Climb(call, steps) ? steps : null;
    }

    private bool Climb(IOperation builder, List<IInvocationOperation> steps)
    {
        while (true)
        {
            while (builder.Parent is IConversionOperation or IParenthesizedOperation)
                builder = builder.Parent;

            switch (builder.Parent)
            {
                case IArgumentOperation { Parameter.Ordinal: 0, Parent: IInvocationOperation { TargetMethod.IsExtensionMethod: true } step }:
                    steps.Add(step);
                    builder = step;
                    break;
                case IVariableInitializerOperation { Parent: IVariableDeclaratorOperation declarator }:
                    return Source.Mentions(declarator.Symbol, near.Compilation, cancellation).All(mention => ClimbFrom(mention, declarator.Symbol, steps));
                case ISimpleAssignmentOperation { Target: IDiscardOperation }:
                case IPropertyReferenceOperation { Property.Name: "Services" }:
                case IExpressionStatementOperation:
                    return true;
                default:
                    return builder is IInvocationOperation last && !Same(last.Type, types.HttpClientBuilder);
            }
        }
    }

    private bool ClimbFrom(SimpleNameSyntax mention, ILocalSymbol local, List<IInvocationOperation> steps)
    {
        var model = Source.Model(mention.SyntaxTree, near);
        return !Same(model.GetSymbolInfo(mention, cancellation).Symbol, local)
            || (model.GetOperation(mention, cancellation) is { } use && Climb(use, steps));
    }

    private static bool Same(ISymbol? a, ISymbol? b) => a is not null && SymbolEqualityComparer.Default.Equals(a, b);
}
