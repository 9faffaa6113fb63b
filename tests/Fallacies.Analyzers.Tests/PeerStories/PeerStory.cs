namespace Fallacies.Analyzers.Tests.PeerStories;

/// <summary>A program about which another package once said something wrong, or could have: what it is, and which of our rules must be right about it.</summary>
internal sealed record PeerStory(string Rule, string Title, string Program)
{
    /// <summary>Whether the rule must report the program: the counterpart of a story in which it must not.</summary>
    public bool IsReported { get; init; }

    /// <summary>Who told it: a repository and the number of its issue or change.</summary>
    public string? Source { get; init; }

    /// <summary>Packages of <c>tests/Fallacies.References</c> that the program needs.</summary>
    public string[] Packages { get; init; } = [];

    /// <summary>What the test explorer shows.</summary>
    public override string ToString() => Source is null ? $"{Rule}: {Title}" : $"{Rule}: {Title} ({Source})";
}
