using System.Collections.Immutable;
using Microsoft.CodeAnalysis;

namespace Fallacies.Analyzers.Knowledge;

/// <summary>When a written value is taken.</summary>
internal enum Taken
{
    Always,

    /// <summary>Right side of <c>??</c>.</summary>
    WhenNull,

    /// <summary>Default argument of a read from configuration.</summary>
    AsDefault,
}

/// <summary>A text that stands in the source and becomes a value: constant, or with <see cref="HostName.Hole"/> where the program fills something in.</summary>
internal sealed record WrittenText(string Text, IOperation Place)
{
    /// <summary>Whether the value is taken always, or only where another one is missing.</summary>
    public Taken Taken { get; init; }

    /// <summary>Whether the place holds the host alone, without the scheme that stands beside it.</summary>
    public bool IsHostAlone { get; init; }

    /// <summary>The references to locals through which the value came.</summary>
    public ImmutableArray<IOperation> Through { get; init; } = ImmutableArray<IOperation>.Empty;

    /// <summary>The declaration of the constant or field that was read; <see langword="null"/> where the text stands at <see cref="Place"/>.</summary>
    public SyntaxNode? Declaration { get; init; }
}
