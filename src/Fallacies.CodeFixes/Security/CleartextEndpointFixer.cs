using System.Collections.Immutable;
using System.Composition;
using Fallacies.Analyzers.Security;
using Fallacies.Analyzers.Topology;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Fallacies.CodeFixes.Security;

/// <summary>FAL4002: writes the scheme with encryption where the port is the scheme's own.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp)]
[Shared]
public sealed class CleartextEndpointFixer : CodeFixProvider
{
    private static readonly Dictionary<string, string> Twins = new() { ["http"] = "https", ["ws"] = "wss", ["amqp"] = "amqps", ["redis"] = "rediss", ["mqtt"] = "mqtts" };

    /// <inheritdoc/>
    public override ImmutableArray<string> FixableDiagnosticIds { get; } = ImmutableArray.Create(CleartextEndpointAnalyzer.Descriptor.Id);

    /// <inheritdoc/>
    // One constant may have reached several clients.
    public override FixAllProvider GetFixAllProvider() => KeyedFixAllProvider.Create(async (context, document, diagnostics) =>
    {
        var root = await document.GetSyntaxRootAsync(context.CancellationToken).ConfigureAwait(false);
        return root is null ? null : document.WithSyntaxRoot(Encrypted(root, diagnostics.Select(diagnostic => Written(root, diagnostic)).Where(token => token.RawKind != 0).Distinct()));
    });

    /// <inheritdoc/>
    public override async Task RegisterCodeFixesAsync(CodeFixContext context)
    {
        var root = await context.Document.GetSyntaxRootAsync(context.CancellationToken).ConfigureAwait(false);
        if (root is null || Written(root, context.Diagnostics[0]) is not { RawKind: not 0 } token)
            return;

        var encrypted = context.Document.WithSyntaxRoot(Encrypted(root, [token]));
        Offer.Changed(context, encrypted, $"Call it by {Twins[CleartextEndpointAnalyzer.SchemeOf(token.ValueText)!]}, which the server must offer", nameof(CleartextEndpointFixer));
    }

    private static SyntaxNode Encrypted(SyntaxNode root, IEnumerable<SyntaxToken> tokens) => root.ReplaceTokens(tokens, (_, token) =>
    {
        var scheme = CleartextEndpointAnalyzer.SchemeOf(token.ValueText)!;
        return SyntaxFactory.Token(token.LeadingTrivia, token.Kind(), WithScheme(token.Text, scheme), WithScheme(token.ValueText, scheme), token.TrailingTrivia);
    });

    private static string WithScheme(string text, string scheme) => text.Insert(text.IndexOf("://", StringComparison.Ordinal), Twins[scheme].Substring(scheme.Length));

    // The token that starts the address, if no port follows: another protocol would listen on another one.
    private static SyntaxToken Written(SyntaxNode root, Diagnostic diagnostic)
    {
        var location = diagnostic.Location;
        if (diagnostic.AdditionalLocations.Count > 0)
        {
            location = diagnostic.AdditionalLocations[0];
            if (location.SourceTree != root.SyntaxTree || (!diagnostic.Properties.ContainsKey(ReachedText.ElsewhereProperty) && IsUsedElsewhere(root, diagnostic)))
                return default;
        }

        var start = root.FindNode(location.SourceSpan, getInnermostNodeForTie: true).DescendantTokens()
            .FirstOrDefault(token => token.IsKind(SyntaxKind.StringLiteralToken) || token.IsKind(SyntaxKind.InterpolatedStringTextToken));
        return start.RawKind != 0 && CleartextEndpointAnalyzer.SchemeOf(start.ValueText) is { } scheme && Twins.ContainsKey(scheme) && !HasPort(start) ? start : default;
    }

    // A text that other code reads as well may be compared with what is known under the old name.
    private static bool IsUsedElsewhere(SyntaxNode root, Diagnostic diagnostic) =>
        Finding.Node(root, diagnostic) is not ExpressionSyntax reference
        || reference.DescendantNodesAndSelf().OfType<IdentifierNameSyntax>().LastOrDefault() is not { } name
        || root.DescendantTokens().Count(token => token.IsKind(SyntaxKind.IdentifierToken) && token.ValueText == name.Identifier.ValueText) > 2;

    private static bool HasPort(SyntaxToken token)
    {
        var rest = token.ValueText.Substring(token.ValueText.IndexOf("://", StringComparison.Ordinal) + 3);
        var end = rest.IndexOfAny(['/', '?', '#']);
        var authority = end < 0 ? rest : rest.Substring(0, end);
        return authority.Substring(authority.LastIndexOf('@') + 1).IndexOf(':') >= 0;
    }
}
