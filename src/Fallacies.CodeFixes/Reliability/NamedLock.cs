using Fallacies.Analyzers;
using Fallacies.Analyzers.Reliability;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;

namespace Fallacies.CodeFixes.Reliability;

/// <summary>Writes a lock that is taken by setting its key as what it is: <c>LockTake</c>, which has an expiry in any case.</summary>
internal static class NamedLock
{
    /// <summary>The call, or <see langword="null"/> where nothing in the type releases the lock with <c>LockRelease</c>, or a comment would be lost.</summary>
    public static InvocationExpressionSyntax? Of(InvocationExpressionSyntax call, ExpressionSyntax time, SemanticModel model, CancellationToken cancellation)
    {
        var types = KnownTypes.Of(model.Compilation);
        if (model.GetOperation(call, cancellation) is not IInvocationOperation operation || RedisLockCall.Of(operation, types) is not { IsSet: true } take || NameOf(call) is not { } name
            || !new LockUse(types).InType(operation, cancellation).Any(step => step.Call.TargetMethod.Name.StartsWith("LockRelease", StringComparison.Ordinal) && step.Key.Equals(take.Key)))
            return null;

        var arguments = call.ArgumentList.Arguments;
        var flags = operation.Arguments.FirstOrDefault(argument => argument.Parameter?.Name == "flags" && argument.ArgumentKind == ArgumentKind.Explicit)?.Syntax as ArgumentSyntax;
        var dropped = arguments.Skip(2).Where(argument => argument != flags);
        if (arguments.Count < 3 || arguments.Take(2).Any(argument => argument.NameColon is not null) || dropped.Any(argument => argument.DescendantTrivia().Any(Comments.Is)) || arguments.GetSeparators().Skip(2).Any(comma => comma.GetAllTrivia().Any(Comments.Is)))
            return null;

        var last = arguments.Last().GetTrailingTrivia();
        var expiry = SyntaxFactory.Argument(time.WithoutTrivia()).WithLeadingTrivia(arguments[2].GetLeadingTrivia());
        var kept = arguments.GetWithSeparators().Take(4).Append(flags is null ? expiry.WithTrailingTrivia(last) : expiry);
        var lineEnd = arguments.GetSeparator(1).TrailingTrivia.Where(trivia => trivia.IsKind(SyntaxKind.EndOfLineTrivia)).DefaultIfEmpty(SyntaxFactory.Space).ToArray();
        if (flags is not null)
            kept = [.. kept, SyntaxFactory.Token(SyntaxKind.CommaToken).WithTrailingTrivia(lineEnd), flags.WithNameColon(null).WithLeadingTrivia(arguments[2].GetLeadingTrivia()).WithTrailingTrivia(last)];

        return call.ReplaceNodes([name, (SyntaxNode)call.ArgumentList], (old, _) => old == name
            ? SyntaxFactory.IdentifierName(name.Identifier.ValueText.Replace("StringSet", "LockTake")).WithTriviaFrom(name)
            : call.ArgumentList.WithArguments(SyntaxFactory.SeparatedList<ArgumentSyntax>(kept.ToArray())));
    }

    private static SimpleNameSyntax? NameOf(InvocationExpressionSyntax call) => call.Expression switch
    {
        MemberAccessExpressionSyntax access => access.Name,
        MemberBindingExpressionSyntax binding => binding.Name,
        _ => null,
    } is { Identifier.ValueText: "StringSet" or "StringSetAsync" } name ? name : null;
}
