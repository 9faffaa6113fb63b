using System.Collections.Immutable;
using Microsoft.CodeAnalysis.CodeFixes;

namespace Fallacies.Analyzers.Tests;

/// <summary>Stands in where a rule has no fix.</summary>
public sealed class NoFix : CodeFixProvider
{
    /// <inheritdoc/>
    public override ImmutableArray<string> FixableDiagnosticIds => [];

    /// <inheritdoc/>
    public override FixAllProvider? GetFixAllProvider() => null;

    /// <inheritdoc/>
    public override Task RegisterCodeFixesAsync(CodeFixContext context) => Task.CompletedTask;
}
