using System.Collections.Immutable;
using System.Composition;
using Fallacies.Analyzers.Administration;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeActions;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Editing;
using static Microsoft.CodeAnalysis.CSharp.SyntaxFactory;

namespace Fallacies.CodeFixes.Administration;

/// <summary>FAL6005: gives a typed client a name of its own.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp)]
[Shared]
public sealed class SharedClientNameFixer : CodeFixProvider
{
    /// <inheritdoc/>
    public override ImmutableArray<string> FixableDiagnosticIds { get; } = ImmutableArray.Create(SharedClientNameAnalyzer.Descriptor.Id);

    /// <inheritdoc/>
    // Registrations may stand in one chain, so that edits touch: all of them go through one editor.
    public override FixAllProvider GetFixAllProvider() => KeyedFixAllProvider.Create(async (context, document, diagnostics) =>
        await NameAsync(document, diagnostics, context.CancellationToken).ConfigureAwait(false));

    /// <inheritdoc/>
    public override async Task RegisterCodeFixesAsync(CodeFixContext context)
    {
        var named = await NameAsync(context.Document, context.Diagnostics, context.CancellationToken).ConfigureAwait(false);
        if (named == context.Document || !await Compilability.HoldsAsync(context.Document, named, context.CancellationToken).ConfigureAwait(false))
            return;

        context.RegisterCodeFix(
            CodeAction.Create("Give this client a name and settings of its own", _ => Task.FromResult(named), nameof(SharedClientNameFixer)),
            context.Diagnostics);
    }

    private static async Task<Document> NameAsync(Document document, ImmutableArray<Diagnostic> diagnostics, CancellationToken cancellation)
    {
        var editor = await DocumentEditor.CreateAsync(document, cancellation).ConfigureAwait(false);
        var changed = false;
        foreach (var diagnostic in diagnostics)
        {
            if (editor.OriginalRoot.FindNode(diagnostic.Location.SourceSpan).FirstAncestorOrSelf<InvocationExpressionSyntax>() is not { } call || NameFor(call, editor.SemanticModel, cancellation) is not { } name)
                continue;

            editor.ReplaceNode(call.ArgumentList, (current, _) => WithName((ArgumentListSyntax)current, name));
            changed = true;
        }

        return changed ? editor.GetChangedDocument() : document;
    }

    // Different classes for one service are told apart by their names; equal names of services only in full.
    private static ExpressionSyntax? NameFor(InvocationExpressionSyntax call, SemanticModel model, CancellationToken cancellation)
    {
        if (model.GetSymbolInfo(call, cancellation).Symbol is not IMethodSymbol { TypeArguments: { IsEmpty: false } types })
            return null;

        var type = call.Expression.DescendantNodesAndSelf().OfType<GenericNameSyntax>().LastOrDefault(name => name.Identifier.ValueText == "AddHttpClient")?.TypeArgumentList.Arguments.LastOrDefault();
        if (types.Length == 2 && types[0].Name != types[1].Name && type is IdentifierNameSyntax or QualifiedNameSyntax { Right: IdentifierNameSyntax })
            return ParseExpression($"nameof({type})");

        return LiteralExpression(SyntaxKind.StringLiteralExpression, Literal(types[types.Length - 1].ToDisplayString()));
    }

    private static ArgumentListSyntax WithName(ArgumentListSyntax arguments, ExpressionSyntax name)
    {
        var first = arguments.Arguments.FirstOrDefault();
        var argument = Argument(name).WithLeadingTrivia(first?.GetLeadingTrivia() ?? TriviaList());
        if (first is null)
            return arguments.WithArguments(SingletonSeparatedList(argument));

        // Arguments that stand on lines of their own get the name on one as well.
        var ownLine = arguments.OpenParenToken.TrailingTrivia.Any(SyntaxKind.EndOfLineTrivia);
        var comma = Token(SyntaxKind.CommaToken).WithTrailingTrivia(ownLine ? arguments.OpenParenToken.TrailingTrivia.Where(trivia => trivia.IsKind(SyntaxKind.EndOfLineTrivia)) : TriviaList(Space));
        var rest = ownLine ? arguments.Arguments : arguments.Arguments.Replace(first, first.WithLeadingTrivia());
        return arguments.WithArguments(SeparatedList<ArgumentSyntax>(new SyntaxNodeOrTokenList(new SyntaxNodeOrToken[] { argument, comma }.Concat(rest.GetWithSeparators()))));
    }
}
