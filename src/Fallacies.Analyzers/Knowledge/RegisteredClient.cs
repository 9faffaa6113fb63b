using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Fallacies.Analyzers.Knowledge;

/// <summary>Everything that this compilation says about the clients of one name: their registrations, and the defaults that come before them.</summary>
internal sealed class RegisteredClient(string name, IReadOnlyList<ClientRegistration> registrations, FactoryDefaults defaults)
{
    public string Name => name;

    /// <summary>The registrations of the name, in the order of the source; the first one speaks for all.</summary>
    public IReadOnlyList<ClientRegistration> Registrations => registrations;

    /// <summary>The name for messages: the type where there is one.</summary>
    public string DisplayName => registrations.Select(registration => registration.Service?.Name).FirstOrDefault(type => type is not null) ?? name;

    /// <summary>The classes that get the client in their constructor, or the interfaces that are made from it.</summary>
    public IEnumerable<INamedTypeSymbol> Classes => registrations.Select(registration => registration.Class)
        .Concat(Steps.Where(step => step.Kind == StepKind.TypedClient).Select(step => step.Call.TargetMethod.TypeArguments.LastOrDefault() as INamedTypeSymbol))
        .OfType<INamedTypeSymbol>();

    /// <summary>All steps: the defaults, which run first, then those of each registration.</summary>
    public IReadOnlyList<ClientStep> Steps { get; } = [.. defaults.For(name), .. registrations.SelectMany(registration => registration.Steps)];

    /// <summary>The steps that surely run for one and the same client: those of registrations that stand side by side, after the defaults if there is but one container.</summary>
    public IEnumerable<IReadOnlyList<ClientStep>> Chains(bool withDefaults) => registrations
        .GroupBy(registration => registration.Call.Syntax.Ancestors().FirstOrDefault(IsBody))
        .Select(group => defaults.For(name).Where(_ => withDefaults).Concat(group.SelectMany(registration => registration.Steps)).ToList());

    private static bool IsBody(SyntaxNode node) => node is BlockSyntax or IfStatementSyntax or ElseClauseSyntax or SwitchSectionSyntax or ArrowExpressionClauseSyntax or LambdaExpressionSyntax or CompilationUnitSyntax;

    /// <summary>The steps that add a handler of whatever kind, from the outermost to the innermost.</summary>
    public IEnumerable<ClientStep> Handlers => Steps.Where(step => step.AddsHandler);

    /// <summary>The values that code of the registrations sets as timeout; the constructor of a typed client may set more.</summary>
    public IEnumerable<IOperation> Timeouts => Flows.SelectMany(flow => flow.Timeouts);

    /// <summary>The values that code of the registrations sets as base address; the constructor of a typed client may set more.</summary>
    public IEnumerable<IOperation> BaseAddresses => Flows.SelectMany(flow => flow.BaseAddresses);

    /// <summary>The value that the last step gave the lifetime of handlers, or <see langword="null"/> where none did.</summary>
    public IOperation? HandlerLifetime => Steps.LastOrDefault(step => step.Lifetime is not null)?.Lifetime;

    /// <summary>The last step that replaces the handler that opens the connections.</summary>
    public ClientStep? PrimaryHandler => Steps.LastOrDefault(step => step.Kind == StepKind.PrimaryHandler);

    /// <summary>
    /// Whether <see cref="Steps"/> are all that this compilation does with the name. To argue from absence, ask
    /// <see cref="ClientRegistrations.IsComplete"/>, which looks at other assemblies too.
    /// </summary>
    public bool IsRead => defaults.IsRead && registrations.All(registration => registration.IsRead);

    private IEnumerable<ClientFlow> Flows => Steps.SelectMany(step => step.Clients ?? []);
}
