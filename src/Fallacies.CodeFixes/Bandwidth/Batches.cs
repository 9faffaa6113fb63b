using Fallacies.Analyzers.Knowledge;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Editing;
using Microsoft.CodeAnalysis.Formatting;
using Microsoft.CodeAnalysis.Operations;
using Microsoft.CodeAnalysis.Simplification;

namespace Fallacies.CodeFixes.Bandwidth;

/// <summary>Writes a fan-out whose results are read as a loop over batches that adds the results to a list, in the order of the items.</summary>
internal sealed class Batches(FanOutSite site, Document document)
{
    private readonly SyntaxGenerator _generator = SyntaxGenerator.GetGenerator(document);

    /// <summary>The changed root, or <see langword="null"/> where the results are neither declared nor returned by a statement of its own.</summary>
    public SyntaxNode? Build()
    {
        var compilation = site.Model.Compilation;
        if (site.Gather.FirstAncestorOrSelf<StatementSyntax>() is not { Parent: BlockSyntax block } statement || Value(statement) is not AwaitExpressionSyntax wait || !IsGather(wait.Expression)
            || compilation.GetTypeByMetadataName("System.Collections.Generic.List`1") is not { } list
            || compilation.GetTypeByMetadataName("System.Linq.Enumerable")?.GetMembers("Chunk").IsEmpty != false
            || site.Model.GetTypeInfo(wait).Type is not IArrayTypeSymbol { ElementType: var element } results || !CanBeWritten(element)
            || site.Loses(site.Source, site.Selector, site.Added))
            return null;

        var written = statement is ReturnStatementSyntax
            ? Returning(wait, list.Construct(element))
            : Declaring((LocalDeclarationStatementSyntax)statement, wait, list.Construct(element));
        var lines = written.Select(line => line.WithAdditionalAnnotations(Formatter.Annotation)).ToList();
        lines[0] = lines[0].WithLeadingTrivia(site.Leading(statement));
        lines[lines.Count - 1] = lines[lines.Count - 1].WithTrailingTrivia(statement.GetTrailingTrivia());

        var kept = block.Statements.Where(other => !site.Preparation.Contains(other)).SelectMany(other => other == statement ? lines : Enumerable.Repeat(other, 1));
        return block.SyntaxTree.GetRoot().ReplaceNode(block, block.WithStatements(SyntaxFactory.List(kept)));
    }

    private static ExpressionSyntax? Value(StatementSyntax statement) => statement switch
    {
        ReturnStatementSyntax give => give.Expression,
        LocalDeclarationStatementSyntax { Declaration.Variables: { Count: 1 } variables } => variables[0].Initializer?.Value,
        _ => null,
    };

    private bool IsGather(ExpressionSyntax awaited) =>
        awaited == site.Gather || awaited is InvocationExpressionSyntax { Expression: MemberAccessExpressionSyntax { Name.Identifier.ValueText: "ConfigureAwait" } access } && access.Expression == site.Gather;

    private static bool CanBeWritten(ITypeSymbol type) => type switch
    {
        INamedTypeSymbol named => !named.IsAnonymousType && named.TypeArguments.All(CanBeWritten) && named.TypeKind != TypeKind.Error,
        IArrayTypeSymbol array => CanBeWritten(array.ElementType),
        _ => type.TypeKind is TypeKind.TypeParameter or TypeKind.Dynamic,
    };

    private IEnumerable<StatementSyntax> Returning(AwaitExpressionSyntax wait, ITypeSymbol list)
    {
        var name = site.OuterName("results", "allResults");
        var isEnough = site.Model.GetTypeInfo(wait).ConvertedType is { } type && IsSequence(type);
        var value = _generator.IdentifierName(name);
        return [Declaration(name, list), Loop(name, wait), (StatementSyntax)_generator.ReturnStatement(isEnough ? value : ArrayOf(value))];
    }

    private IEnumerable<StatementSyntax> Declaring(LocalDeclarationStatementSyntax statement, AwaitExpressionSyntax wait, ITypeSymbol list)
    {
        var variable = statement.Declaration.Variables[0];
        var name = variable.Identifier.ValueText;
        if (statement.Declaration.Type.IsVar && site.Model.GetDeclaredSymbol(variable) is ILocalSymbol local && Operations.Uses(local, site.FanOut.Collection).All(IsReadInOrder))
            return [Declaration(name, list), Loop(name, wait)];

        var all = site.OuterName("all" + char.ToUpperInvariant(name[0]) + name.Substring(1), "collected");
        var array = (ExpressionSyntax)ArrayOf(_generator.IdentifierName(all));
        return [Declaration(all, list), Loop(all, wait), statement.ReplaceNode(wait, array.WithTriviaFrom(wait)).WithoutLeadingTrivia()];
    }

    private LocalDeclarationStatementSyntax Declaration(string name, ITypeSymbol list) =>
        (LocalDeclarationStatementSyntax)_generator.LocalDeclarationStatement(
            name, _generator.ObjectCreationExpression(_generator.TypeExpression(list).WithAdditionalAnnotations(Simplifier.AddImportsAnnotation)));

    private SyntaxNode ArrayOf(SyntaxNode list) => _generator.InvocationExpression(_generator.MemberAccessExpression(list, "ToArray"));

    private ForEachStatementSyntax Loop(string results, AwaitExpressionSyntax wait)
    {
        var batch = site.InnerName("batch", "items");
        var source = site.Loop is null ? site.Source : SyntaxFactory.ParenthesizedExpression(site.Source).WithAdditionalAnnotations(Simplifier.Annotation);
        var chunks = _generator.InvocationExpression(_generator.MemberAccessExpression(source.WithoutTrivia(), "Chunk"), _generator.LiteralExpression(UnboundedFanOutFixer.AtOnce));
        var selector = site.Selector ?? SyntaxFactory.SimpleLambdaExpression(SyntaxFactory.Parameter(site.Loop!.Identifier.WithoutTrivia()), site.Added!);
        var calls = _generator.InvocationExpression(_generator.MemberAccessExpression(_generator.IdentifierName(batch), "Select"), selector.WithoutTrivia());
        var gather = site.Gather.WithArgumentList(SyntaxFactory.ArgumentList(SyntaxFactory.SingletonSeparatedList(SyntaxFactory.Argument((ExpressionSyntax)calls))));
        var add = _generator.InvocationExpression(_generator.MemberAccessExpression(_generator.IdentifierName(results), "AddRange"), wait.ReplaceNode(site.Gather, gather).WithoutTrivia());

        return SyntaxFactory.ForEachStatement(
            SyntaxFactory.IdentifierName("var"), batch, (ExpressionSyntax)chunks, (StatementSyntax)_generator.ExpressionStatement(add));
    }

    // A list can stand for the array where it is only gone through. "Reverse" is another method on a list.
    private static bool IsReadInOrder(ILocalReferenceOperation use) =>
        use.Parent is IConversionOperation { IsImplicit: true, Type: { } type } conversion && IsSequence(type)
        && conversion.Parent is not IArgumentOperation { Parent: IInvocationOperation { TargetMethod.Name: "Reverse" } };

    private static bool IsSequence(ITypeSymbol type) =>
        type is INamedTypeSymbol { TypeKind: TypeKind.Interface, Name: "IEnumerable" or "IReadOnlyCollection" or "IReadOnlyList", ContainingNamespace: { } space } && space.ToDisplayString().StartsWith("System.Collections", StringComparison.Ordinal);
}
