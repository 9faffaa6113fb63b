using System.Collections.Immutable;
using System.Composition;
using Fallacies.Analyzers.Security;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Fallacies.CodeFixes.Security;

/// <summary>FAL4001: removes what accepts wrong certificates.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp)]
[Shared]
public sealed class UncheckedCertificateFixer : CodeFixProvider
{
    private const string Title = "Check the certificate: servers with a wrong one will be refused";

    /// <inheritdoc/>
    public override ImmutableArray<string> FixableDiagnosticIds { get; } = ImmutableArray.Create(UncheckedCertificateAnalyzer.Descriptor.Id);

    /// <inheritdoc/>
    public override FixAllProvider GetFixAllProvider() => ChainEdit.FixAll(Removal);

    /// <inheritdoc/>
    public override Task RegisterCodeFixesAsync(CodeFixContext context) => ChainEdit.OfferAsync(context, nameof(UncheckedCertificateFixer), Removal);

    private static ChainEdit? Removal(Diagnostic diagnostic, SyntaxNode root, SemanticModel model)
    {
        var culprit = Whole(Finding.Node(root, diagnostic));
        return culprit switch
        {
            AssignmentExpressionSyntax => RemovedAssignment.Of(culprit, Title),
            ArgumentSyntax { Parent.Parent: BaseObjectCreationExpressionSyntax creation } argument => WithoutArgument(creation, argument),
            ArgumentSyntax { Parent: ArgumentListSyntax { Arguments.Count: 1, Parent: InvocationExpressionSyntax { Expression: MemberAccessExpressionSyntax access } call } } => WithoutStep(call, access, model),
            _ => null,
        };
    }

    /// <summary>The assignment or argument that a finding is about.</summary>
    internal static SyntaxNode Whole(SyntaxNode culprit)
    {
        while (culprit.Parent is ParenthesizedExpressionSyntax or CastExpressionSyntax)
            culprit = culprit.Parent;
        return culprit.Parent is AssignmentExpressionSyntax assignment && assignment.Right == culprit ? assignment
            : culprit.Parent is ArgumentSyntax argument ? argument
            : culprit;
    }

    private static ChainEdit? WithoutArgument(BaseObjectCreationExpressionSyntax creation, ArgumentSyntax argument)
    {
        var index = creation.ArgumentList!.Arguments.IndexOf(argument);
        return index > 0 && index == creation.ArgumentList.Arguments.Count - 1
            ? new ChainEdit(Title, [creation.ArgumentList], (_, current) =>
                ((ArgumentListSyntax)current).WithArguments(((ArgumentListSyntax)current).Arguments.RemoveAt(index)))
            : null;
    }

    // A builder's step yields the builder; without it the next step follows the one before.
    private static ChainEdit? WithoutStep(InvocationExpressionSyntax call, MemberAccessExpressionSyntax access, SemanticModel model)
    {
        if (call.Parent is ExpressionStatementSyntax && access.Expression is not InvocationExpressionSyntax)
            return RemovedAssignment.Of(call, Title);

        return SymbolEqualityComparer.Default.Equals(model.GetTypeInfo(call).Type, model.GetTypeInfo(access.Expression).Type)
            ? new ChainEdit(Title, [call], (_, current) => Receiver((InvocationExpressionSyntax)current))
            : null;
    }

    private static ExpressionSyntax Receiver(InvocationExpressionSyntax call) =>
        ((MemberAccessExpressionSyntax)call.Expression).Expression.WithTrailingTrivia(call.GetTrailingTrivia());
}
