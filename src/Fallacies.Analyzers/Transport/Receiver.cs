using Fallacies.Analyzers.Knowledge;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Fallacies.Analyzers.Transport;

/// <summary>Tells members that stay for long: what they open serves until they end.</summary>
internal static class Receiver
{
    private static readonly HashSet<string> Marks =
    [
        "BasicConsume", "BasicConsumeAsync", "Subscribe", "SubscribeAsync", "SubscribeCoreAsync", "StartProcessingAsync", "On", "ReadEventsAsync", "ReadAllAsync",
        "WaitForShutdown", "WaitForShutdownAsync", "TaskCompletionSource", "Infinite", "InfiniteTimeSpan",
    ];

    /// <summary>Whether the member around an operation loops without a visible end, or subscribes to something.</summary>
    public static bool IsAround(IOperation operation) => Source.Member(operation.Syntax).DescendantNodes().Any(Stays);

    private static bool Stays(SyntaxNode node) => IsLongLoop(node) || (node is SimpleNameSyntax name && Marks.Contains(name.Identifier.ValueText));

    private static bool IsLongLoop(SyntaxNode node) => node switch
    {
        WhileStatementSyntax or DoStatementSyntax or GotoStatementSyntax => true,
        ForStatementSyntax loop => loop.Condition is null,
        CommonForEachStatementSyntax each => each.AwaitKeyword.IsKind(SyntaxKind.AwaitKeyword),
        _ => false,
    };
}
