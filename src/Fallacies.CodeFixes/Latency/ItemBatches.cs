using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Formatting;
using static Microsoft.CodeAnalysis.CSharp.SyntaxFactory;

namespace Fallacies.CodeFixes.Latency;

/// <summary>Writes a loop that adds one answer after the other to a list as a loop that adds a few at a time, in the same order.</summary>
internal static class ItemBatches
{
    /// <summary>Enough to hide latency, few enough for one connection pool.</summary>
    public const int AtOnce = 8;

    /// <summary>The changed root, or <see langword="null"/> where a round does anything else.</summary>
    public static SyntaxNode? Build(SemanticModel model, ForEachStatementSyntax loop, InvocationExpressionSyntax call, CancellationToken cancellation)
    {
        // Code of this compilation may not expect to be called again before it is done.
        if (model.GetSymbolInfo(call, cancellation).Symbol is not IMethodSymbol { DeclaringSyntaxReferences.IsEmpty: true } || Add(loop, call) is not { } add || !IsPlain(loop, model))
            return null;
        if (model.GetSymbolInfo(add, cancellation).Symbol is not IMethodSymbol { ContainingType: { Name: "List", ContainingNamespace.Name: "Generic" } } || loop.Statement.DescendantTrivia().Any(Comments.Is))
            return null;

        var batch = Names.Unused(loop.FirstAncestorOrSelf<MemberDeclarationSyntax>() ?? (SyntaxNode)loop, "batch");
        var wait = call.FirstAncestorOrSelf<AwaitExpressionSyntax>()!;
        var text = $"{((MemberAccessExpressionSyntax)add.Expression).Expression.WithoutTrivia()}.AddRange({wait.ReplaceNode(call, Gather(batch, loop, call)).WithoutTrivia()});";
        var source = loop.Expression is IdentifierNameSyntax or MemberAccessExpressionSyntax or InvocationExpressionSyntax ? loop.Expression.WithoutTrivia() : ParenthesizedExpression(loop.Expression.WithoutTrivia());
        var body = ParseStatement(text).WithAdditionalAnnotations(Formatter.Annotation);
        var changed = loop
            .WithType(IdentifierName("var").WithTriviaFrom(loop.Type))
            .WithIdentifier(Identifier(batch).WithTriviaFrom(loop.Identifier))
            .WithExpression(ParseExpression($"{source}.Chunk({AtOnce})").WithTriviaFrom(loop.Expression))
            .WithStatement(loop.Statement is BlockSyntax { Statements: var statements } block
                ? block.WithStatements(SingletonList(body.WithLeadingTrivia(statements[0].GetLeadingTrivia()).WithTrailingTrivia(statements.Last().GetTrailingTrivia())))
                : body.WithTriviaFrom(loop.Statement));
        return loop.SyntaxTree.GetRoot(cancellation).ReplaceNode(loop, changed);
    }

    private static InvocationExpressionSyntax Gather(string batch, ForEachStatementSyntax loop, InvocationExpressionSyntax call) =>
        (InvocationExpressionSyntax)ParseExpression($"Task.WhenAll({batch}.Select({loop.Identifier.Text} => {call.WithoutTrivia()}))");

    // "list.Add(await call)", or "var answer = await call; list.Add(answer);".
    private static InvocationExpressionSyntax? Add(ForEachStatementSyntax loop, InvocationExpressionSyntax call)
    {
        var statements = loop.Statement is BlockSyntax block ? block.Statements.ToArray() : [loop.Statement];
        if (statements.Length is not (1 or 2) || statements[statements.Length - 1] is not ExpressionStatementSyntax { Expression: InvocationExpressionSyntax { Expression: MemberAccessExpressionSyntax { Name.Identifier.ValueText: "Add" }, ArgumentList.Arguments: { Count: 1 } arguments } add })
            return null;

        var added = arguments[0].Expression;
        if (statements.Length == 2)
        {
            if (statements[0] is not LocalDeclarationStatementSyntax { UsingKeyword.RawKind: 0, Declaration.Variables: { Count: 1 } variables } || added.ToString() != variables[0].Identifier.ValueText || variables[0].Initializer is not { } initializer)
                return null;
            added = initializer.Value;
        }

        return added is AwaitExpressionSyntax && added == call.FirstAncestorOrSelf<AwaitExpressionSyntax>() ? add : null;
    }

    private static bool IsPlain(ForEachStatementSyntax loop, SemanticModel model) =>
        loop.AwaitKeyword.RawKind == 0 && model.GetForEachStatementInfo(loop) is { ElementConversion.IsIdentity: true, CurrentConversion.IsIdentity: true };
}
