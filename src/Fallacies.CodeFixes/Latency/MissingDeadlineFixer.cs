using System.Collections.Immutable;
using System.Composition;
using Fallacies.Analyzers.Latency;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Editing;
using static Microsoft.CodeAnalysis.CSharp.SyntaxFactory;

namespace Fallacies.CodeFixes.Latency;

/// <summary>FAL2002: gives a gRPC call a deadline.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp)]
[Shared]
public sealed class MissingDeadlineFixer : CodeFixProvider
{
    /// <inheritdoc/>
    public override ImmutableArray<string> FixableDiagnosticIds { get; } = ImmutableArray.Create(MissingDeadlineAnalyzer.Descriptor.Id);

    /// <inheritdoc/>
    // A call may stand in the argument of another one, so that edits touch: all of them go through one editor.
    public override FixAllProvider GetFixAllProvider() => AtOnce.Provider(LimitAsync);

    /// <inheritdoc/>
    public override Task RegisterCodeFixesAsync(CodeFixContext context) => AtOnce.OfferAsync(context, LimitAsync, $"Fail with DeadlineExceeded after {Seconds.Default} seconds", nameof(MissingDeadlineFixer));

    private static async Task<Document?> LimitAsync(Document document, ImmutableArray<Diagnostic> diagnostics, CancellationToken cancellation)
    {
        var editor = await DocumentEditor.CreateAsync(document, cancellation).ConfigureAwait(false);
        var model = editor.SemanticModel;
        if (model.Compilation.GetTypeByMetadataName("System.DateTime") is not { } dateTime)
            return null;

        var edited = false;
        foreach (var diagnostic in diagnostics)
        {
            var call = Finding.Around<InvocationExpressionSyntax>(editor.OriginalRoot, diagnostic);
            if (call is null || model.GetSymbolInfo(call, cancellation).Symbol is not IMethodSymbol method || method.ReturnType.Name == "AsyncServerStreamingCall")
                continue;

            var deadline = Seconds.FromNow(editor.Generator, dateTime, model, call.SpanStart);
            edited |= method.Parameters.Any(parameter => parameter.Name == "deadline")
                ? Replace(editor, call.ArgumentList, list => WithDeadline(list, deadline))
                : ToOptions(editor, call, method, deadline);
        }

        return edited ? editor.GetChangedDocument() : null;
    }

    private static bool ToOptions(DocumentEditor editor, InvocationExpressionSyntax call, IMethodSymbol method, ExpressionSyntax deadline)
    {
        var index = method.Parameters.IndexOf(method.Parameters.FirstOrDefault(parameter => parameter.Type.Name == "CallOptions")!);
        if (index < 0 || call.ArgumentList.Arguments.Count <= index)
            return false;

        return call.ArgumentList.Arguments[index].Expression switch
        {
            BaseObjectCreationExpressionSyntax { ArgumentList: { } arguments } => Replace(editor, arguments, list => WithDeadline(list, deadline)),
            LiteralExpressionSyntax => false,
            var options => Replace(editor, options, value => WithDeadline(value, deadline)),
        };
    }

    private static bool Replace<T>(DocumentEditor editor, T node, Func<T, SyntaxNode> change)
        where T : SyntaxNode
    {
        editor.ReplaceNode(node, (current, _) => change((T)current));
        return true;
    }

    private static InvocationExpressionSyntax WithDeadline(ExpressionSyntax options, ExpressionSyntax deadline) =>
        InvocationExpression(
            MemberAccessExpression(SyntaxKind.SimpleMemberAccessExpression, options.WithoutTrailingTrivia(), IdentifierName("WithDeadline")),
            ArgumentList(SingletonSeparatedList(Argument(deadline))))
        .WithTrailingTrivia(options.GetTrailingTrivia());

    // The deadline stands before the token, as in the signature; on a line of its own where its neighbour does.
    private static ArgumentListSyntax WithDeadline(ArgumentListSyntax list, ExpressionSyntax deadline)
    {
        var argument = Argument(NameColon("deadline").WithTrailingTrivia(Space), default, deadline);
        var token = list.Arguments.IndexOf(other => other.NameColon?.Name.Identifier.ValueText == "cancellationToken");
        if (token >= 0)
        {
            var next = list.Arguments[token];
            var separator = token > 0 ? list.Arguments.GetSeparator(token - 1) : Token(SyntaxKind.CommaToken).WithTrailingTrivia(Space);
            var items = list.Arguments.GetWithSeparators();
            items = items.InsertRange(items.IndexOf(next), [argument.WithLeadingTrivia(next.GetLeadingTrivia().Where(IsLayout)), separator.WithTrailingTrivia(separator.TrailingTrivia.Where(IsLayout))]);
            return list.WithArguments(SeparatedList<ArgumentSyntax>(items));
        }

        if (list.Arguments.Count == 0)
            return list.AddArguments(argument);

        var last = list.Arguments[list.Arguments.Count - 1];
        var indent = last.GetLeadingTrivia().Where(trivia => trivia.IsKind(SyntaxKind.WhitespaceTrivia)).Take(1).ToArray();
        var after = last.GetTrailingTrivia();
        var endsLine = after.Any(SyntaxKind.EndOfLineTrivia);
        var comma = Token(SyntaxKind.CommaToken).WithTrailingTrivia(endsLine ? after : indent.Length > 0 ? TriviaList(LineEnd(list)) : TriviaList(Space));
        var all = list.Arguments.GetWithSeparators().Replace(last, last.WithoutTrailingTrivia());
        argument = argument.WithLeadingTrivia(indent).WithTrailingTrivia(endsLine ? after.Where(trivia => trivia.IsKind(SyntaxKind.EndOfLineTrivia)) : after);
        return list.WithArguments(SeparatedList<ArgumentSyntax>(all.AddRange([comma, argument])));
    }

    private static bool IsLayout(SyntaxTrivia trivia) => trivia.IsKind(SyntaxKind.WhitespaceTrivia) || trivia.IsKind(SyntaxKind.EndOfLineTrivia);

    private static SyntaxTrivia LineEnd(ArgumentListSyntax list) =>
        list.DescendantTrivia().FirstOrDefault(trivia => trivia.IsKind(SyntaxKind.EndOfLineTrivia)) is { RawKind: not 0 } end ? end : ElasticLineFeed;
}
