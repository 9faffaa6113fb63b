using System.Collections.Immutable;
using System.Composition;
using Fallacies.Analyzers.Topology;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Fallacies.CodeFixes.Topology;

/// <summary>FAL5009: takes the second registration of a typed client away, or lets it hand out the first one's client.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp)]
[Shared]
public sealed class TypedClientTwiceFixer : CodeFixProvider
{
    /// <inheritdoc/>
    public override ImmutableArray<string> FixableDiagnosticIds { get; } = ImmutableArray.Create(TypedClientTwiceAnalyzer.Descriptor.Id);

    /// <inheritdoc/>
    // Registrations may stand in one chain, so that edits touch: all of them go through one editor.
    public override FixAllProvider GetFixAllProvider() => Edits.FixAll(EditOf);

    /// <inheritdoc/>
    public override async Task RegisterCodeFixesAsync(CodeFixContext context)
    {
        await OfferAsync("Remove it: the class is then the configured client, made anew for each use", TypedClientTwiceAnalyzer.Remove).ConfigureAwait(false);
        await OfferAsync("Hand out the client that 'AddHttpClient' configures", TypedClientTwiceAnalyzer.Forward).ConfigureAwait(false);

        Task OfferAsync(string title, string key) => Edits.OfferAsync(context, EditOf(key), title, key);
    }

    private static EditOf EditOf(string? key) => (diagnostic, root, _, _) =>
        !diagnostic.Properties.TryGetValue(TypedClientTwiceAnalyzer.Cure, out var cure) || cure != key
        || Finding.Around<InvocationExpressionSyntax>(root, diagnostic) is not { Expression: MemberAccessExpressionSyntax } call ? null
        : key == TypedClientTwiceAnalyzer.Remove ? SecondRegistration.Removal(call) : SecondRegistration.Forwarding(call);
}
