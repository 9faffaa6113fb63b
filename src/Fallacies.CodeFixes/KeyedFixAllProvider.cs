using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeActions;
using Microsoft.CodeAnalysis.CodeFixes;

namespace Fallacies.CodeFixes;

/// <summary>Fixes all findings of a rule, also for a caller that could not say which of the rule's fixes it wants.</summary>
// dotnet format asks a fixer about the first finding of an analyzer. One analyzer holds all our rules, so that finding may be
// another rule's: no action is offered, and "fix all" is asked for without a key. The first fix that is offered then counts.
internal sealed class KeyedFixAllProvider(FixAllProvider inner) : FixAllProvider
{
    /// <summary>Findings whose edits cannot touch each other.</summary>
    public static FixAllProvider Batch { get; } = new KeyedFixAllProvider(WellKnownFixAllProviders.BatchFixer);

    /// <summary>Findings of a document that are repaired together.</summary>
    public static new FixAllProvider Create(Func<FixAllContext, Document, ImmutableArray<Diagnostic>, Task<Document?>> fixAllAsync) =>
        new KeyedFixAllProvider(FixAllProvider.Create(fixAllAsync));

    /// <inheritdoc/>
    public override IEnumerable<FixAllScope> GetSupportedFixAllScopes() => inner.GetSupportedFixAllScopes();

    /// <inheritdoc/>
    public override async Task<CodeAction?> GetFixAsync(FixAllContext fixAllContext)
    {
        if (fixAllContext.CodeActionEquivalenceKey is not null)
            return await inner.GetFixAsync(fixAllContext).ConfigureAwait(false);

        return await FirstKeyAsync(fixAllContext).ConfigureAwait(false) is { } key
            ? await inner.GetFixAsync(WithKey(fixAllContext, key)).ConfigureAwait(false)
            : null;
    }

    private static async Task<string?> FirstKeyAsync(FixAllContext context)
    {
        foreach (var document in DocumentsOf(context))
        {
            foreach (var diagnostic in await context.GetDocumentDiagnosticsAsync(document).ConfigureAwait(false))
            {
                var keys = new List<string?>();
                await context.CodeFixProvider.RegisterCodeFixesAsync(
                    new CodeFixContext(document, diagnostic, (action, _) => keys.Add(action.EquivalenceKey), context.CancellationToken)).ConfigureAwait(false);
                if (keys.FirstOrDefault() is { } key)
                    return key;
            }
        }

        return null;
    }

    private static IEnumerable<Document> DocumentsOf(FixAllContext context) => context.Scope switch
    {
        FixAllScope.Document when context.Document is { } document => new[] { document },
        FixAllScope.Solution => context.Solution.Projects.SelectMany(project => project.Documents),
        _ => context.Project.Documents,
    };

    private static FixAllContext WithKey(FixAllContext context, string key)
    {
        var diagnostics = new Known(context);
        return context.Document is { } document
            ? new FixAllContext(document, context.CodeFixProvider, context.Scope, key, context.DiagnosticIds, diagnostics, context.CancellationToken)
            : new FixAllContext(context.Project, context.CodeFixProvider, context.Scope, key, context.DiagnosticIds, diagnostics, context.CancellationToken);
    }

    /// <summary>Passes the questions on to the first context.</summary>
    private sealed class Known(FixAllContext context) : FixAllContext.DiagnosticProvider
    {
        public override async Task<IEnumerable<Diagnostic>> GetAllDiagnosticsAsync(Project project, CancellationToken cancellationToken) =>
            await context.GetAllDiagnosticsAsync(project).ConfigureAwait(false);

        public override async Task<IEnumerable<Diagnostic>> GetDocumentDiagnosticsAsync(Document document, CancellationToken cancellationToken) =>
            await context.GetDocumentDiagnosticsAsync(document).ConfigureAwait(false);

        public override async Task<IEnumerable<Diagnostic>> GetProjectDiagnosticsAsync(Project project, CancellationToken cancellationToken) =>
            await context.GetProjectDiagnosticsAsync(project).ConfigureAwait(false);
    }
}
