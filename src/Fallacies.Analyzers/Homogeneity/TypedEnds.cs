using Fallacies.Analyzers.Knowledge;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Fallacies.Analyzers.Homogeneity;

/// <summary>Tells ends that a person has typed into a form: they are in the local time of the place.</summary>
internal static class TypedEnds
{
    private static readonly string[] Forms = ["ViewModel", "InputModel", "FormModel"];

    /// <summary>Whether all that this compilation writes into a property comes from a form.</summary>
    public static bool Hold(IPropertySymbol end, SemanticModel near, CancellationToken cancellation)
    {
        var written = Source.Mentions(end.Name, near.Compilation, cancellation)
            .Select(mention => mention.Parent is MemberAccessExpressionSyntax { Parent: AssignmentExpressionSyntax assignment } access && assignment.Left == access && access.Name == mention ? assignment
                : mention.Parent is AssignmentExpressionSyntax { Parent: InitializerExpressionSyntax } set && set.Left == mention ? set : null)
            .OfType<AssignmentExpressionSyntax>()
            .Where(assignment => SymbolEqualityComparer.Default.Equals(Source.Model(assignment.SyntaxTree, near).GetSymbolInfo(assignment.Left, cancellation).Symbol?.OriginalDefinition, end.OriginalDefinition))
            .ToArray();
        return written.Length > 0 && Array.TrueForAll(written, assignment => IsOfForm(assignment.Right, Source.Model(assignment.SyntaxTree, near), cancellation));
    }

    // Input.ExpiresOn of a page, model.ExpiresOn of an action.
    private static bool IsOfForm(ExpressionSyntax value, SemanticModel model, CancellationToken cancellation) =>
        value is MemberAccessExpressionSyntax { Expression: var form } && model.GetSymbolInfo(form, cancellation).Symbol is { } symbol
        && (symbol.GetAttributes().Any(attribute => attribute.AttributeClass?.Name == "BindPropertyAttribute")
            || model.GetTypeInfo(form, cancellation).Type is { } type && Forms.Any(end => type.Name.EndsWith(end, StringComparison.Ordinal)));
}
