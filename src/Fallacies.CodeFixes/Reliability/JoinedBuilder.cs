using Fallacies.Analyzers.Knowledge;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;

namespace Fallacies.CodeFixes.Reliability;

/// <summary>A builder that a local holds and that statements fill one after the other, written as one expression.</summary>
/// <param name="Builder">The local.</param>
/// <param name="Value">The expression.</param>
/// <param name="Statements">The statements that it takes the place of.</param>
/// <param name="Parts">What it is made of, before the last call.</param>
internal sealed record JoinedBuilder(ILocalSymbol Builder, ExpressionSyntax Value, IReadOnlyList<StatementSyntax> Statements, IReadOnlyList<IOperation> Parts)
{
    private const int LongestLine = 100;

    /// <summary>The builder behind a <c>Build()</c>; <see langword="null"/> where something else happens to it, or may happen to it.</summary>
    public static JoinedBuilder? Of(IInvocationOperation built, SemanticModel model, CancellationToken cancellation)
    {
        if (Root(built) is not ILocalReferenceOperation last || Operations.Initializer(last.Local, built) is not { Syntax: ExpressionSyntax made } initial
            || HoistedField.DeclarationOf(made) is not { Statement: { UsingKeyword.RawKind: 0, Parent: BlockSyntax block } declaration })
            return null;

        var steps = Operations.Uses(last.Local, built).Where(use => use.Syntax != last.Syntax).Select(use => (Use: use.Syntax, Statement: use.Syntax.FirstAncestorOrSelf<ExpressionStatementSyntax>())).ToList();
        if (steps.Any(step => step.Statement?.Parent != block || step.Use != Leftmost(step.Statement.Expression) || step.Use.SpanStart > last.Syntax.SpanStart))
            return null;

        var statements = steps.Select(step => (StatementSyntax)step.Statement!).Prepend(declaration).ToList();
        // Those above the first statement move with it.
        if (statements.SelectMany(statement => statement.DescendantTrivia()).Any(trivia => Comments.Is(trivia) && trivia.SpanStart > declaration.SpanStart))
            return null;

        var layout = Layout.At(declaration, declaration.SpanStart);
        var further = steps.Select(step => step.Statement!.Expression).Append((ExpressionSyntax)built.Syntax).Select(step => step.ToString().Substring(Leftmost(step).Span.Length)).ToList();
        var between = made.Span.Length + further.Sum(step => step.Length) > LongestLine ? $"{layout.EndOfLine}{layout.Indentation}" : "";
        var value = SyntaxFactory.ParseExpression(string.Join(between, further.Prepend(made.ToString())));
        var parts = statements.Skip(1).Select(statement => model.GetOperation(statement, cancellation)).OfType<IOperation>().Prepend(initial).ToList();
        return new JoinedBuilder(last.Local, value, statements, parts);
    }

    private static IOperation? Root(IInvocationOperation call)
    {
        IOperation? root = call;
        while (root is IInvocationOperation step)
            root = Fallacies.Analyzers.Knowledge.Operations.ReceiverOf(step);
        return root;
    }

    private static ExpressionSyntax Leftmost(ExpressionSyntax chain) => chain switch
    {
        InvocationExpressionSyntax call => Leftmost(call.Expression),
        MemberAccessExpressionSyntax access => Leftmost(access.Expression),
        _ => chain,
    };
}
