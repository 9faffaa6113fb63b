using Fallacies.Analyzers;
using Fallacies.Analyzers.Knowledge;
using Fallacies.Analyzers.Latency;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Editing;
using Microsoft.CodeAnalysis.Operations;
using Microsoft.CodeAnalysis.Simplification;

namespace Fallacies.CodeFixes.Latency;

/// <summary>A race whose loser is cancelled: a source before the call, its token in the call, and a cancellation where the time has won.</summary>
internal static class CancelledRace
{
    private const string Source = "global::System.Threading.CancellationTokenSource";

    /// <summary>The edit, or <see langword="null"/> where the call takes no token or no branch is for the time alone.</summary>
    public static Action<DocumentEditor>? Edit(RacedCall raced)
    {
        if (raced.Call.Syntax is not InvocationExpressionSyntax call || call.FirstAncestorOrSelf<StatementSyntax>() is not { } statement || !Statements.IsInList(statement) || Loss(raced) is not { } loss)
            return null;

        var passed = TokenValues.Passed(raced.Call);
        var taken = passed is null ? TokenArgument.Of(raced.Call) : null;
        if (passed is null ? taken is not { Fits: true } : passed.Syntax is not ArgumentSyntax)
            return null;

        var name = Names.Unused(call, "limit");
        var outer = passed is not null ? TokenValues.IsNone(passed.Value) ? null : passed.Value.Syntax.ToString() : OuterToken(raced.Call);
        var source = Statements.Parse($"using var {name} = {(outer is null ? $"new {Source}()" : $"{Source}.CreateLinkedTokenSource({outer})")};");
        return editor =>
        {
            Statements.InsertBefore(editor, statement, source.ReplaceNodes(
                source.DescendantNodes().Where(node => node.ToString() == Source), (_, now) => now.WithAdditionalAnnotations(Simplifier.Annotation, Simplifier.AddImportsAnnotation)));
            if (passed is not null)
                editor.ReplaceNode(((ArgumentSyntax)passed.Syntax).Expression, (current, _) => SyntaxFactory.ParseExpression($"{name}.Token").WithTriviaFrom(current));
            else
                editor.ReplaceNode(call, (current, _) => AppendedArgument.To((InvocationExpressionSyntax)current, taken!.With($"{name}.Token")));
            loss(editor, Statements.Parse($"{name}.Cancel();"));
        };
    }

    private static string? OuterToken(IInvocationOperation call) =>
        new TokensInScope(KnownTypes.Of(call.SemanticModel!.Compilation)).Only(call) is { Waits: true, Origin: not TokenOrigin.Context } token ? token.Expression : null;

    // Where to put what happens when the time has won: into the branch of that case, or behind the branch of the other one, where the call has ended or lost.
    private static Action<DocumentEditor, StatementSyntax>? Loss(RacedCall raced)
    {
        foreach (var condition in Operations.Root(raced.Race).Descendants().OfType<IConditionalOperation>())
        {
            if (condition.Syntax is not IfStatementSyntax @if || TimeWins(condition.Condition, raced) is not { } timeWins)
                continue;
            if (timeWins || @if.Else is not null)
                return (editor, cancel) => Statements.InsertFirst(editor, timeWins ? @if.Statement : @if.Else!.Statement, cancel);
            return Statements.IsInList(@if) ? (editor, cancel) => Statements.InsertAfter(editor, @if, cancel) : null;
        }

        return null;
    }

    // "await Task.WhenAny(task, delay) != task": whether the condition means that the time has won, or the call.
    private static bool? TimeWins(IOperation condition, RacedCall raced)
    {
        if (Operations.Unwrap(condition) is not IBinaryOperation { OperatorKind: BinaryOperatorKind.Equals or BinaryOperatorKind.NotEquals } comparison)
            return null;

        var sides = new[] { comparison.LeftOperand, comparison.RightOperand }.Select(Operations.Unwrap).ToList();
        if (sides.FindIndex(side => IsWinner(side, raced)) is not (>= 0 and var winner) || sides[1 - winner] is not ILocalReferenceOperation { Local: var other })
            return null;

        var isEqual = comparison.OperatorKind == BinaryOperatorKind.Equals;
        return SymbolEqualityComparer.Default.Equals(other, raced.Task) ? !isEqual : SymbolEqualityComparer.Default.Equals(other, raced.Timer) ? isEqual : null;
    }

    private static bool IsWinner(IOperation side, RacedCall raced) => side switch
    {
        IAwaitOperation => side.Descendants().Contains(raced.Race),
        ILocalReferenceOperation local => Locals.OnlyValue(local) is { } value && value.Syntax.Span.Contains(raced.Race.Syntax.Span),
        _ => false,
    };
}
