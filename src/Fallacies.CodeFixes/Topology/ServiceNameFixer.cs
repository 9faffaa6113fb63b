using System.Collections.Immutable;
using System.Composition;
using Fallacies.Analyzers.Topology;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Fallacies.CodeFixes.Topology;

/// <summary>FAL5007: calls a service by its logical name, where service discovery is referenced.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp)]
[Shared]
public sealed class ServiceNameFixer : CodeFixProvider
{
    /// <inheritdoc/>
    public override ImmutableArray<string> FixableDiagnosticIds { get; } = ImmutableArray.Create(HardCodedEndpointAnalyzer.Descriptor.Id);

    // Two clients of one method share the statement that registers the discovery.
    /// <inheritdoc/>
    public override FixAllProvider GetFixAllProvider() => AtOnce.Provider(FixAsync);

    /// <inheritdoc/>
    public override Task RegisterCodeFixesAsync(CodeFixContext context) => AtOnce.OfferAsync(context, FixAsync, "Call the service by its name: service discovery must know its address from now on", nameof(ServiceNameFixer));

    private static async Task<Document?> FixAsync(Document document, ImmutableArray<Diagnostic> diagnostics, CancellationToken cancellation)
    {
        var root = await document.GetSyntaxRootAsync(cancellation).ConfigureAwait(false);
        var model = await document.GetSemanticModelAsync(cancellation).ConfigureAwait(false);
        var discovery = root is null || model is null ? null : DiscoveryOf(model);
        if (root is null || discovery is null)
            return null;

        var clients = diagnostics
            .Select(diagnostic => Finding.Node(root, diagnostic) as LiteralExpressionSyntax)
            .Select(address => address is null ? null : DiscoveredClient.Of(address, model!, discovery))
            .OfType<DiscoveredClient>()
            .ToList();
        return clients.Count == 0 ? null : document.WithSyntaxRoot(DiscoveredClient.Apply(root, clients));
    }

    private static Discovery? DiscoveryOf(SemanticModel model) =>
        model.Compilation.GetTypeByMetadataName("Microsoft.Extensions.DependencyInjection.ServiceDiscoveryHttpClientBuilderExtensions") is null
            ? null
            : new Discovery(
                OfServices: Calls(model.Compilation, "AddServiceDiscovery").Any(IsOfServices) || Calls(model.Compilation, "AddServiceDefaults").Any(),
                OfAllClients: Calls(model.Compilation, "ConfigureHttpClientDefaults").Any(call => call.ToString().Contains("AddServiceDiscovery")) || Calls(model.Compilation, "AddServiceDefaults").Any());

    private static bool IsOfServices(InvocationExpressionSyntax call) =>
        call.Expression is MemberAccessExpressionSyntax { Expression: IdentifierNameSyntax or MemberAccessExpressionSyntax } access
        && access.Expression.ToString().EndsWith("services", StringComparison.OrdinalIgnoreCase);

    private static IEnumerable<InvocationExpressionSyntax> Calls(Compilation compilation, string name) => compilation.SyntaxTrees
        .Where(tree => tree.GetText().ToString().Contains(name))
        .SelectMany(tree => tree.GetRoot().DescendantNodes().OfType<InvocationExpressionSyntax>())
        .Where(call => call.Expression is MemberAccessExpressionSyntax access && access.Name.Identifier.ValueText == name);
}
