using Fallacies.Analyzers.Knowledge;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using static Microsoft.CodeAnalysis.CSharp.SyntaxFactory;

namespace Fallacies.CodeFixes.Bandwidth;

/// <summary>Writes "get all bytes, then write them into a stream" as a copy from one stream to the other.</summary>
internal static class BytesToStream
{
    /// <summary>The changed root, or <see langword="null"/> where the bytes are used for anything else.</summary>
    public static SyntaxNode? Build(SemanticModel model, InvocationExpressionSyntax send, CancellationToken cancellation)
    {
        if (send.Expression is not MemberAccessExpressionSyntax { Name.Identifier.ValueText: "GetByteArrayAsync" } get
            || send.FirstAncestorOrSelf<StatementSyntax>() is not LocalDeclarationStatementSyntax { Parent: BlockSyntax block, UsingKeyword.RawKind: 0, Declaration.Variables: { Count: 1 } variables } declaration
            || variables[0].Initializer is not { Value: AwaitExpressionSyntax } || model.GetDeclaredSymbol(variables[0], cancellation) is not ILocalSymbol bytes)
            return null;

        var index = block.Statements.IndexOf(declaration);
        if (index + 1 == block.Statements.Count || block.Statements[index + 1] is not ExpressionStatementSyntax write || Write(write, model) is not { } call || !IsOnlyUse(call, bytes, block, model))
            return null;

        var name = Names.Unused(block, "body");
        var opened = declaration.ReplaceNode(get, get.WithName(IdentifierName("GetStreamAsync").WithTriviaFrom(get.Name)));
        var variable = opened.Declaration.Variables[0];
        opened = opened
            .WithDeclaration(VariableDeclaration(IdentifierName("var").WithTriviaFrom(opened.Declaration.Type), SingletonSeparatedList(variable.WithIdentifier(Identifier(name).WithTriviaFrom(variable.Identifier)))))
            .WithoutLeadingTrivia()
            .WithUsingKeyword(Token(declaration.GetLeadingTrivia(), SyntaxKind.UsingKeyword, TriviaList(Space)));

        var statements = block.Statements.Replace(declaration, opened);
        statements = statements.Replace(statements[index + 1], write.ReplaceNode(call, Copy(call, name, model)));
        return block.SyntaxTree.GetRoot(cancellation).ReplaceNode(block, block.WithStatements(statements));
    }

    private static InvocationExpressionSyntax? Write(ExpressionStatementSyntax statement, SemanticModel model)
    {
        var call = statement.DescendantNodes().OfType<InvocationExpressionSyntax>().FirstOrDefault(c => c.Expression is MemberAccessExpressionSyntax { Name.Identifier.ValueText: "Write" or "WriteAsync" });
        return call is { Expression: MemberAccessExpressionSyntax target } && (call.Parent is ExpressionStatementSyntax || IsAwaited(call)) && IsStream(model.GetTypeInfo(target.Expression).Type) ? call : null;
    }

    private static bool IsAwaited(InvocationExpressionSyntax call) =>
        call.Parent is AwaitExpressionSyntax { Parent: ExpressionStatementSyntax }
        || call.Parent is MemberAccessExpressionSyntax { Name.Identifier.ValueText: "ConfigureAwait", Parent: InvocationExpressionSyntax { Parent: AwaitExpressionSyntax { Parent: ExpressionStatementSyntax } } };

    private static bool IsStream(ITypeSymbol? type) => type.SelfAndBases().Any(above => above is { Name: "Stream", ContainingNamespace: { Name: "IO", ContainingNamespace.Name: "System" } });

    // "Write(bytes)", "Write(bytes, token)", "Write(bytes, 0, bytes.Length)", "Write(bytes, 0, bytes.Length, token)".
    private static bool IsOnlyUse(InvocationExpressionSyntax write, ILocalSymbol bytes, BlockSyntax block, SemanticModel model)
    {
        var arguments = write.ArgumentList.Arguments.Select(argument => argument.ToString()).ToArray();
        var isWhole = arguments.Length > 0 && arguments[0] == bytes.Name && (arguments.Length <= 2 || (arguments.Length <= 4 && arguments[1] == "0" && arguments[2] == bytes.Name + ".Length"));
        var uses = block.DescendantNodes().OfType<IdentifierNameSyntax>().Count(name => name.Identifier.ValueText == bytes.Name && SymbolEqualityComparer.Default.Equals(model.GetSymbolInfo(name).Symbol, bytes));
        return isWhole && uses == (arguments.Length > 2 ? 2 : 1) && !write.DescendantTrivia().Any(Comments.Is);
    }

    private static ExpressionSyntax Copy(InvocationExpressionSyntax write, string body, SemanticModel model)
    {
        var target = ((MemberAccessExpressionSyntax)write.Expression).Expression.WithoutTrivia();
        var token = write.ArgumentList.Arguments.FirstOrDefault(argument => model.GetTypeInfo(argument.Expression).Type?.Name == "CancellationToken");
        var arguments = token is null ? [Argument(target)] : new[] { Argument(target), token.WithoutTrivia() };
        var copy = InvocationExpression(
            MemberAccessExpression(SyntaxKind.SimpleMemberAccessExpression, IdentifierName(body), IdentifierName("CopyToAsync")),
            ArgumentList(SeparatedList(arguments, Enumerable.Repeat(Token(SyntaxKind.CommaToken).WithTrailingTrivia(Space), arguments.Length - 1))));
        return write.Parent is ExpressionStatementSyntax
            ? AwaitExpression(Token(SyntaxKind.AwaitKeyword).WithTrailingTrivia(Space), copy).WithTriviaFrom(write)
            : copy.WithTriviaFrom(write);
    }
}
