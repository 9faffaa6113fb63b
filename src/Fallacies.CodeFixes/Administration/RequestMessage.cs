using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Formatting;
using static Microsoft.CodeAnalysis.CSharp.SyntaxFactory;

namespace Fallacies.CodeFixes.Administration;

/// <summary>Writes the statements that build a message with its headers and send it.</summary>
internal sealed class RequestMessage
{
    private readonly HeaderedSend _send;
    private readonly SemanticModel _model;
    private readonly string _name;
    private readonly ExplicitSend? _explicit;

    public RequestMessage(HeaderedSend send, SemanticModel model)
    {
        _send = send;
        _model = model;
        _name = Names.Unused(send.Last, "request");
        _explicit = ExplicitSend.Of(send.Call, _name, Names.Unused(send.Last, "response"));
    }

    /// <summary>The statements of the block with the message before the first header, or <see langword="null"/>.</summary>
    public IEnumerable<StatementSyntax>? WithHeadersInPlace()
    {
        if (_explicit is null)
            return null;

        var statements = new List<StatementSyntax>();
        foreach (var statement in _send.Block.Statements)
        {
            if (statement == _send.First)
                statements.AddRange(Declaration(statement));
            if (statement == _send.Last)
                statements.AddRange(Sending(statement));
            else if (!IsBetween(statement))
                statements.Add(statement);
            else if (!TakesAway(statement))
                statements.Add(OnMessage(statement));
        }

        return statements;
    }

    /// <summary>The same with message and headers right before the sending.</summary>
    public IEnumerable<StatementSyntax>? WithHeadersMoved()
    {
        if (_explicit is null)
            return null;

        var headers = _send.Block.Statements.Where(statement => IsBetween(statement) && statement is ExpressionStatementSyntax && HeaderedSend.Mentions(statement, _send.Client, _model).Any()).ToList();
        var others = _send.Block.Statements.Where(statement => IsBetween(statement) && !headers.Contains(statement));
        if (others.Any(statement => HeaderedSend.Mentions(statement, _send.Client, _model).Any()))
            return null;

        var statements = new List<StatementSyntax>();
        foreach (var statement in _send.Block.Statements.Where(statement => !headers.Contains(statement)))
        {
            if (statement == _send.Last)
                statements.AddRange([.. Declaration(statement), .. headers.Where(header => !TakesAway(header)).Select(OnMessage), .. Sending(statement)]);
            else
                statements.Add(statement);
        }

        return statements;
    }

    private bool IsBetween(StatementSyntax statement) => statement.SpanStart >= _send.First.SpanStart && statement.SpanStart < _send.Last.SpanStart;

    // A new message has no header to remove.
    private bool TakesAway(StatementSyntax statement) =>
        statement is ExpressionStatementSyntax { Expression: InvocationExpressionSyntax { Expression: MemberAccessExpressionSyntax { Name.Identifier.ValueText: "Remove" or "Clear" } } }
        && HeaderedSend.Mentions(statement, _send.Client, _model).Any()
        && !statement.GetLeadingTrivia().Any(Comments.Is);

    private StatementSyntax OnMessage(StatementSyntax statement) => statement.ReplaceNodes(
        HeaderedSend.Mentions(statement, _send.Client, _model),
        (original, _) => MemberAccessExpression(SyntaxKind.SimpleMemberAccessExpression, IdentifierName(_name), IdentifierName("Headers")).WithTriviaFrom(original));

    private IEnumerable<StatementSyntax> Declaration(StatementSyntax before)
    {
        if (_explicit!.Message is not { } message)
            return [];

        var declaration = LocalDeclarationStatement(VariableDeclaration(IdentifierName("var")).AddVariables(VariableDeclarator(_name).WithInitializer(EqualsValueClause(message))));
        return [Placed(_explicit.OwnsContent ? declaration.WithUsingKeyword(Token(SyntaxKind.UsingKeyword)) : declaration, before)];
    }

    private IEnumerable<StatementSyntax> Sending(StatementSyntax statement)
    {
        var call = (ExpressionSyntax)_send.Call.Syntax;
        if (_explicit!.Response is not { } response)
            return [statement.ReplaceNode(call, _explicit.Call.WithTriviaFrom(call))];

        // What reads the answer waits for it, and then for its content, in the same way.
        var waiting = call.Ancestors().OfType<AwaitExpressionSyntax>().First();
        var awaited = waiting.ReplaceNode(call, response.Sending);
        var declaration = LocalDeclarationStatement(VariableDeclaration(IdentifierName("var")).AddVariables(VariableDeclarator(response.Name).WithInitializer(EqualsValueClause(awaited.WithoutTrivia()))))
            .WithUsingKeyword(Token(SyntaxKind.UsingKeyword));
        var check = ExpressionStatement(InvocationExpression(MemberAccessExpression(SyntaxKind.SimpleMemberAccessExpression, IdentifierName(response.Name), IdentifierName("EnsureSuccessStatusCode"))));
        return
        [
            Placed(declaration, statement).WithLeadingTrivia(statement.GetLeadingTrivia()),
            Placed(check, statement),
            statement.ReplaceNode(call, _explicit.Call.WithTriviaFrom(call)).WithLeadingTrivia(Indentation(statement)),
        ];
    }

    private static IEnumerable<SyntaxTrivia> Indentation(StatementSyntax statement) =>
        statement.GetLeadingTrivia().Reverse().TakeWhile(trivia => trivia.IsKind(SyntaxKind.WhitespaceTrivia)).Reverse();

    private static StatementSyntax Placed(StatementSyntax statement, StatementSyntax before) => statement
        .WithLeadingTrivia(Indentation(before))
        .WithTrailingTrivia(ElasticLineFeed)
        .WithAdditionalAnnotations(Formatter.Annotation);
}
