using Fallacies.Analyzers.Knowledge;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;

namespace Fallacies.Analyzers.Reliability;

/// <summary>Code that runs again by itself: a delegate under a retry or hedge, or the body of a loop.</summary>
/// <param name="Region">The lambda or loop.</param>
/// <param name="Name">What repeats it, for a message.</param>
/// <param name="IsRetry">Whether it is the same work each time, because the time before failed.</param>
internal sealed record RepeatedCode(IOperation Region, string Name, bool IsRetry)
{
    /// <summary>The call that runs the lambda.</summary>
    public IInvocationOperation? Execution => Region is IAnonymousFunctionOperation lambda ? Callbacks.Receiver(lambda) : null;

    /// <summary>The innermost code around an operation that surely is repeated when it fails.</summary>
    public static RepeatedCode? Around(IOperation operation, Registration registration, CancellationToken cancellation)
    {
        for (var (inner, around) = (operation, operation.Parent); around is not null; (inner, around) = (around, around.Parent))
        {
            if (around is IAnonymousFunctionOperation lambda)
                return Retries(lambda, registration, cancellation) is { } name ? new RepeatedCode(lambda, name, IsRetry: true) : null;
            if (around is ILocalFunctionOperation)
                return null;
            if (around is ILoopOperation loop && loop.Body == inner && (Repeats(operation, loop, registration) ?? GoesOn(operation, loop)) is { } isRetry)
                return new RepeatedCode(loop, "The loop", isRetry);
        }

        return null;
    }

    /// <summary>Whether a variable is the same object in each round: declared outside, and assigned nowhere inside.</summary>
    public bool Keeps(ISymbol variable)
    {
        if (variable is not (ILocalSymbol or IParameterSymbol) || Region.Descendants().Any(part => SymbolEqualityComparer.Default.Equals(part.Write().Variable, variable)))
            return false;
        if (Region is IAnonymousFunctionOperation lambda && lambda.Symbol.Parameters.Contains(variable, SymbolEqualityComparer.Default))
            return Execution?.Arguments.Any(argument => argument.Parameter?.Type.TypeKind != TypeKind.Delegate && SymbolEqualityComparer.Default.Equals(argument.Value.Type, ((IParameterSymbol)variable).Type)) == true;
        return variable.DeclaringSyntaxReferences.FirstOrDefault()?.GetSyntax() is { } declaration && !(declaration.SyntaxTree == Region.Syntax.SyntaxTree && Region.Syntax.Span.Contains(declaration.Span));
    }

    private static string? Retries(IAnonymousFunctionOperation lambda, Registration registration, CancellationToken cancellation)
    {
        if (Callbacks.Receiver(lambda) is not { Instance: { } pipeline, SemanticModel: { } model } execution || !registration.Types.IsExecution(execution))
            return null;

        var strategy = new Pipelines(registration.Types, model, cancellation).Of(pipeline).SelectMany(strategies => strategies).FirstOrDefault(part => part.Kind is StrategyKind.Retry or StrategyKind.Hedging);
        return strategy is null ? null : $"'{strategy.Name}'";
    }

    // After a failure: the operation is tried, or prepares what is tried.
    private static bool? Repeats(IOperation operation, ILoopOperation loop, Registration registration) =>
        RetryLoop.In(loop, registration.Types, registration.RemoteCalls).Any(retry => retry.Loop == loop && operation.Syntax.SpanStart < retry.Attempt.Body.Syntax.Span.End) ? true : null;

    // Because nothing leaves the loop behind the operation.
    private static bool? GoesOn(IOperation operation, ILoopOperation loop) => loop is not IForEachLoopOperation && operation.SemanticModel is { } model
        && operation.Syntax.Ancestors().TakeWhile(node => node != loop.Syntax).OfType<StatementSyntax>().All(statement => ReachesNextRound(statement, model)) ? false : null;

    private static bool ReachesNextRound(StatementSyntax statement, SemanticModel model)
    {
        var flow = statement.Parent is BlockSyntax block ? model.AnalyzeControlFlow(statement, block.Statements.Last()) : model.AnalyzeControlFlow(statement);
        return flow is { Succeeded: true } && (flow.EndPointIsReachable || flow.ExitPoints.Any(exit => exit is ContinueStatementSyntax));
    }
}
