using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Editing;
using Microsoft.CodeAnalysis.Simplification;

namespace Fallacies.CodeFixes.Reliability;

/// <summary>Holds back a change that the compiler would complain about.</summary>
internal static class Checked
{
    /// <summary>The changed document with its imports, or <see langword="null"/> where it has an error or a warning that was not there before.</summary>
    public static async Task<Document?> CompilesAsync(Document before, Document after, CancellationToken cancellation)
    {
        var imported = await ImportAdder.AddImportsAsync(after, Simplifier.AddImportsAnnotation, cancellationToken: cancellation).ConfigureAwait(false);
        var old = await ComplaintsAsync(before, cancellation).ConfigureAwait(false);
        var now = await ComplaintsAsync(imported, cancellation).ConfigureAwait(false);
        return now.All(complaint => old.TryGetValue(complaint.Key, out var count) && complaint.Value <= count) ? imported : null;
    }

    private static async Task<Dictionary<string, int>> ComplaintsAsync(Document document, CancellationToken cancellation)
    {
        var model = await document.GetSemanticModelAsync(cancellation).ConfigureAwait(false);
        return model!.GetDiagnostics(cancellationToken: cancellation)
            .Where(diagnostic => diagnostic.Severity >= DiagnosticSeverity.Warning)
            .GroupBy(diagnostic => diagnostic.Id)
            .ToDictionary(group => group.Key, group => group.Count());
    }
}
