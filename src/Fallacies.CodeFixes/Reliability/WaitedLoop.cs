using Fallacies.Analyzers.Knowledge;
using Fallacies.CodeFixes.Latency;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;

namespace Fallacies.CodeFixes.Reliability;

/// <summary>Writes the loop that waits for what <c>ForEach</c> only starts.</summary>
internal static class WaitedLoop
{
    /// <summary><c>list.ForEach(async item => …);</c> as a loop that awaits.</summary>
    public static (string Title, SyntaxNode Old, SyntaxNode New)? ForEach(IInvocationOperation call)
    {
        if (call.Syntax is not InvocationExpressionSyntax { Expression: MemberAccessExpressionSyntax access, Parent: ExpressionStatementSyntax statement } written || !CanAwait(written)
            || written.ArgumentList.Arguments[0].Expression is not LambdaExpressionSyntax lambda || Parameter(lambda) is not { } parameter || parameter.Type is not null || HasComment(written, lambda))
            return null;

        var layout = Layout.At(statement, statement.SpanStart);
        var body = lambda.Block is { } block
            ? Continuing(block).WithOpenBraceToken(block.OpenBraceToken.WithLeadingTrivia(block.OpenBraceToken.GetPreviousToken().TrailingTrivia.Any(SyntaxKind.EndOfLineTrivia) ? block.OpenBraceToken.LeadingTrivia : default)).WithTrailingTrivia(statement.GetTrailingTrivia())
            : layout.Braces([layout.Inner(SyntaxFactory.ExpressionStatement(lambda.ExpressionBody!.WithoutTrivia()))]).WithTrailingTrivia(statement.GetTrailingTrivia());
        var name = parameter.Identifier.ValueText == "_" ? Names.Unused(statement, "item") : parameter.Identifier.Text;
        var head = SyntaxFactory.ParseStatement($"foreach (var {name} in {access.Expression.WithoutTrivia()}) ;");
        var loop = ((ForEachStatementSyntax)head).WithStatement(body);
        loop = loop.WithCloseParenToken(loop.CloseParenToken.WithTrailingTrivia(lambda.Block is null ? default : EndOf(lambda)));
        return ("Await each item in a loop", statement, Named(loop, parameter, name).WithLeadingTrivia(statement.GetLeadingTrivia()));
    }

    /// <summary><c>Parallel.ForEach(items, async item => …);</c> as the asynchronous loop.</summary>
    public static (string Title, SyntaxNode Old, SyntaxNode New)? Parallel(IInvocationOperation call)
    {
        if (call.Syntax is not InvocationExpressionSyntax { Expression: MemberAccessExpressionSyntax access, Parent: ExpressionStatementSyntax } written || !CanAwait(written)
            || written.ArgumentList.Arguments.Select(argument => argument.Expression).OfType<LambdaExpressionSyntax>().SingleOrDefault() is not { } lambda || Parameter(lambda) is null
            || call.Arguments.Select(argument => Operations.Unwrap(argument.Value)).OfType<IAnonymousFunctionOperation>().FirstOrDefault() is not { } given)
            return null;

        var takers = DelegateToken.Takers(given.Body.InThisFunction().OfType<IInvocationOperation>().Where(inner => TaskUse.IsTask(inner.TargetMethod.ReturnType) && TokenValues.Passed(inner) is null));
        var token = takers.Count > 0 ? DelegateToken.NameAt(call) : "_";
        if (DelegateToken.WithParameter(lambda, token) is null)
            return null;

        var edits = DelegateToken.Into(takers, token);
        edits[lambda] = current => DelegateToken.WithParameter((AnonymousFunctionExpressionSyntax)current, token)!;
        edits[access.Name] = current => SyntaxFactory.IdentifierName("ForEachAsync").WithTriviaFrom(current);
        return ("Await all items with Parallel.ForEachAsync", written, AwaitedBlock.Awaited(DelegateToken.With(written, edits), written).WithTriviaFrom(written));
    }

    private static bool CanAwait(ExpressionSyntax call) => AwaitedBlock.IsAsync(AwaitedBlock.Function(call)) && AwaitedBlock.CanAwait(call);

    private static ParameterSyntax? Parameter(LambdaExpressionSyntax lambda) => lambda switch
    {
        SimpleLambdaExpressionSyntax simple => simple.Parameter,
        ParenthesizedLambdaExpressionSyntax { ParameterList.Parameters: { Count: 1 } parameters } => parameters[0],
        _ => null,
    };

    private static SyntaxTriviaList EndOf(LambdaExpressionSyntax lambda) => lambda.ArrowToken.TrailingTrivia.Any(SyntaxKind.EndOfLineTrivia) ? lambda.ArrowToken.TrailingTrivia : SyntaxFactory.TriviaList(SyntaxFactory.Space);

    // The parameter that was thrown away has no use to rename.
    private static ForEachStatementSyntax Named(ForEachStatementSyntax loop, ParameterSyntax parameter, string name) =>
        parameter.Identifier.ValueText != "_" ? loop
            : loop.ReplaceNodes(loop.Statement.DescendantNodes().OfType<IdentifierNameSyntax>().Where(use => use.Identifier.ValueText == "_"), (use, _) => SyntaxFactory.IdentifierName(name).WithTriviaFrom(use));

    // What ended one item goes on with the next.
    private static BlockSyntax Continuing(BlockSyntax block) => block.ReplaceNodes(
        block.DescendantNodes(node => node is not (AnonymousFunctionExpressionSyntax or LocalFunctionStatementSyntax)).OfType<ReturnStatementSyntax>(),
        (end, _) => SyntaxFactory.ContinueStatement().WithTriviaFrom(end));

    private static bool HasComment(SyntaxNode call, LambdaExpressionSyntax lambda) =>
        call.DescendantTrivia().Any(trivia => Comments.Is(trivia) && call.Span.Contains(trivia.Span) && !lambda.Body.Span.Contains(trivia.Span));
}
