using System.Collections.Immutable;
using System.Composition;
using Fallacies.Analyzers.Homogeneity;
using Fallacies.CodeFixes.Topology;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Fallacies.CodeFixes.Homogeneity;

/// <summary>FAL8001: reads the clock in UTC, from a <c>TimeProvider</c> where one is in scope.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp)]
[Shared]
public sealed class LocalClockFixer : CodeFixProvider
{
    private const string Title = "Read the clock in UTC";

    /// <inheritdoc/>
    public override ImmutableArray<string> FixableDiagnosticIds { get; } = ImmutableArray.Create(LocalClockAnalyzer.Descriptor.Id);

    /// <inheritdoc/>
    public override FixAllProvider GetFixAllProvider() => ChainEdit.FixAll(Edit);

    /// <inheritdoc/>
    public override Task RegisterCodeFixesAsync(CodeFixContext context) => ChainEdit.OfferAsync(context, nameof(LocalClockFixer), Edit);

    private static ChainEdit? Edit(Diagnostic diagnostic, SyntaxNode root, SemanticModel model)
    {
        var clocks = diagnostic.AdditionalLocations.Where(location => location.SourceTree == root.SyntaxTree)
            .Select(location => root.FindNode(location.SourceSpan, getInnermostNodeForTie: true)).OfType<MemberAccessExpressionSyntax>().ToArray();
        if (clocks.Length == 0 || clocks.Length < diagnostic.AdditionalLocations.Count)
            return null;

        var times = clocks.ToDictionary(clock => (SyntaxNode)clock, clock => TimeProviderAt(clock, model));
        return new ChainEdit(Title, clocks, (original, current) => current is not MemberAccessExpressionSyntax { Name.Identifier.ValueText: "Now" } now ? current
            : times[original] is { } time ? SyntaxFactory.ParseExpression(time + ".GetUtcNow().UtcDateTime").WithTriviaFrom(current)
            : now.WithName(SyntaxFactory.IdentifierName("UtcNow").WithTriviaFrom(now.Name)));
    }

    private static string? TimeProviderAt(SyntaxNode clock, SemanticModel model)
    {
        // A database translates the clock of the framework, and no other.
        if (clock.Ancestors().OfType<LambdaExpressionSyntax>().Any(lambda => model.GetTypeInfo(lambda).ConvertedType?.Name == "Expression"))
            return null;

        return new Scope(model, clock).Symbols().FirstOrDefault(symbol => symbol is not IPropertySymbol { IsStatic: true } && TypeNames.Of(symbol) is { Name: "TimeProvider", ContainingNamespace.Name: "System", NullableAnnotation: not NullableAnnotation.Annotated })?.Name;
    }
}
