using Fallacies.Analyzers.Knowledge;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Formatting;
using Microsoft.CodeAnalysis.Simplification;

namespace Fallacies.CodeFixes;

/// <summary>Moves what a method makes for each call into a static field of its type.</summary>
internal sealed record HoistedField
{
    private static readonly SyntaxAnnotation Gone = new();

    private readonly SyntaxNode _made;
    private readonly TypeDeclarationSyntax _type;
    private readonly string _name;
    private readonly LocalDeclarationStatementSyntax? _declaration;
    private readonly IReadOnlyList<SyntaxNode> _uses;

    private HoistedField(ExpressionSyntax made, INamedTypeSymbol madeType, TypeDeclarationSyntax type, string name, LocalDeclarationStatementSyntax? declaration, IReadOnlyList<SyntaxNode> uses)
    {
        (_made, _type, _name, _declaration, _uses) = (made, type, name, declaration, uses);
        (FieldType, Value) = (madeType.ToDisplayString(SymbolDisplayFormat.FullyQualifiedFormat), made.WithoutTrivia());
    }

    /// <summary>The type of the field, as source.</summary>
    public string FieldType { get; init; }

    /// <summary>What the field starts with.</summary>
    public ExpressionSyntax Value { get; init; }

    /// <summary>What stands behind the field's name where it is used.</summary>
    public string Suffix { get; init; } = "";

    /// <summary>More statements of the method that have no use any more.</summary>
    public IReadOnlyList<StatementSyntax> Removed { get; init; } = [];

    /// <summary>What can be moved: a value that a local starts with, or that is used on the spot.</summary>
    public static HoistedField? Of(IOperation made, SemanticModel model, CancellationToken cancellation)
    {
        if (made.Syntax is not ExpressionSyntax written || written.Ancestors().FirstOrDefault(node => node is TypeDeclarationSyntax) is not TypeDeclarationSyntax { TypeParameterList: null } type || made.Type is not INamedTypeSymbol madeType)
            return null;

        if (DeclarationOf(written) is var (declaration, declarator) && model.GetDeclaredSymbol(declarator, cancellation) is ILocalSymbol local && !declaration.GetTrailingTrivia().Any(Comments.Is))
        {
            var uses = Operations.Uses(local, made).Select(use => use.Syntax).ToList();
            return uses.Any(use => use is not IdentifierNameSyntax) ? null : new HoistedField(written, madeType, type, Names.Unused(type, model, char.ToUpperInvariant(local.Name[0]) + local.Name.Substring(1)), declaration, uses);
        }

        return written.Parent is MemberAccessExpressionSyntax { Parent: InvocationExpressionSyntax } ? new HoistedField(written, madeType, type, Names.Unused(type, model, "Pipeline"), null, []) : null;
    }

    /// <summary>The declaration of the one local that starts with a value.</summary>
    public static (LocalDeclarationStatementSyntax Statement, VariableDeclaratorSyntax Local)? DeclarationOf(ExpressionSyntax value) =>
        value.Parent is EqualsValueClauseSyntax { Parent: VariableDeclaratorSyntax { Parent: VariableDeclarationSyntax { Variables.Count: 1, Parent: LocalDeclarationStatementSyntax statement } } local } ? (statement, local) : null;

    /// <summary>The root with the field, and with its name in the place of the value; <see langword="null"/> where nothing says which of two fields gets its value first.</summary>
    public SyntaxNode? In(SyntaxNode root, SemanticModel model)
    {
        if (StaticOrder.PlaceFor(Value, _type, model) is not { } place)
            return null;

        var named = SyntaxFactory.ParseExpression(_name + Suffix);
        IReadOnlyList<SyntaxNode> gone = _declaration is null ? Removed : [.. Removed, _declaration];
        IEnumerable<SyntaxNode> places = _declaration is null ? [_made] : _uses;
        var changed = _type.ReplaceNodes(places.Concat(gone), (old, _) => gone.Contains(old) ? SyntaxFactory.EmptyStatement().WithAdditionalAnnotations(Gone) : named.WithTriviaFrom(old));
        var comments = gone.OrderBy(statement => statement.SpanStart).Select(statement => statement.GetLeadingTrivia()).FirstOrDefault(trivia => trivia.Any(Comments.Is));
        changed = changed.RemoveNodes(changed.GetAnnotatedNodes(Gone), SyntaxRemoveOptions.KeepNoTrivia)!;
        return root.ReplaceNode(_type, WithField(changed, place, comments));
    }

    private TypeDeclarationSyntax WithField(TypeDeclarationSyntax type, int place, SyntaxTriviaList comments)
    {
        var newLine = type.DescendantTrivia().FirstOrDefault(trivia => trivia.IsKind(SyntaxKind.EndOfLineTrivia)).ToString() is { Length: > 0 } found ? found : "\n";
        var field = (FieldDeclarationSyntax)SyntaxFactory.ParseMemberDeclaration($"private static readonly {FieldType} {_name} = x;")!;
        var value = field.Declaration.Variables[0].Initializer!.Value;
        field = field.ReplaceNode(value, Value);
        field = field.WithDeclaration(field.Declaration.WithType(field.Declaration.Type.WithAdditionalAnnotations(Simplifier.Annotation, Simplifier.AddImportsAnnotation)));

        var first = type.Members.FirstOrDefault(member => member.Span.Length > 0);
        var indentation = first is null ? default : first.GetLeadingTrivia().Where(trivia => trivia.IsKind(SyntaxKind.WhitespaceTrivia)).Take(1).ToSyntaxTriviaList();
        var leading = comments.Count == 0 ? indentation : comments.SelectMany(trivia => trivia.IsKind(SyntaxKind.WhitespaceTrivia) ? indentation : SyntaxFactory.TriviaList(trivia)).ToSyntaxTriviaList();
        var end = SyntaxFactory.EndOfLine(newLine);
        field = field.WithLeadingTrivia(leading).WithTrailingTrivia(SyntaxFactory.TriviaList(place > 0 ? [end] : new[] { end, end })).WithAdditionalAnnotations(Formatter.Annotation);
        return type.WithMembers(type.Members.Insert(place, field));
    }
}
