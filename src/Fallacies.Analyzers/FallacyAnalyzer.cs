using System.Collections.Immutable;
using Fallacies.Analyzers.Knowledge;
using Microsoft.CodeAnalysis;

namespace Fallacies.Analyzers;

/// <summary>
/// The base of every rule: what it can say, and which members concern it. A rule holds no state and registers nothing with
/// the compiler itself; <see cref="FallacyRouter"/> calls it for the operations it asked for.
/// </summary>
internal abstract class FallacyAnalyzer(params DiagnosticDescriptor[] descriptors)
{
    /// <summary>What this rule can report.</summary>
    public ImmutableArray<DiagnosticDescriptor> Descriptors { get; } = descriptors.ToImmutableArray();

    /// <summary>The keys that this rule reads from <c>.editorconfig</c>.</summary>
    public virtual ImmutableArray<Option> Options => ImmutableArray<Option>.Empty;

    /// <summary>Names the members that concern this rule; called once per compilation that can reach a network.</summary>
    public abstract void Register(Registration registration);
}
