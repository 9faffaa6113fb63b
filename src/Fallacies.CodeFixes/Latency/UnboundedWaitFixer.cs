using System.Collections.Immutable;
using System.Composition;
using Fallacies.Analyzers;
using Fallacies.Analyzers.Knowledge;
using Fallacies.Analyzers.Latency;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using static Microsoft.CodeAnalysis.CSharp.SyntaxFactory;

namespace Fallacies.CodeFixes.Latency;

/// <summary>FAL2003: passes the token in scope to a wait.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp)]
[Shared]
public sealed class UnboundedWaitFixer : CodeFixProvider
{
    /// <inheritdoc/>
    public override ImmutableArray<string> FixableDiagnosticIds { get; } = ImmutableArray.Create(UnboundedWaitAnalyzer.Descriptor.Id);

    /// <inheritdoc/>
    public override FixAllProvider GetFixAllProvider() => KeyedFixAllProvider.Batch;

    /// <inheritdoc/>
    public override Task RegisterCodeFixesAsync(CodeFixContext context) => ChainEdit.OfferAsync(context, nameof(UnboundedWaitFixer), EditOf);

    private static ChainEdit? EditOf(Diagnostic diagnostic, SyntaxNode root, SemanticModel model) =>
        Finding.Around<InvocationExpressionSyntax>(root, diagnostic) is { } call && model.GetOperation(call) is { } operation
        && new TokensInScope(KnownTypes.Of(model.Compilation)).Only(operation) is { Waits: true } token
            ? new ChainEdit($"Let '{token.Expression}' end the wait", [call.ArgumentList], (_, _) => WithToken(call.ArgumentList, ParseExpression(token.Expression), model))
            : null;

    // A token that is never cancelled stands where the right one belongs; elsewhere it is the last argument.
    private static ArgumentListSyntax WithToken(ArgumentListSyntax list, ExpressionSyntax token, SemanticModel model)
    {
        var never = list.Arguments.FirstOrDefault(argument => model.GetTypeInfo(argument.Expression).ConvertedType is { Name: "CancellationToken" });
        return never is null
            ? list.AddArguments(Argument(token))
            : list.ReplaceNode(never.Expression, token.WithTriviaFrom(never.Expression));
    }
}
