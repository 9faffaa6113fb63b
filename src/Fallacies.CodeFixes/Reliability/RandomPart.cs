using System.Globalization;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Formatting;
using Microsoft.CodeAnalysis.Simplification;

namespace Fallacies.CodeFixes.Reliability;

/// <summary>Adds a random part to every duration that a lambda returns.</summary>
internal static class RandomPart
{
    // A second spreads callers well; shorter waits get at most their own length on top.
    private const int MostMilliseconds = 1000;

    public static ChainEdit? Of(AnonymousFunctionExpressionSyntax lambda, TimeSpan shortest, SemanticModel model, ImportingCode code)
    {
        if (code.Compilation.GetTypeByMetadataName("System.Random")?.GetMembers("Shared").Any(member => member is IPropertySymbol { IsStatic: true }) != true)
            return null;

        var durations = Results(lambda).Select(result => Duration(result, model)).ToList();
        if (durations.Count == 0 || durations.Any(duration => duration is null))
            return null;

        var most = shortest > TimeSpan.Zero && shortest.TotalMilliseconds < MostMilliseconds ? Math.Max(1, (int)shortest.TotalMilliseconds) : MostMilliseconds;
        return new(
            $"Add up to {most.ToString(CultureInfo.InvariantCulture)} random milliseconds to each wait",
            durations.Select(duration => (SyntaxNode)duration!).ToList(),
            (_, current) => Lengthen((ExpressionSyntax)current, Wait(most, lambda.SpanStart, code)));
    }

    private static IEnumerable<ExpressionSyntax> Results(AnonymousFunctionExpressionSyntax lambda) => lambda.ExpressionBody is { } expression
        ? [expression]
        : lambda.Block!.DescendantNodes(node => node is not (AnonymousFunctionExpressionSyntax or LocalFunctionStatementSyntax))
            .OfType<ReturnStatementSyntax>().Select(statement => statement.Expression).OfType<ExpressionSyntax>();

    // A generator returns its duration inside a task, or as a nullable one.
    private static ExpressionSyntax? Duration(ExpressionSyntax result, SemanticModel model)
    {
        if (model.GetTypeInfo(result).Type is { Name: "TimeSpan", ContainingNamespace.Name: "System" })
            return result;

        var inner = result switch
        {
            CastExpressionSyntax cast => cast.Expression,
            ParenthesizedExpressionSyntax parenthesized => parenthesized.Expression,
            BaseObjectCreationExpressionSyntax { ArgumentList.Arguments: { Count: 1 } arguments } => arguments[0].Expression,
            InvocationExpressionSyntax { Expression: MemberAccessExpressionSyntax { Name.Identifier.ValueText: "FromResult" }, ArgumentList.Arguments: { Count: 1 } arguments } => arguments[0].Expression,
            _ => null,
        };
        return inner is null ? null : Duration(inner, model);
    }

    private static ExpressionSyntax Wait(int most, int position, ImportingCode code) =>
        code.Parse($"TimeSpan.FromMilliseconds(Random.Shared.Next(0, {most.ToString(CultureInfo.InvariantCulture)}))", position, "System.TimeSpan", "System.Random");

    private static BinaryExpressionSyntax Lengthen(ExpressionSyntax duration, ExpressionSyntax random)
    {
        var left = duration is InvocationExpressionSyntax or IdentifierNameSyntax or MemberAccessExpressionSyntax or ElementAccessExpressionSyntax
            ? duration.WithoutTrivia()
            : SyntaxFactory.ParenthesizedExpression(duration.WithoutTrivia()).WithAdditionalAnnotations(Simplifier.Annotation);
        return SyntaxFactory.BinaryExpression(SyntaxKind.AddExpression, left, random).WithTriviaFrom(duration).WithAdditionalAnnotations(Formatter.Annotation);
    }
}
