using System.Collections.Immutable;
using System.Composition;
using Fallacies.Analyzers.Reliability;
using Fallacies.CodeFixes.Latency;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Editing;

namespace Fallacies.CodeFixes.Reliability;

/// <summary>FAL1019: takes the lock for a time.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp)]
[Shared]
public sealed class EndlessLockFixer : CodeFixProvider
{
    // Longer than most work under a lock, short enough to wait for when its owner has died.
    private const string DefaultSeconds = "30";

    private const string Takes = nameof(EndlessLockFixer) + ".LockTake";

    /// <inheritdoc/>
    public override ImmutableArray<string> FixableDiagnosticIds { get; } = ImmutableArray.Create(EndlessLockAnalyzer.Descriptor.Id);

    /// <inheritdoc/>
    public override FixAllProvider GetFixAllProvider() => Edits.FixAll(key => key == Takes ? Takings : Expiries);

    /// <inheritdoc/>
    public override async Task RegisterCodeFixesAsync(CodeFixContext context)
    {
        await Edits.OfferAsync(context, Expiries, "Let the lock expire when its owner dies", nameof(EndlessLockFixer)).ConfigureAwait(false);
        await Edits.OfferAsync(context, Takings, "Take the lock with LockTake, so that it expires when its owner dies", Takes).ConfigureAwait(false);
    }

    private static IEnumerable<Action<DocumentEditor>> Takings(Diagnostic diagnostic, SyntaxNode root, SemanticModel model, CancellationToken cancellation) =>
        Finding.Around<InvocationExpressionSyntax>(root, diagnostic) is { } call && NamedLock.Of(call, SyntaxFactory.IdentifierName("time"), model, cancellation) is not null
            ? Times(diagnostic, root, call).Select(time => (Action<DocumentEditor>)(editor => editor.ReplaceNode(call, NamedLock.Of(call, time(editor), model, cancellation)!)))
            : [];

    // The second step already knows how long; what it names may not be known yet at the first one.
    private static IEnumerable<Func<DocumentEditor, ExpressionSyntax>> Times(Diagnostic diagnostic, SyntaxNode root, InvocationExpressionSyntax call)
    {
        if (Finding.Named<ExpressionSyntax>(root, diagnostic) is { } later)
            yield return _ => later.WithoutTrivia();
        yield return editor => Seconds(editor, call);
    }

    private static IEnumerable<Action<DocumentEditor>> Expiries(Diagnostic diagnostic, SyntaxNode root, SemanticModel model, CancellationToken cancellation)
    {
        if (Finding.Around<InvocationExpressionSyntax>(root, diagnostic) is not { } call || model.GetSymbolInfo(call, cancellation).Symbol is not IMethodSymbol { ContainingNamespace.Name: "Redis" } method)
            return [];
        if (method.Name.StartsWith("Execute", StringComparison.Ordinal))
            return IsSet(call) ? [editor => editor.ReplaceNode(call, AppendedArgument.To(AppendedArgument.To(call, "\"EX\""), DefaultSeconds))] : [];

        return Times(diagnostic, root, call).Select(time => (Action<DocumentEditor>)(editor => SetExpiry(editor, call, time(editor))));
    }

    // "SETNX" knows no options, and an array of one's own may be used elsewhere.
    private static bool IsSet(InvocationExpressionSyntax call) =>
        call.ArgumentList.Arguments is { Count: > 3 } arguments && arguments.All(argument => argument.NameColon is null) && arguments[0].Expression is LiteralExpressionSyntax { Token.ValueText: var command } && command.Equals("SET", StringComparison.OrdinalIgnoreCase);

    private static void SetExpiry(DocumentEditor editor, InvocationExpressionSyntax call, ExpressionSyntax time)
    {
        var arguments = call.ArgumentList.Arguments;
        var given = arguments.FirstOrDefault(argument => argument.NameColon?.Name.Identifier.ValueText == "expiry") ?? arguments.Skip(2).FirstOrDefault(argument => argument.NameColon is null);
        if (given is not null)
        {
            editor.ReplaceNode(given.Expression, time.WithTriviaFrom(given.Expression));
            return;
        }

        var expiry = SyntaxFactory.Argument(SyntaxFactory.NameColon("expiry").WithColonToken(SyntaxFactory.Token(SyntaxKind.ColonToken).WithTrailingTrivia(SyntaxFactory.Space)), default, time);
        var added = arguments.Count > 2 ? Insert(arguments, expiry) : AppendedArgument.To(arguments, expiry, call.ArgumentList.OpenParenToken);
        editor.ReplaceNode(call.ArgumentList, call.ArgumentList.WithArguments(added));
    }

    // Before the third argument, on a line of its own where that one is.
    private static SeparatedSyntaxList<ArgumentSyntax> Insert(SeparatedSyntaxList<ArgumentSyntax> arguments, ArgumentSyntax expiry)
    {
        var lineEnd = arguments.GetSeparator(1).TrailingTrivia.Where(trivia => trivia.IsKind(SyntaxKind.EndOfLineTrivia)).ToSyntaxTriviaList();
        var comma = SyntaxFactory.Token(SyntaxKind.CommaToken).WithTrailingTrivia(lineEnd.Count > 0 ? lineEnd : SyntaxFactory.TriviaList(SyntaxFactory.Space));
        var indent = arguments[2].GetLeadingTrivia().Where(trivia => trivia.IsKind(SyntaxKind.WhitespaceTrivia)).Take(1);
        var place = arguments.GetWithSeparators().IndexOf(arguments[2]);
        return SyntaxFactory.SeparatedList<ArgumentSyntax>(arguments.GetWithSeparators().Insert(place, comma).Insert(place, expiry.WithLeadingTrivia(indent)));
    }

    private static ExpressionSyntax Seconds(DocumentEditor editor, InvocationExpressionSyntax call)
    {
        var type = editor.SemanticModel.Compilation.GetTypeByMetadataName("System.TimeSpan")!;
        var name = TypeNames.At(editor.Generator, type, editor.SemanticModel, call.SpanStart);
        return (ExpressionSyntax)editor.Generator.InvocationExpression(editor.Generator.MemberAccessExpression(name, "FromSeconds"), SyntaxFactory.ParseExpression(DefaultSeconds));
    }
}
