using Fallacies.Analyzers.Knowledge;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;

namespace Fallacies.Analyzers.Reliability;

/// <summary>Tells pipelines under which nothing throws a <see cref="TimeoutException"/>, because only requests of <c>HttpClient</c> run there.</summary>
internal sealed class HttpExecutions(Registration registration, CancellationToken cancellation)
{
    /// <summary>Whether only requests run under the builder or wrap that a call is part of, or below the handler that it adds.</summary>
    public bool AreAllUnder(IInvocationOperation built) =>
        (IsInHandler(built.Syntax) || (Executed(built) is var executed && executed.All(IsRequest) && (IsOfReplies(built.Type) ? executed.Count > 0 || !AnyoneWaits(built) : executed.Count > 0 && PolicyUse.StaysInside(built))))
        && !DeadTimeoutCatchAnalyzer.HandlersThrowIt(registration.Compilation, cancellation);

    // What registers or builds it is named before its lambda.
    private static bool IsInHandler(SyntaxNode built) =>
        built.AncestorsAndSelf().OfType<InvocationExpressionSyntax>().Any(call => Source.NameOf(call) is SimpleNameSyntax { Identifier.ValueText: "AddResilienceHandler" or "AddPolicyHandler" });

    // "send.WaitAsync(limit)" throws one, and may be what runs out of sight.
    private bool AnyoneWaits(IOperation near) => Source.Mentions("WaitAsync", registration.Compilation, cancellation).Any(mention =>
        mention.FirstAncestorOrSelf<InvocationExpressionSyntax>() is { } call
        && Source.Operation(call, near.SemanticModel!) is IInvocationOperation { TargetMethod.ContainingType.Name: "Task" } wait && wait.Arguments.Any(argument => argument.Parameter?.Type.Name == "TimeSpan"));

    private static bool IsOfReplies(ITypeSymbol? type) => type is INamedTypeSymbol { TypeArguments: { Length: 1 } outcome } && outcome[0].Name == "HttpResponseMessage";

    private static IReadOnlyList<IOperation?> Executed(IInvocationOperation built) => [.. PolicyUse.Executions(built).Select(execution => Source.Operation(execution, built.SemanticModel!))];

    private bool IsRequest(IOperation? execution) =>
        execution is IInvocationOperation run
        && run.Arguments.Select(argument => Operations.Unwrap(argument.Value)).OfType<IAnonymousFunctionOperation>().ToArray() is { Length: > 0 } bodies
        && Array.TrueForAll(bodies, body => TimedCalls.Of(body.Body, registration) is not null);
}
