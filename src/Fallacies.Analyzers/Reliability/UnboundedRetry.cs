using Microsoft.CodeAnalysis;

namespace Fallacies.Analyzers.Reliability;

/// <summary>FAL1006: a retry that never gives up, as a policy or as a loop.</summary>
internal static class UnboundedRetry
{
    internal static readonly DiagnosticDescriptor Descriptor = Rule.Create(
        "FAL1006",
        Fallacy.Reliability,
        DiagnosticSeverity.Warning,
        title: "Retry without an upper bound",
        messageFormat: "{0} tries again for as long as the failure lasts, so callers pile up behind a dependency that is down",
        description: "A dependency can be down for hours. A retry that never gives up keeps every caller waiting, and all of them come back at once when the dependency does.");
}
