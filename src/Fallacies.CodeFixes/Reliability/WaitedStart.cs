using Fallacies.Analyzers.Knowledge;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;

namespace Fallacies.CodeFixes.Reliability;

/// <summary>Writes <c>Task.Run</c>, whose task ends with the work, for <c>Task.Factory.StartNew</c>.</summary>
internal static class WaitedStart
{
    public static (string Title, SyntaxNode Old, SyntaxNode New)? Of(IInvocationOperation call)
    {
        if (call.Syntax is not InvocationExpressionSyntax { Expression: MemberAccessExpressionSyntax { Expression: MemberAccessExpressionSyntax { Name.Identifier.ValueText: "Factory" } factory } access } written
            || call.Arguments.Any(argument => argument.Parameter?.Type.Name is "TaskScheduler" && !IsDefault(argument.Value)) || call.Arguments.Any(argument => argument.Parameter?.Type.SpecialType == SpecialType.System_Object))
            return null;

        // How a thread is found for the first steps is no matter to work that waits.
        var kept = call.Arguments.Where(argument => argument.Parameter?.Type.Name is not ("TaskCreationOptions" or "TaskScheduler")).Select(argument => argument.Syntax).OfType<ArgumentSyntax>().ToList();
        if (written.ArgumentList.Arguments.Any(argument => argument.NameColon is not null) || written.ArgumentList.Arguments.Except(kept).Any(argument => argument.DescendantTrivia().Any(Comments.Is)))
            return null;

        var arguments = kept.Count == written.ArgumentList.Arguments.Count ? written.ArgumentList
            : written.ArgumentList.WithArguments(SyntaxFactory.SeparatedList(kept.Select((argument, at) => at == kept.Count - 1 ? argument.WithTrailingTrivia(written.ArgumentList.Arguments.Last().GetTrailingTrivia()) : argument), kept.Skip(1).Select((_, at) => written.ArgumentList.Arguments.GetSeparator(at))));
        var run = access.WithExpression(factory.Expression).WithName(SyntaxFactory.IdentifierName("Run").WithTriviaFrom(access.Name));
        return ("Use Task.Run, whose task ends with the work", written, written.WithExpression(run).WithArgumentList(arguments));
    }

    private static bool IsDefault(IOperation scheduler) => Operations.Unwrap(scheduler) is IPropertyReferenceOperation { Property: { Name: "Default", ContainingType.Name: "TaskScheduler" } };
}
