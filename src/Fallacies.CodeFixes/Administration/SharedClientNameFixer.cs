using System.Collections.Immutable;
using System.Composition;
using Fallacies.Analyzers.Administration;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
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
    // Registrations may stand in one chain, so that edits touch.
    public override FixAllProvider GetFixAllProvider() => ChainEdit.FixAll(EditOf);

    /// <inheritdoc/>
    public override Task RegisterCodeFixesAsync(CodeFixContext context) => ChainEdit.OfferAsync(context, nameof(SharedClientNameFixer), EditOf);

    private static ChainEdit? EditOf(Diagnostic diagnostic, SyntaxNode root, SemanticModel model) =>
        Finding.Around<InvocationExpressionSyntax>(root, diagnostic) is { } call && NameFor(call, model) is { } name
            ? new ChainEdit("Give this client a name and settings of its own", [call.ArgumentList], (_, current) => WithName((ArgumentListSyntax)current, name))
            : null;

    // Different classes for one service are told apart by their names; equal names of services only in full.
    private static ExpressionSyntax? NameFor(InvocationExpressionSyntax call, SemanticModel model)
    {
        if (model.GetSymbolInfo(call).Symbol is not IMethodSymbol { TypeArguments: { IsEmpty: false } types })
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
