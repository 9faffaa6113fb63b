using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Editing;
using Microsoft.CodeAnalysis.Formatting;

namespace Fallacies.CodeFixes.Latency;

/// <summary>Puts statements before and after others: in blocks, in cases of a switch, and in programs without a Main.</summary>
internal static class Statements
{
    /// <summary>A statement as it is written in source, to be formatted at its place.</summary>
    public static StatementSyntax Parse(string statement) =>
        SyntaxFactory.ParseStatement(statement).WithLeadingTrivia(SyntaxFactory.ElasticMarker).WithTrailingTrivia(SyntaxFactory.ElasticMarker).WithAdditionalAnnotations(Formatter.Annotation);

    /// <summary>Whether a statement has others beside it.</summary>
    public static bool IsInList(StatementSyntax statement) => statement.Parent is BlockSyntax or SwitchSectionSyntax or GlobalStatementSyntax;

    public static void InsertBefore(DocumentEditor editor, StatementSyntax statement, StatementSyntax added)
    {
        if (statement.Parent is GlobalStatementSyntax global)
            editor.InsertBefore(global, SyntaxFactory.GlobalStatement(added));
        else
            editor.InsertBefore(statement, added);
    }

    public static void InsertAfter(DocumentEditor editor, StatementSyntax statement, StatementSyntax added)
    {
        if (statement.Parent is GlobalStatementSyntax global)
            editor.InsertAfter(global, SyntaxFactory.GlobalStatement(added));
        else
            editor.InsertAfter(statement, added);
    }

    /// <summary>Makes a statement the first one of a branch, with braces where there are none.</summary>
    public static void InsertFirst(DocumentEditor editor, StatementSyntax branch, StatementSyntax added)
    {
        if (branch is BlockSyntax { Statements: { Count: > 0 } statements })
            editor.InsertBefore(statements[0], added);
        else if (branch is BlockSyntax)
            editor.ReplaceNode(branch, (current, _) => ((BlockSyntax)current).AddStatements(added));
        else
            editor.ReplaceNode(branch, (current, _) => Block(added, (StatementSyntax)current));
    }

    private static BlockSyntax Block(StatementSyntax added, StatementSyntax branch) =>
        SyntaxFactory.Block(added, branch.WithLeadingTrivia(SyntaxFactory.ElasticMarker))
            .WithLeadingTrivia(branch.GetLeadingTrivia())
            .WithTrailingTrivia(SyntaxFactory.ElasticMarker)
            .WithAdditionalAnnotations(Formatter.Annotation);
}
