using Fallacies.Analyzers.Knowledge;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;

namespace Fallacies.Analyzers.Reliability;

/// <summary>Tells whether the value that an option gets is the one that the library checks: nothing sets it again, and the options go to a builder.</summary>
internal static class FinalSetting
{
    public static bool Is(ISimpleAssignmentOperation assignment, IPropertyReferenceOperation target, CancellationToken cancellation) =>
        SettingsOf(assignment, target) is { IsComplete: true } settings
        && settings[target.Property.Name]?.Syntax == assignment.Value.Syntax
        && !DependsOnSymbols(assignment.Syntax)
        && !IsBoundLater(assignment.Syntax, assignment.SemanticModel!)
        && !(IsInsideOthers(assignment, target) && HandlerSettings.AreSetByType(assignment.SemanticModel!.Compilation, cancellation));

    /// <summary>Whether code around a node is compiled or left out by symbols, and with it values that are not seen here.</summary>
    public static bool DependsOnSymbols(SyntaxNode node) =>
        Source.Member(node) is { ContainsDirectives: true } member && member.DescendantTrivia().Any(trivia => trivia.IsKind(SyntaxKind.IfDirectiveTrivia));

    private static RetrySettings? SettingsOf(ISimpleAssignmentOperation assignment, IPropertyReferenceOperation target) => target.Instance switch
    {
        ILocalReferenceOperation local => Operations.Initializer(local.Local, assignment) is { } initial && Operations.Unwrap(initial) is IObjectCreationOperation creation ? RetrySettings.Of(creation) : null,
        _ => RetrySettings.Around(assignment, target),
    };

    // "options.Retry.Delay = …", and the same inside an initializer.
    private static bool IsInsideOthers(ISimpleAssignmentOperation assignment, IPropertyReferenceOperation target) =>
        target.Instance is IPropertyReferenceOperation || assignment.Parent is IObjectOrCollectionInitializerOperation { Parent: IMemberInitializerOperation };

    // Steps that follow in the chain around the lambda, and what the lambda itself does with configuration.
    private static bool IsBoundLater(SyntaxNode assignment, SemanticModel model) => assignment.Ancestors().TakeWhile(node => node is not MemberDeclarationSyntax || node is GlobalStatementSyntax)
        .Any(node => node is InvocationExpressionSyntax call && call.ArgumentList.Arguments.Any(argument => !argument.Span.Contains(assignment.Span) && IsConfiguration(argument, model))
            || node is AnonymousFunctionExpressionSyntax lambda && lambda.DescendantNodes().OfType<InvocationExpressionSyntax>().Any(call => Source.NameOf(call).ToString() == "Bind"));

    private static bool IsConfiguration(ArgumentSyntax argument, SemanticModel model) => model.GetTypeInfo(argument.Expression).Type?.Name is "IConfiguration" or "IConfigurationSection" or "IConfigurationRoot";
}
