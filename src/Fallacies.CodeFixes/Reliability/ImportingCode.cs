using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Editing;
using Microsoft.CodeAnalysis.Simplification;

namespace Fallacies.CodeFixes.Reliability;

/// <summary>Parses code written with short type names, and ties each name that means something else at its place to the type and the using it needs.</summary>
internal sealed class ImportingCode(SyntaxGenerator generator, SemanticModel model)
{
    public Compilation Compilation => model.Compilation;

    public ExpressionSyntax Parse(string code, int position, params string[] typeNames)
    {
        var types = typeNames.Select(Compilation.GetTypeByMetadataName).OfType<INamedTypeSymbol>().Where(type => !TypeNames.IsInScope(type, model, position)).ToDictionary(type => type.Name);
        var expression = SyntaxFactory.ParseExpression(code);
        return expression.ReplaceNodes(
            expression.DescendantNodes().OfType<IdentifierNameSyntax>().Where(name => name.Parent is MemberAccessExpressionSyntax access && access.Expression == name && types.ContainsKey(name.Identifier.ValueText)),
            (name, _) => generator.TypeExpression(types[name.Identifier.ValueText]).WithAdditionalAnnotations(Simplifier.AddImportsAnnotation));
    }
}
