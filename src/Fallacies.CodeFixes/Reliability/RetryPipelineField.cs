using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Fallacies.CodeFixes.Reliability;

/// <summary>Writes the field that holds a resilience pipeline.</summary>
internal static class RetryPipelineField
{
    /// <summary>A name that neither the type nor anything named in it has.</summary>
    public static string NameIn(TypeDeclarationSyntax type, SemanticModel model) => Names.Unused(type, model, "RetryPipeline");

    /// <summary>The type with the field behind its other fields.</summary>
    public static TypeDeclarationSyntax AddTo(TypeDeclarationSyntax type, string name, RetryMeaning meaning)
    {
        var newLine = type.DescendantTrivia().FirstOrDefault(trivia => trivia.IsKind(SyntaxKind.EndOfLineTrivia)).ToString() is { Length: > 0 } found ? found : "\n";
        var indentation = IndentationOf(type);
        var after = type.Members.LastIndexOf(member => member is FieldDeclarationSyntax);
        var field = Field(name, meaning, indentation, newLine, blankAbove: after >= 0);
        var members = type.Members.Insert(after + 1, field);
        if (after + 2 < members.Count && !(members[after + 2].HasLeadingTrivia && members[after + 2].GetLeadingTrivia()[0].IsKind(SyntaxKind.EndOfLineTrivia)))
            members = members.Replace(members[after + 2], members[after + 2].WithLeadingTrivia(members[after + 2].GetLeadingTrivia().Insert(0, SyntaxFactory.EndOfLine(newLine))));
        return type.WithMembers(members);
    }

    private static FieldDeclarationSyntax Field(string name, RetryMeaning meaning, string indentation, string newLine, bool blankAbove)
    {
        string[] lines =
        [
            $"private static readonly global::Polly.ResiliencePipeline {name} = new global::Polly.ResiliencePipelineBuilder()",
            "    .AddRetry(new global::Polly.Retry.RetryStrategyOptions",
            "    {",
            $"        ShouldHandle = {meaning.Handled.Predicate},",
            $"        MaxRetryAttempts = {meaning.Retries},",
            $"        Delay = {meaning.Delay},",
            "        BackoffType = global::Polly.DelayBackoffType.Exponential,",
            "        UseJitter = true,",
            "    })",
            "    .Build();",
        ];
        var text = (blankAbove ? newLine : "") + string.Concat(lines.Select(line => indentation + line + newLine));
        var field = (FieldDeclarationSyntax)SyntaxFactory.ParseMemberDeclaration(text)!;
        return GlobalNames.ToShorten(field);
    }

    private static string IndentationOf(TypeDeclarationSyntax type)
    {
        if (type.Members.Select(member => member.GetLeadingTrivia().LastOrDefault(trivia => trivia.IsKind(SyntaxKind.WhitespaceTrivia)).ToString()).FirstOrDefault(space => space.Length > 0) is { } members)
            return members;
        return type.GetLeadingTrivia().LastOrDefault(trivia => trivia.IsKind(SyntaxKind.WhitespaceTrivia)) + "    ";
    }
}
