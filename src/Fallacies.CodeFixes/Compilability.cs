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

    private static async Task<int> ErrorsAsync(Document document, CancellationToken cancellation)
    {
        var model = await document.GetSemanticModelAsync(cancellation).ConfigureAwait(false);
        return model is null ? 0 : model.GetDiagnostics(cancellationToken: cancellation).Count(diagnostic => diagnostic.Severity == DiagnosticSeverity.Error);
    }
}
