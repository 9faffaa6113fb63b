using System.Collections.Immutable;
using System.Composition;
using Fallacies.Analyzers.Transport;
using Fallacies.CodeFixes.Latency;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Editing;

namespace Fallacies.CodeFixes.Transport;

/// <summary>FAL7003: waits in the catch clause before the next call.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp)]
[Shared]
public sealed class BusyPollingFixer : CodeFixProvider
{
    // Long enough for a service that starts anew, short enough to be back soon.
    private const int Seconds = 5;

    /// <inheritdoc/>
    public override ImmutableArray<string> FixableDiagnosticIds { get; } = ImmutableArray.Create(BusyPollingAnalyzer.Descriptor.Id);

    /// <inheritdoc/>
    public override FixAllProvider GetFixAllProvider() => Edits.FixAll(EditOf);

    /// <inheritdoc/>
    public override Task RegisterCodeFixesAsync(CodeFixContext context) => Edits.OfferAsync(context, EditOf, $"Wait {Seconds} seconds before the next call", nameof(BusyPollingFixer));

    private static Action<DocumentEditor>? EditOf(Diagnostic diagnostic, SyntaxNode root, SemanticModel model, CancellationToken cancellation)
    {
        if (root.FindToken(diagnostic.Location.SourceSpan.Start).Parent is not CatchClauseSyntax { Block: { } block } || model.GetEnclosingSymbol(block.SpanStart, cancellation) is not IMethodSymbol { IsAsync: true })
            return null;

        // Other ways out of the clause would still go round at once.
        var ways = block.DescendantNodes().OfType<ContinueStatementSyntax>().ToList();
        if (ways.Count > 1 || (ways.Count == 1 && ways[0].Parent != block))
            return null;

        var token = diagnostic.Properties.TryGetValue(BusyPollingAnalyzer.TokenProperty, out var name) && name is not null ? $", {name}" : "";
        var wait = Statements.Parse($"await {TypeNames.Text(model, block.SpanStart, "System.Threading.Tasks", "Task")}.Delay({TypeNames.Text(model, block.SpanStart, "System", "TimeSpan")}.FromSeconds({Seconds}){token});");
        return editor => Insert(editor, block, ways.FirstOrDefault(), wait);
    }

    private static void Insert(DocumentEditor editor, BlockSyntax block, ContinueStatementSyntax? way, StatementSyntax wait)
    {
        if (way is not null)
            editor.InsertBefore(way, wait);
        else if (block.Statements.LastOrDefault() is { } last)
            editor.InsertAfter(last, wait);
        else
            editor.ReplaceNode(block, (current, _) => ((BlockSyntax)current).AddStatements(wait).WithAdditionalAnnotations(Microsoft.CodeAnalysis.Formatting.Formatter.Annotation));
    }
}
