using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using static Microsoft.CodeAnalysis.CSharp.SyntaxFactory;

namespace Fallacies.CodeFixes;

/// <summary>How the lines around a place begin and end. The formatter knows a block of a lambda only together with all that is around it.</summary>
internal sealed class Layout
{
    private readonly SyntaxTrivia _end;
    private readonly SyntaxTrivia _indent;
    private readonly SyntaxTrivia _inner;

    private Layout(string indent, string end)
    {
        _end = EndOfLine(end);
        _indent = Whitespace(indent);
        _inner = Whitespace(indent + (indent.Contains('\t') ? "\t" : "    "));
    }

    /// <summary>The layout of the line that holds a position of a node's file.</summary>
    public static Layout At(SyntaxNode node, int position)
    {
        var text = node.SyntaxTree.GetText();
        var line = text.Lines.GetLineFromPosition(position);
        var start = text.ToString(line.Span);
        var end = text.ToString(Microsoft.CodeAnalysis.Text.TextSpan.FromBounds(text.Lines[0].End, text.Lines[0].EndIncludingLineBreak));
        return new Layout(start.Substring(0, start.Length - start.TrimStart().Length), end.Length > 0 ? end : "\n");
    }

    /// <summary>How the line begins.</summary>
    public SyntaxTrivia Indentation => _indent;

    /// <summary>How lines of the file end.</summary>
    public SyntaxTrivia EndOfLine => _end;

    /// <summary>A statement on a line of its own inside the braces.</summary>
    public StatementSyntax Inner(StatementSyntax statement) => statement.WithLeadingTrivia(_inner).WithTrailingTrivia(_end);

    /// <summary>Braces on lines of their own around statements.</summary>
    public BlockSyntax Braces(IEnumerable<StatementSyntax> statements) => Block(
        Token(TriviaList(_end, _indent), SyntaxKind.OpenBraceToken, TriviaList(_end)),
        List(statements),
        Token(TriviaList(_indent), SyntaxKind.CloseBraceToken, TriviaList()));
}
