using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Simplification;

namespace Fallacies.CodeFixes.Reliability;

/// <summary>Marks names written from <c>global::</c> on, so that they are shortened and imported.</summary>
internal static class GlobalNames
{
    public static T ToShorten<T>(T node)
        where T : SyntaxNode => node.ReplaceNodes(
            node.DescendantNodes().Where(name => name is QualifiedNameSyntax { Parent: not QualifiedNameSyntax } or MemberAccessExpressionSyntax && name.ToString().StartsWith("global::", StringComparison.Ordinal)),
            (_, now) => now.WithAdditionalAnnotations(Simplifier.Annotation, Simplifier.AddImportsAnnotation));
}
