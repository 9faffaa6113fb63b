using Fallacies.Analyzers.Knowledge;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Formatting;
using Microsoft.CodeAnalysis.Operations;
using Microsoft.CodeAnalysis.Simplification;

namespace Fallacies.CodeFixes.Reliability;

/// <summary>Moves what a method builds into a static field of its type.</summary>
internal sealed class HoistedPipeline
{
    private static readonly SyntaxAnnotation Gone = new();

    private readonly InvocationExpressionSyntax _built;
    private readonly TypeDeclarationSyntax _type;
    private readonly string _name;
    private readonly string _fieldType;
    private readonly LocalDeclarationStatementSyntax? _declaration;
    private readonly IReadOnlyList<SyntaxNode> _uses;

    private HoistedPipeline(InvocationExpressionSyntax built, TypeDeclarationSyntax type, string name, string fieldType, LocalDeclarationStatementSyntax? declaration, IReadOnlyList<SyntaxNode> uses)
    {
        (_built, _type, _name, _fieldType, _declaration, _uses) = (built, type, name, fieldType, declaration, uses);
    }

    /// <summary>What can be moved: a value that a local starts with, or that is used on the spot.</summary>
    public static HoistedPipeline? Of(IInvocationOperation built, SemanticModel model, CancellationToken cancellation)
    {
        if (built.Syntax is not InvocationExpressionSyntax call || call.Ancestors().FirstOrDefault(node => node is TypeDeclarationSyntax) is not TypeDeclarationSyntax { TypeParameterList: null } type || built.Type is not INamedTypeSymbol made)
            return null;

        var text = made.ToDisplayString(SymbolDisplayFormat.FullyQualifiedFormat);
        if (call.Parent is EqualsValueClauseSyntax { Parent: VariableDeclaratorSyntax { Parent: VariableDeclarationSyntax { Variables.Count: 1, Parent: LocalDeclarationStatementSyntax { UsingKeyword.RawKind: 0 } declaration } } declarator }
            && model.GetDeclaredSymbol(declarator, cancellation) is ILocalSymbol local && !declaration.GetTrailingTrivia().Any(Comments.Is))
        {
            var uses = Operations.Uses(local, built).Select(use => use.Syntax).ToList();
            return uses.Any(use => use is not IdentifierNameSyntax) ? null : new HoistedPipeline(call, type, NameIn(type, local.Name, model), text, declaration, uses);
        }

        return call.Parent is MemberAccessExpressionSyntax { Parent: InvocationExpressionSyntax } ? new HoistedPipeline(call, type, NameIn(type, "pipeline", model), text, null, []) : null;
    }

    /// <summary>The root with the field, and with its name in the place of the value.</summary>
    public SyntaxNode In(SyntaxNode root)
    {
        var named = SyntaxFactory.IdentifierName(_name);
        IEnumerable<SyntaxNode> changing = _declaration is null ? [_built] : [.. _uses, _declaration];
        var changed = _type.ReplaceNodes(changing, (old, _) => old == _declaration ? SyntaxFactory.EmptyStatement().WithAdditionalAnnotations(Gone) : named.WithTriviaFrom(old));
        var leading = _declaration?.GetLeadingTrivia().Any(Comments.Is) == true ? _declaration.GetLeadingTrivia() : default;
        if (changed.GetAnnotatedNodes(Gone).FirstOrDefault() is { } gone)
            changed = changed.RemoveNode(gone, SyntaxRemoveOptions.KeepNoTrivia)!;
        return root.ReplaceNode(_type, WithField(changed, leading));
    }

    private TypeDeclarationSyntax WithField(TypeDeclarationSyntax type, SyntaxTriviaList comments)
    {
        var newLine = type.DescendantTrivia().FirstOrDefault(trivia => trivia.IsKind(SyntaxKind.EndOfLineTrivia)).ToString() is { Length: > 0 } found ? found : "\n";
        var field = (FieldDeclarationSyntax)SyntaxFactory.ParseMemberDeclaration($"private static readonly {_fieldType} {_name} = x;")!;
        var value = field.Declaration.Variables[0].Initializer!.Value;
        field = field.ReplaceNode(value, _built.WithoutTrivia());
        field = field.WithDeclaration(field.Declaration.WithType(field.Declaration.Type.WithAdditionalAnnotations(Simplifier.Annotation, Simplifier.AddImportsAnnotation)));

        var first = type.Members.FirstOrDefault(member => member.Span.Length > 0);
        var indentation = first is null ? default : first.GetLeadingTrivia().Where(trivia => trivia.IsKind(SyntaxKind.WhitespaceTrivia)).Take(1).ToSyntaxTriviaList();
        field = field.WithLeadingTrivia(comments.Count > 0 ? comments : indentation).WithTrailingTrivia(SyntaxFactory.EndOfLine(newLine), SyntaxFactory.EndOfLine(newLine)).WithAdditionalAnnotations(Formatter.Annotation);
        return type.WithMembers(type.Members.Insert(0, field));
    }

    private static string NameIn(TypeDeclarationSyntax type, string local, SemanticModel model)
    {
        var used = new HashSet<string>(type.DescendantTokens().Where(token => token.IsKind(SyntaxKind.IdentifierToken)).Select(token => token.ValueText), StringComparer.Ordinal);
        used.UnionWith(model.LookupSymbols(type.OpenBraceToken.Span.End).Select(symbol => symbol.Name));
        return Names.Unused(used, char.ToUpperInvariant(local[0]) + local.Substring(1));
    }
}
