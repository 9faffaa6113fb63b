using System.Collections.Immutable;
using System.Composition;
using Fallacies.Analyzers.Security;
using Fallacies.CodeFixes.Topology;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using static Microsoft.CodeAnalysis.CSharp.SyntaxFactory;

namespace Fallacies.CodeFixes.Security;

/// <summary>FAL4001: accepts wrong certificates in development only, where the environment is in scope.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp)]
[Shared]
public sealed class DevelopmentCertificateFixer : CodeFixProvider
{
    private const string Extensions = "Microsoft.Extensions.Hosting";

    /// <inheritdoc/>
    public override ImmutableArray<string> FixableDiagnosticIds { get; } = ImmutableArray.Create(UncheckedCertificateAnalyzer.Descriptor.Id);

    /// <inheritdoc/>
    public override FixAllProvider GetFixAllProvider() => ChainEdit.FixAll(Edit);

    /// <inheritdoc/>
    public override Task RegisterCodeFixesAsync(CodeFixContext context) => ChainEdit.OfferAsync(context, nameof(DevelopmentCertificateFixer), Edit);

    private static ChainEdit? Edit(Diagnostic diagnostic, SyntaxNode root, SemanticModel model)
    {
        var culprit = UncheckedCertificateFixer.Whole(Finding.Node(root, diagnostic));
        if (culprit.Parent is not ExpressionStatementSyntax { Parent: BlockSyntax or GlobalStatementSyntax } statement || Environment(model, statement) is not { } environment)
            return null;

        var isKnown = model.LookupSymbols(statement.SpanStart, environment.Type, "IsDevelopment", includeReducedExtensionMethods: true).Length > 0;
        return new ChainEdit("Accept the certificate in development only", [statement], (_, current) => Guarded((ExpressionStatementSyntax)current, environment.Expression))
        {
            Using = isKnown ? null : Extensions,
        };
    }

    private static IfStatementSyntax Guarded(ExpressionStatementSyntax statement, string environment)
    {
        var indent = statement.GetLeadingTrivia().LastOrDefault(trivia => trivia.IsKind(SyntaxKind.WhitespaceTrivia));
        var lineEnd = statement.GetTrailingTrivia().FirstOrDefault(trivia => trivia.IsKind(SyntaxKind.EndOfLineTrivia));
        return IfStatement(
            Token(statement.GetLeadingTrivia(), SyntaxKind.IfKeyword, TriviaList(Space)),
            Token(SyntaxKind.OpenParenToken),
            ParseExpression(environment + ".IsDevelopment()"),
            Token(TriviaList(), SyntaxKind.CloseParenToken, TriviaList(lineEnd.RawKind == 0 ? CarriageReturnLineFeed : lineEnd)),
            statement.WithLeadingTrivia(TriviaList(indent, Whitespace("    "))),
            null);
    }

    // The environment itself, or a builder or context that has it.
    private static (string Expression, ITypeSymbol Type)? Environment(SemanticModel model, SyntaxNode place)
    {
        if (model.Compilation.GetTypeByMetadataName("Microsoft.Extensions.Hosting.IHostEnvironment") is not { } wanted)
            return null;

        foreach (var symbol in new Scope(model, place).Symbols())
        {
            if (TypeNames.Of(symbol) is not { } type)
                continue;
            if (Is(type))
                return (symbol.Name, type);
            if (Owned(type) is { } property)
                return (symbol.Name + "." + property.Name, property.Type);
        }

        return null;

        bool Is(ITypeSymbol type) => type.NullableAnnotation != NullableAnnotation.Annotated && type.AllInterfaces.Prepend(type).Any(part => SymbolEqualityComparer.Default.Equals(part, wanted));

        IPropertySymbol? Owned(ITypeSymbol type) => type.GetMembers().OfType<IPropertySymbol>()
            .FirstOrDefault(member => member is { Name: "Environment" or "HostingEnvironment", IsStatic: false, DeclaredAccessibility: Accessibility.Public } && Is(member.Type));
    }
}
