using System.Collections.Immutable;
using System.Composition;
using Fallacies.Analyzers.Knowledge;
using Fallacies.Analyzers.Reliability;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Editing;
using Microsoft.CodeAnalysis.Operations;

namespace Fallacies.CodeFixes.Reliability;

/// <summary>FAL1020: frees the lock of the token with which it was taken.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp)]
[Shared]
public sealed class ForeignReleaseFixer : CodeFixProvider
{
    /// <inheritdoc/>
    public override ImmutableArray<string> FixableDiagnosticIds { get; } = ImmutableArray.Create(ForeignReleaseAnalyzer.Descriptor.Id);

    /// <inheritdoc/>
    public override FixAllProvider GetFixAllProvider() => Edits.FixAll(EditOf);

    /// <inheritdoc/>
    public override Task RegisterCodeFixesAsync(CodeFixContext context) => Edits.OfferAsync(context, EditOf, "Release the lock only while it is one's own", nameof(ForeignReleaseFixer));

    private static Action<DocumentEditor>? EditOf(Diagnostic diagnostic, SyntaxNode root, SemanticModel model, CancellationToken cancellation)
    {
        if (Finding.Node(root, diagnostic) is not IdentifierNameSyntax { Identifier.ValueText: "KeyDelete" or "KeyDeleteAsync" } name
            || name.FirstAncestorOrSelf<InvocationExpressionSyntax>() is not { } delete
            || Finding.Named<SyntaxNode>(root, diagnostic) is not { } taking || model.GetOperation(taking, cancellation) is not IInvocationOperation take)
            return null;

        return take.Arguments.FirstOrDefault(argument => argument.Parameter?.Name == "value") is { Value: var token } && IsOfOne(token, model, delete.SpanStart)
            ? editor => Release(editor, name, delete, (ExpressionSyntax)Operations.Unwrap(token).Syntax.WithoutTrivia())
            : null;
    }

    // A text that all owners write proves nothing, and one that is made in the call is not known any more.
    private static bool IsOfOne(IOperation token, SemanticModel model, int position) => Operations.Unwrap(token) switch
    {
        IInvocationOperation { TargetMethod.Name: "ToString", Instance: { } value, Arguments.IsEmpty: true } => IsOfOne(value, model, position),
        ILocalReferenceOperation local => Locals.OnlyValue(local) is { ConstantValue.HasValue: false } && IsKnown(local.Local, model, position),
        IParameterReferenceOperation parameter => IsKnown(parameter.Parameter, model, position),
        IFieldReferenceOperation { Field: { IsConst: false } field } => !(Source.Initializer(field) is LiteralExpressionSyntax) && IsKnown(field, model, position),
        _ => false,
    };

    private static bool IsKnown(ISymbol variable, SemanticModel model, int position) =>
        model.LookupSymbols(position, name: variable.Name) is { Length: 1 } found && SymbolEqualityComparer.Default.Equals(found[0], variable);

    private static void Release(DocumentEditor editor, IdentifierNameSyntax name, InvocationExpressionSyntax delete, ExpressionSyntax token)
    {
        var arguments = delete.ArgumentList.Arguments;
        var owner = SyntaxFactory.Argument(arguments.Any(argument => argument.NameColon is not null) ? SyntaxFactory.NameColon("value").WithColonToken(SyntaxFactory.Token(SyntaxKind.ColonToken).WithTrailingTrivia(SyntaxFactory.Space)) : null, default, token);
        var comma = SyntaxFactory.Token(SyntaxKind.CommaToken).WithTrailingTrivia(SyntaxFactory.Space);
        var list = arguments.GetWithSeparators().Insert(1, owner.WithTrailingTrivia(arguments.Count == 1 ? arguments[0].GetTrailingTrivia() : default)).Insert(1, comma);
        list = arguments.Count == 1 ? list.Replace(list[0], arguments[0].WithoutTrailingTrivia()) : list;
        var release = delete.ReplaceNode(delete.ArgumentList, delete.ArgumentList.WithArguments(SyntaxFactory.SeparatedList<ArgumentSyntax>(list)));
        var renamed = release.DescendantNodes().OfType<IdentifierNameSyntax>().First(node => node.Identifier.ValueText == name.Identifier.ValueText && node.Parent is MemberAccessExpressionSyntax or MemberBindingExpressionSyntax);
        editor.ReplaceNode(delete, release.ReplaceNode(renamed, SyntaxFactory.IdentifierName(name.Identifier.ValueText.Replace("KeyDelete", "LockRelease")).WithTriviaFrom(renamed)));
    }
}
