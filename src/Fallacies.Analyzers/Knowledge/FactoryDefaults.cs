using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;

namespace Fallacies.Analyzers.Knowledge;

/// <summary>What this compilation says about clients outside their registrations: defaults for all of them, and options of the factory.</summary>
internal sealed class FactoryDefaults
{
    private const string OptionsType = "HttpClientFactoryOptions";

    private static readonly string[] Unreadable = ["IHttpMessageHandlerBuilderFilter"];

    private readonly List<(string? Name, ClientStep Step)> _steps = [];

    private FactoryDefaults()
    {
    }

    /// <summary>Whether all of it can be read.</summary>
    public bool IsRead { get; private set; } = true;

    /// <summary>The steps for a client of this name, in the order of the source.</summary>
    public IEnumerable<ClientStep> For(string name) => _steps.Where(entry => entry.Name is null || entry.Name == name).Select(entry => entry.Step);

    public static FactoryDefaults Read(SemanticModel near, ClientCode code, CancellationToken cancellation)
    {
        var defaults = new FactoryDefaults { IsRead = Unreadable.All(name => Source.Mentions(name, near.Compilation, cancellation).IsEmpty) };
        foreach (var call in Calls("ConfigureHttpClientDefaults"))
            defaults.ReadDefaults(call, near, code, cancellation);
        foreach (var call in Calls(OptionsType))
            defaults.ReadOptions(call, code);
        return defaults;

        IEnumerable<IInvocationOperation?> Calls(string name) => Source.Mentions(name, near.Compilation, cancellation)
            .Where(mention => mention.FirstAncestorOrSelf<UsingDirectiveSyntax>() is null)
            .Select(mention => mention.FirstAncestorOrSelf<InvocationExpressionSyntax>() is { } call ? Source.Operation(call, near) as IInvocationOperation : null);
    }

    private void ReadDefaults(IInvocationOperation? call, SemanticModel near, ClientCode code, CancellationToken cancellation)
    {
        if (call?.TargetMethod.Name != "ConfigureHttpClientDefaults" || code.Targets(call).SingleOrDefault(target => target.Parameters.Any(p => ClientStepKinds.IsClientBuilder(p.Type))) is not { } target)
        {
            IsRead = false;
            return;
        }

        var flow = new BuilderFlow(near, cancellation).From(target.Parameters.First(parameter => ClientStepKinds.IsClientBuilder(parameter.Type)));
        IsRead &= !flow.Escapes;
        _steps.AddRange(flow.Steps.Select(step => ((string?)null, code.Complete(step) with { IsDefault = true })));
    }

    // Configure<HttpClientFactoryOptions>("name", options => …): each property that the lambda touches is a step.
    private void ReadOptions(IInvocationOperation? call, ClientCode code)
    {
        var named = call?.Arguments.FirstOrDefault(argument => argument.Parameter?.Name == "name")?.Value;
        var name = ClientIdentities.Text(named);
        var lambda = call?.Arguments.Select(argument => Operations.Unwrap(argument.Value)).OfType<IAnonymousFunctionOperation>().FirstOrDefault();
        if (call?.TargetMethod.Name is not ("Configure" or "ConfigureAll" or "PostConfigure" or "PostConfigureAll") || lambda is null || (named is not null && name is null))
        {
            IsRead = false;
            return;
        }

        // Without a name these options are those of the client without a name.
        var scope = call.TargetMethod.Name.EndsWith("All", StringComparison.Ordinal) ? null : name ?? "";
        foreach (var property in lambda.Body.Descendants().OfType<IPropertyReferenceOperation>().Where(p => p.Property.ContainingType.Name == OptionsType))
            _steps.Add((scope, code.Complete(Option(call, property)) with { IsDefault = scope is null }));
    }

    private static ClientStep Option(IInvocationOperation configure, IPropertyReferenceOperation property) => property switch
    {
        { Property.Name: "HandlerLifetime", Parent: ISimpleAssignmentOperation assignment } when assignment.Target == property =>
            new ClientStep(configure, StepKind.HandlerLifetime) { Lifetime = assignment.Value },
        { Property.Name: "HttpClientActions", Parent: IInvocationOperation { TargetMethod.Name: "Add" } add } => new ClientStep(add, StepKind.Client),
        { Property.Name: "ShouldRedactHeaderValue" or "SuppressHandlerScope" or "HandlerLifetime" } => new ClientStep(configure, StepKind.Neutral),
        _ => new ClientStep(configure, StepKind.HandlerList),
    };
}
