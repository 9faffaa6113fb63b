using System.Globalization;
using Fallacies.Analyzers.Knowledge;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;

namespace Fallacies.Analyzers.Latency;

/// <summary>Calls in messages: what they are called, and how long they may take.</summary>
internal static class CallText
{
    // Longer ones are not read.
    private const int Longest = 60;

    /// <summary>The method as it is written, with its object where that is a simple name.</summary>
    public static string Of(IInvocationOperation call) =>
        call.Syntax is InvocationExpressionSyntax { Expression: MemberAccessExpressionSyntax { Expression: var receiver } access } && IsSimple(receiver) && access.Span.Length <= Longest && access.ToString() is var text && text.IndexOf('\n') < 0
            ? text
            : call.TargetMethod.Name;

    /// <summary>The bound of a call that nobody cancels, and the way where it is not seen at the call: <c>for up to 100 s by default</c>.</summary>
    public static string HowLong(RemoteWay way)
    {
        var text = way.Sink.TimeoutOf(way.Last.Name) is { } seconds ? $"for up to {seconds.ToString(CultureInfo.InvariantCulture)} s by default" : "until the other side answers";
        return way.IsInferred ? $"{text} ({way})" : text;
    }

    private static bool IsSimple(ExpressionSyntax receiver) =>
        receiver is IdentifierNameSyntax or MemberAccessExpressionSyntax { Expression: IdentifierNameSyntax or ThisExpressionSyntax };
}
