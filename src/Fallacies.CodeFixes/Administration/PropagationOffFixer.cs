using System.Collections.Immutable;
using System.Composition;
using Fallacies.Analyzers.Administration;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeActions;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Editing;

namespace Fallacies.CodeFixes.Administration;

/// <summary>FAL6004: removes what switches propagation off.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp)]
[Shared]
public sealed class PropagationOffFixer : CodeFixProvider
{
    /// <inheritdoc/>
    public override ImmutableArray<string> FixableDiagnosticIds { get; } = ImmutableArray.Create(PropagationOffAnalyzer.Descriptor.Id);

    /// <inheritdoc/>
    public override FixAllProvider GetFixAllProvider() => KeyedFixAllProvider.Create((context, document, diagnostics) => RemoveAsync(document, diagnostics, context.CancellationToken));

    /// <inheritdoc/>
    public override async Task RegisterCodeFixesAsync(CodeFixContext context)
    {
        var root = await context.Document.GetSyntaxRootAsync(context.CancellationToken).ConfigureAwait(false);
        if (root is null || !IsRemovable(root.FindNode(context.Span, getInnermostNodeForTie: true)))
            return;

        context.RegisterCodeFix(
            CodeAction.Create(
                "Let the trace context through again",
                async cancellation => (await RemoveAsync(context.Document, context.Diagnostics, cancellation).ConfigureAwait(false))!,
                equivalenceKey: nameof(PropagationOffFixer)),
            context.Diagnostics);
    }

    // A statement that is the whole body of a lambda or of an 'if' leaves a hole; nothing is offered there.
    private static bool IsRemovable(SyntaxNode culprit) => culprit.Parent switch
    {
        InitializerExpressionSyntax initializer => initializer.Expressions.Count > 1 || initializer.Parent is BaseObjectCreationExpressionSyntax,
        ExpressionStatementSyntax statement => statement.Parent is BlockSyntax or SwitchSectionSyntax or GlobalStatementSyntax,
        _ => false,
    };

    private static async Task<Document?> RemoveAsync(Document document, ImmutableArray<Diagnostic> diagnostics, CancellationToken cancellation)
    {
        var editor = await DocumentEditor.CreateAsync(document, cancellation).ConfigureAwait(false);
        foreach (var culprit in diagnostics.Select(diagnostic => editor.OriginalRoot.FindNode(diagnostic.Location.SourceSpan, getInnermostNodeForTie: true)).Where(IsRemovable))
        {
            if (culprit.Parent is InitializerExpressionSyntax { Expressions.Count: 1, Parent: BaseObjectCreationExpressionSyntax creation })
                editor.ReplaceNode(creation, (current, _) => WithoutInitializer((BaseObjectCreationExpressionSyntax)current));
            else if (culprit.Parent is InitializerExpressionSyntax initializer)
                editor.ReplaceNode(initializer, Without(initializer, initializer.Expressions.IndexOf((ExpressionSyntax)culprit)));
            else
                editor.RemoveNode(culprit.Parent!.Parent is GlobalStatementSyntax global ? global : culprit.Parent, SyntaxRemoveOptions.KeepUnbalancedDirectives);
        }

        return editor.GetChangedDocument();
    }

    private static BaseObjectCreationExpressionSyntax WithoutInitializer(BaseObjectCreationExpressionSyntax creation)
    {
        var arguments = (creation.ArgumentList ?? SyntaxFactory.ArgumentList()).WithoutTrailingTrivia();
        var bare = creation is ObjectCreationExpressionSyntax { ArgumentList: null } typed ? typed.WithType(typed.Type.WithoutTrailingTrivia()) : creation;
        return bare.WithArgumentList(arguments).WithInitializer(null).WithTrailingTrivia(creation.GetTrailingTrivia());
    }

    // The neighbours keep their lines and comments: what goes is one element and the comma that belongs to it.
    private static InitializerExpressionSyntax Without(InitializerExpressionSyntax initializer, int index)
    {
        var parts = initializer.Expressions.GetWithSeparators().ToList();
        var isLast = index * 2 == parts.Count - 1;
        if (isLast)
        {
            parts[(index * 2) - 2] = parts[(index * 2) - 2].AsNode()!.WithTrailingTrivia(parts[(index * 2) - 1].GetTrailingTrivia());
            parts.RemoveRange((index * 2) - 1, 2);
        }
        else
        {
            parts.RemoveRange(index * 2, 2);
        }

        return initializer.WithExpressions(SyntaxFactory.SeparatedList<ExpressionSyntax>(new SyntaxNodeOrTokenList(parts)));
    }
}
