using System.Collections.Immutable;
using System.Composition;
using Fallacies.Analyzers.Knowledge;
using Fallacies.Analyzers.Latency;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;
using static Microsoft.CodeAnalysis.CSharp.SyntaxFactory;

namespace Fallacies.CodeFixes.Latency;

/// <summary>FAL2012: starts the calls in their order, then awaits them in the same order.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp)]
[Shared]
public sealed class SequentialReadsFixer : CodeFixProvider
{
    /// <inheritdoc/>
    public override ImmutableArray<string> FixableDiagnosticIds { get; } = ImmutableArray.Create(SequentialReadsAnalyzer.Descriptor.Id);

    /// <inheritdoc/>
    public override FixAllProvider GetFixAllProvider() => OneByOne.Provider(Finding.Around<AwaitExpressionSyntax>, TogetherAsync);

    /// <inheritdoc/>
    public override Task RegisterCodeFixesAsync(CodeFixContext context) =>
        OneByOne.OfferAsync(context, Finding.Around<AwaitExpressionSyntax>, TogetherAsync, "Start the calls together, then await them: each runs even if another one fails", nameof(SequentialReadsFixer));

    private static async Task<Document?> TogetherAsync(Document document, SyntaxNode wait, string? key, CancellationToken cancellation)
    {
        var model = await document.GetSemanticModelAsync(cancellation).ConfigureAwait(false);
        if (model?.GetOperation(wait, cancellation) is not IAwaitOperation last || SequentialReads.EndingAt(last, RemoteCalls.Of(model.Compilation), cancellation) is not { } reads
            || reads.Statements[0].Parent is not BlockSyntax block || !reads.Reads.All(read => read.IsStateless))
            return null;

        var root = await document.GetSyntaxRootAsync(cancellation).ConfigureAwait(false);
        return await Compilability.CheckedAsync(document, root!.ReplaceNode(block, Together(block, reads)), cancellation).ConfigureAwait(false);
    }

    private static BlockSyntax Together(BlockSyntax block, SequentialReads reads)
    {
        var (starts, waits) = (new List<StatementSyntax>(), new List<StatementSyntax>());
        foreach (var (statement, read) in reads.Statements.Zip(reads.Reads, (statement, read) => (statement, read)))
        {
            var call = (ExpressionSyntax)read.Call.Syntax;
            var name = Names.Unused(block, statement.Declaration.Variables[0].Identifier.ValueText + "Task");
            starts.Add(LocalDeclarationStatement(VariableDeclaration(
                    IdentifierName("var").WithTrailingTrivia(Space), SingletonSeparatedList(VariableDeclarator(Identifier(name).WithTrailingTrivia(Space)).WithInitializer(EqualsValueClause(call.WithoutTrivia()).WithEqualsToken(Token(SyntaxKind.EqualsToken).WithTrailingTrivia(Space))))))
                .WithLeadingTrivia(statement.GetLeadingTrivia()).WithTrailingTrivia(LineEnd(block)));
            waits.Add(statement.ReplaceNode(call, IdentifierName(name).WithTriviaFrom(call)).WithLeadingTrivia(Indentation(statement)));
        }

        var index = block.Statements.IndexOf(reads.Statements[0]);
        var rest = block.Statements.Where(statement => !reads.Statements.Contains(statement)).ToList();
        rest.InsertRange(index, starts.Concat(waits));
        return block.WithStatements(List(rest));
    }

    private static SyntaxTriviaList Indentation(StatementSyntax statement) =>
        TriviaList(statement.GetLeadingTrivia().Reverse().TakeWhile(trivia => trivia.RawKind == (int)SyntaxKind.WhitespaceTrivia));

    private static SyntaxTrivia LineEnd(SyntaxNode node) =>
        node.DescendantTrivia().FirstOrDefault(trivia => trivia.RawKind == (int)SyntaxKind.EndOfLineTrivia) is { RawKind: not 0 } end ? end : ElasticCarriageReturnLineFeed;
}
