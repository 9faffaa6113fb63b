using System.Globalization;
using Fallacies.Analyzers;
using Fallacies.Analyzers.Reliability;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Fallacies.CodeFixes.Reliability;

/// <summary>Makes the constant wait of a retry loop grow with its counter, and adds chance to it.</summary>
internal static class DoubledWait
{
    // 2^6: a wait of half a second has then grown to half a minute.
    private const int MostDoublings = 6;

    public static async Task<Document?> RewriteAsync(Document document, TryStatementSyntax attempt, CancellationToken cancellation)
    {
        var model = await document.GetSemanticModelAsync(cancellation).ConfigureAwait(false);
        var root = await document.GetSyntaxRootAsync(cancellation).ConfigureAwait(false);
        if (model is null || root is null || RetryLoops.At(attempt, model) is not { Waits: { Kind: WaitKind.Constant, Calls: { Length: 1 } calls } } retry || !CanScale(model.Compilation))
            return null;
        if (((InvocationExpressionSyntax)calls[0].Syntax).ArgumentList.Arguments.FirstOrDefault() is not { } argument || RetryWaits.Time(calls[0]).Syntax != argument.Expression)
            return null;

        var rounds = RetryRounds.Of(retry, retry.Catches[0]);
        if (Doublings(rounds) is not { } doublings)
            return null;

        var grown = Grown(argument.Expression, RetryWaits.Time(calls[0]).Type?.Name == "TimeSpan", doublings);
        var changed = document.WithSyntaxRoot(root.ReplaceNode(argument, argument.WithNameColon(null).WithExpression(grown.WithTriviaFrom(argument.Expression))));
        return await Checked.CompilesAsync(document, changed, cancellation).ConfigureAwait(false);
    }

    // TimeSpan times number and Random.Shared came after .NET Framework.
    private static bool CanScale(Compilation compilation) =>
        KnownTypes.Of(compilation) is { TimeSpan: { } time, Random: { } random }
        && time.GetMembers("op_Multiply").Any(member => member is IMethodSymbol { Parameters: { Length: 2 } parameters } && parameters[0].Type.Name == "TimeSpan" && parameters[1].Type.SpecialType == SpecialType.System_Double)
        && random.GetMembers("Shared").Any(member => member is IPropertySymbol { IsStatic: true });

    // The counter is what grew by one from wait to wait.
    private static string? Doublings(RetryRounds rounds)
    {
        if (rounds.Waits.Count < 2)
            return null;

        foreach (var (variable, value) in rounds.Waits[0].Select(pair => (pair.Key, pair.Value)))
        {
            if (value is not long first || !Enumerable.Range(0, rounds.Waits.Count).All(round => rounds.Waits[round].TryGetValue(variable, out var later) && later is long number && number == first + round))
                continue;

            var name = SyntaxFactory.Identifier(variable.Name).IsKeyword() ? "@" + variable.Name : variable.Name;
            var doublings = first == 0 ? name : first > 0 ? $"{name} - {first.ToString(CultureInfo.InvariantCulture)}" : $"{name} + {(-first).ToString(CultureInfo.InvariantCulture)}";
            return rounds.Bound <= MostDoublings + 2 ? doublings : $"global::System.Math.Min({doublings}, {MostDoublings})";
        }

        return null;
    }

    private static ExpressionSyntax Grown(ExpressionSyntax wait, bool isTime, string doublings)
    {
        var time = isTime ? wait is BinaryExpressionSyntax or ConditionalExpressionSyntax or CastExpressionSyntax ? $"({wait.WithoutTrivia()})" : wait.WithoutTrivia().ToString()
            : $"global::System.TimeSpan.FromMilliseconds({wait.WithoutTrivia()})";
        return GlobalNames.ToShorten(SyntaxFactory.ParseExpression($"{time} * (global::System.Math.Pow(2, {doublings}) + global::System.Random.Shared.NextDouble())"));
    }
}
