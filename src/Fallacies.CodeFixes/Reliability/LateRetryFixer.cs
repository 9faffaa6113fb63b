using System.Collections.Immutable;
using System.Composition;
using Fallacies.Analyzers;
using Fallacies.Analyzers.Knowledge;
using Fallacies.Analyzers.Reliability;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;
using static Microsoft.CodeAnalysis.CSharp.SyntaxFactory;

namespace Fallacies.CodeFixes.Reliability;

/// <summary>FAL1009: gives the timeout around a retry the time that all tries and waits take.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp)]
[Shared]
public sealed class LateRetryFixer : CodeFixProvider
{
    private static readonly TimeSpan Longest = TimeSpan.FromDays(1);

    /// <inheritdoc/>
    public override ImmutableArray<string> FixableDiagnosticIds { get; } = ImmutableArray.Create(LateRetryAnalyzer.Descriptor.Id);

    /// <inheritdoc/>
    public override FixAllProvider GetFixAllProvider() => ChainEdit.FixAll(EditOf);

    /// <inheritdoc/>
    public override Task RegisterCodeFixesAsync(CodeFixContext context) => ChainEdit.OfferAsync(context, nameof(LateRetryFixer), EditOf);

    private static ChainEdit? EditOf(Diagnostic diagnostic, SyntaxNode root, SemanticModel model)
    {
        if (Finding.Around<InvocationExpressionSyntax>(root, diagnostic) is not { } retry || model.GetOperation(retry) is not IInvocationOperation operation)
            return null;
        if (LateRetry.InBuilder(operation, KnownTypes.Of(model.Compilation)) is not { Around: IInvocationOperation timeout } late || timeout.Syntax.SyntaxTree != root.SyntaxTree || Written(timeout) is not { } written)
            return null;

        // Without a limit of its own a try gets what the whole call had.
        var needed = late.Times with { Attempt = late.Times.Attempt ?? late.Limit };
        var sum = TimeSpan.FromSeconds(Math.Ceiling(needed.Sum.TotalSeconds));
        return sum > Longest ? null : new ChainEdit(
            $"Allow {AttemptDelays.Seconds(sum)} in all: {needed.Text}", [written], (old, _) => ParseExpression(TimeCode.Of(sum)).WithTriviaFrom(old));
    }

    // The time itself, where it is written down in the call.
    private static ExpressionSyntax? Written(IInvocationOperation timeout)
    {
        var value = timeout.Arguments.Select(argument => Operations.Unwrap(argument.Value)).LastOrDefault();
        if (value is IObjectCreationOperation { Initializer: { } initializer })
        {
            value = initializer.Initializers.OfType<ISimpleAssignmentOperation>()
                .FirstOrDefault(assignment => assignment.Target is IPropertyReferenceOperation { Property.Name: "Timeout" })?.Value;
        }

        return value is IInvocationOperation { TargetMethod.ContainingType.Name: "TimeSpan" } ? value.Syntax as ExpressionSyntax : null;
    }
}
