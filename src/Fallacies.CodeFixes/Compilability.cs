using Microsoft.CodeAnalysis;

namespace Fallacies.CodeFixes;

/// <summary>The last question before a fix is offered.</summary>
internal static class Compilability
{
    /// <summary>Whether a changed document has no compiler error that was not there before.</summary>
    public static async Task<bool> HoldsAsync(Document before, Document after, CancellationToken cancellation)
    {
        var known = await ErrorsAsync(before, cancellation).ConfigureAwait(false);
        var found = await ErrorsAsync(after, cancellation).ConfigureAwait(false);
        return found <= known;
    }

    /// <summary>The changed document, or <see langword="null"/> where there is no change or it does not hold.</summary>
    public static async Task<Document?> CheckedAsync(Document before, SyntaxNode? changed, CancellationToken cancellation) =>
        changed is not null && before.WithSyntaxRoot(changed) is var after && await HoldsAsync(before, after, cancellation).ConfigureAwait(false) ? after : null;

    private static async Task<int> ErrorsAsync(Document document, CancellationToken cancellation)
    {
        var model = await document.GetSemanticModelAsync(cancellation).ConfigureAwait(false);
        return model is null ? 0 : model.GetDiagnostics(cancellationToken: cancellation).Count(diagnostic => diagnostic.Severity == DiagnosticSeverity.Error);
    }
}
