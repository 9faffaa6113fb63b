using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;

namespace Fallacies.CodeFixes.Administration;

/// <summary>The one request that goes out through a client after its headers were changed.</summary>
/// <param name="Client">The client, as the change names it.</param>
/// <param name="Block">The block that holds both.</param>
/// <param name="First">The first statement of the block that changes or reads the headers.</param>
/// <param name="Last">The statement of the block that sends.</param>
/// <param name="Call">The call that sends.</param>
internal sealed record HeaderedSend(ISymbol Client, BlockSyntax Block, StatementSyntax First, StatementSyntax Last, IInvocationOperation Call)
{
    private const string Headers = "DefaultRequestHeaders";

    public static HeaderedSend? Of(SyntaxNode change, SemanticModel model, CancellationToken cancellation)
    {
        if (change.DescendantNodesAndSelf().OfType<MemberAccessExpressionSyntax>().FirstOrDefault(IsHeaders) is not { } headers || model.GetSymbolInfo(headers.Expression, cancellation).Symbol is not { } client)
            return null;

        var function = change.Ancestors().First(node => node is AnonymousFunctionExpressionSyntax or LocalFunctionStatementSyntax or MemberDeclarationSyntax or CompilationUnitSyntax);
        var sends = function.DescendantNodes().OfType<InvocationExpressionSyntax>()
            .Where(call => call.SpanStart > change.Span.End && call.Expression is MemberAccessExpressionSyntax access && Is(access.Expression, client, model) && !access.Name.Identifier.ValueText.StartsWith("Set", StringComparison.Ordinal))
            .ToArray();
        if (sends.Length != 1 || model.GetOperation(sends[0], cancellation) is not IInvocationOperation operation)
            return null;

        var block = sends[0].Ancestors().OfType<BlockSyntax>().FirstOrDefault(candidate => candidate.Span.Contains(change.Span));
        if (block is null || IsRepeated(sends[0], block) || Within(block, sends[0]) is not { } last || Within(block, change) is not { } own || own == last)
            return null;

        var first = block.Statements.First(statement => statement == own || (statement.SpanStart < own.SpanStart && Mentions(statement, client, model).Any()));
        return new HeaderedSend(client, block, first, last, operation);
    }

    /// <summary>Where a statement names the default headers of a client.</summary>
    public static IEnumerable<MemberAccessExpressionSyntax> Mentions(SyntaxNode statement, ISymbol client, SemanticModel model) =>
        statement.DescendantNodes().OfType<MemberAccessExpressionSyntax>().Where(access => IsHeaders(access) && Is(access.Expression, client, model));

    private static bool IsHeaders(MemberAccessExpressionSyntax access) => access.Name.Identifier.ValueText == Headers;

    private static bool Is(ExpressionSyntax expression, ISymbol client, SemanticModel model) => SymbolEqualityComparer.Default.Equals(model.GetSymbolInfo(expression).Symbol, client);

    private static StatementSyntax? Within(BlockSyntax block, SyntaxNode node) => block.Statements.FirstOrDefault(statement => statement.Span.Contains(node.Span));

    // A message can be sent once.
    private static bool IsRepeated(SyntaxNode send, BlockSyntax block) => send.Ancestors().TakeWhile(node => node != block)
        .Any(node => node is ForStatementSyntax or CommonForEachStatementSyntax or WhileStatementSyntax or DoStatementSyntax or AnonymousFunctionExpressionSyntax or LocalFunctionStatementSyntax or CatchClauseSyntax);
}
