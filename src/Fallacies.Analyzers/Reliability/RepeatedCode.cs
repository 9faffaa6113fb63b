using Fallacies.Analyzers.Knowledge;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;

namespace Fallacies.Analyzers.Reliability;

/// <summary>Code that runs again by itself: a delegate under a retry or hedge, or the body of a loop.</summary>
/// <param name="Region">The lambda, the local function that is handed over by its name, or the loop.</param>
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
                return Retries(Callbacks.Receiver(lambda), registration, cancellation) is { } name ? new RepeatedCode(lambda, name, IsRetry: true) : null;
            if (around is ILocalFunctionOperation function)
                return Retries(HandedTo(function), registration, cancellation) is { } name ? new RepeatedCode(function, name, IsRetry: true) : null;
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

    /// <summary>The variable of the caller that a value is, also where it came in a tuple of state: <c>ExecuteAsync(static (state, token) => …, (http, request), token)</c>.</summary>
    public ISymbol? OutOfState(IOperation value)
    {
        if (value is not IFieldReferenceOperation { Field: var field, Instance: IParameterReferenceOperation { Parameter: var state } } || Region is not IAnonymousFunctionOperation lambda || !lambda.Symbol.Parameters.Contains(state, SymbolEqualityComparer.Default))
            return Source.Variable(value);

        var given = Execution?.Arguments.Select(argument => Operations.Unwrap(argument.Value)).OfType<ITupleOperation>().ToArray();
        var place = state.Type is INamedTypeSymbol { IsTupleType: true } tuple ? tuple.TupleElements.IndexOf(field, 0, SymbolEqualityComparer.Default) : -1;
        return given is { Length: 1 } && place >= 0 && place < given[0].Elements.Length ? Source.Variable(Operations.Unwrap(given[0].Elements[place])) : null;
    }

    // pipeline.ExecuteAsync(SendAsync, token)
    private static IInvocationOperation? HandedTo(ILocalFunctionOperation function) =>
        Operations.Root(function).Descendants().OfType<IMethodReferenceOperation>().Where(name => SymbolEqualityComparer.Default.Equals(name.Method.OriginalDefinition, function.Symbol)).ToArray() is { Length: 1 } names
            ? Callbacks.Receiver(names[0])
            : null;

    private static string? Retries(IInvocationOperation? run, Registration registration, CancellationToken cancellation)
    {
        if (run is not { Instance: { } pipeline, SemanticModel: { } model } execution || !registration.Types.IsExecution(execution))
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
