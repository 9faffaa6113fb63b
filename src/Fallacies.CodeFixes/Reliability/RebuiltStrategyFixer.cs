using System.Collections.Immutable;
using System.Composition;
using Fallacies.Analyzers;
using Fallacies.Analyzers.Reliability;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;

namespace Fallacies.CodeFixes.Reliability;

/// <summary>FAL1013: builds the pipeline once, in a static field or property.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp)]
[Shared]
public sealed class RebuiltStrategyFixer : CodeFixProvider
{
    /// <inheritdoc/>
    public override ImmutableArray<string> FixableDiagnosticIds { get; } = ImmutableArray.Create(RebuiltStrategyAnalyzer.Descriptor.Id);

    /// <inheritdoc/>
    // New fields must not take each other's names.
    public override FixAllProvider GetFixAllProvider() => OneByOne.Provider(Finding.Named<InvocationExpressionSyntax>, RepairAsync);

    /// <inheritdoc/>
    public override Task RegisterCodeFixesAsync(CodeFixContext context) => OneByOne.OfferAsync(context, Finding.Named<InvocationExpressionSyntax>, RepairAsync, "Build it once", nameof(RebuiltStrategyFixer));

    private static async Task<Document?> RepairAsync(Document document, SyntaxNode node, string? key, CancellationToken cancellation)
    {
        var model = await document.GetSemanticModelAsync(cancellation).ConfigureAwait(false);
        var root = await document.GetSyntaxRootAsync(cancellation).ConfigureAwait(false);
        if (model?.GetOperation(node, cancellation) is not IInvocationOperation built)
            return null;

        // Kept in a field, a policy that several clients ask for would be one circuit for all of them.
        var rebuilt = RebuiltStrategy.Of(built, KnownTypes.Of(model.Compilation), cancellation);
        if (rebuilt is { Owner: not null } || (rebuilt?.Execution is { TargetMethod.Name: "AddPolicyHandler" } step && !step.Syntax.Span.Contains(node.Span)))
            return null;

        var joined = JoinedBuilder.Of(built, model, cancellation);
        if (!ReadsConstantsOnly(built, joined?.Builder) || joined?.Parts.All(part => ReadsConstantsOnly(part, joined.Builder)) == false)
            return null;

        var changed = joined is null ? Property(root!, node, model) ?? HoistedField.Of(built, model, cancellation)?.In(root!, model) : Hoisted(built, joined, model, cancellation)?.In(root!, model);
        return await Checked.CompilesAsync(document, changed, cancellation).ConfigureAwait(false);
    }

    private static HoistedField? Hoisted(IInvocationOperation built, JoinedBuilder joined, SemanticModel model, CancellationToken cancellation) => HoistedField.Of(built, model, cancellation) is not { } plain ? null
        : plain with { Value = joined.Value, Removed = joined.Statements };

    private static bool ReadsConstantsOnly(IOperation built, ILocalSymbol? builder) => built.DescendantsAndSelf().All(operation => operation switch
    {
        ILocalReferenceOperation local when SymbolEqualityComparer.Default.Equals(local.Local, builder) => true,
        ILocalReferenceOperation or IInstanceReferenceOperation { ReferenceKind: InstanceReferenceKind.ContainingTypeInstance } => false,
        IParameterReferenceOperation parameter => IsOwn(parameter.Parameter, built),
        _ => true,
    });

    // The parameter of a lambda that is part of what is built.
    private static bool IsOwn(IParameterSymbol parameter, IOperation built) =>
        parameter.DeclaringSyntaxReferences.All(declaration => declaration.SyntaxTree == built.Syntax.SyntaxTree && built.Syntax.Span.Contains(declaration.Span));

    // "Pipeline => …" as "Pipeline { get; } = …".
    private static SyntaxNode? Property(SyntaxNode root, SyntaxNode built, SemanticModel model)
    {
        if (built.Parent is not ArrowExpressionClauseSyntax { Parent: PropertyDeclarationSyntax { Parent: TypeDeclarationSyntax type } property } arrow || property.Modifiers.Any(SyntaxKind.PartialKeyword)
            || StaticOrder.PlaceFor(built, type, model) is not { } place || place > type.Members.IndexOf(property))
            return null;

        var space = SyntaxFactory.Space;
        var getter = SyntaxFactory.AccessorDeclaration(SyntaxKind.GetAccessorDeclaration).WithSemicolonToken(SyntaxFactory.Token(SyntaxKind.SemicolonToken).WithTrailingTrivia(space));
        var accessors = SyntaxFactory.AccessorList(SyntaxFactory.SingletonList(getter)).WithOpenBraceToken(SyntaxFactory.Token(SyntaxKind.OpenBraceToken).WithTrailingTrivia(space)).WithTrailingTrivia(space);
        var equals = SyntaxFactory.Token(SyntaxKind.EqualsToken).WithTrailingTrivia(arrow.ArrowToken.TrailingTrivia);
        var changed = property.WithExpressionBody(null).WithAccessorList(accessors).WithInitializer(SyntaxFactory.EqualsValueClause(equals, arrow.Expression));
        if (!property.Modifiers.Any(SyntaxKind.StaticKeyword) && property.Modifiers.Count > 0)
            changed = changed.AddModifiers(SyntaxFactory.Token(SyntaxKind.StaticKeyword).WithTrailingTrivia(space));
        return root.ReplaceNode(property, changed);
    }
}
