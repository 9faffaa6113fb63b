using Fallacies.Analyzers.Knowledge;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace Fallacies.Analyzers.Reliability;

/// <summary>Reads what code adds to a builder of Polly 8, from the outermost strategy to the innermost.</summary>
internal sealed class BuilderSteps(KnownTypes types)
{
    // A builder handed to a method that hands it to another.
    private const int Depth = 3;

    /// <summary>What surely has been added to the builder that an expression stands for.</summary>
    public IReadOnlyList<Strategy> Of(IOperation builder) => Root(builder) switch
    {
        ILocalReferenceOperation local => [.. Locals.OnlyValue(local) is { } made ? Chain(made, Depth) : [], .. In(Operations.Root(local), local.Local, Depth)],
        IParameterReferenceOperation parameter => In(Operations.Root(parameter), parameter.Parameter, Depth),
        _ => Chain(builder, Depth),
    };

    /// <summary>What surely has been added, before and after it, to the builder that a step is for.</summary>
    public IReadOnlyList<Strategy> Around(IInvocationOperation step)
    {
        IOperation last = step;
        while (last.Parent is IInvocationOperation or IArgumentOperation { Parameter.Ordinal: 0, Parent: IInvocationOperation } && (last.Parent as IInvocationOperation ?? (IInvocationOperation)last.Parent.Parent!) is var next && types.IsBuilder(next.Type))
            last = next;
        return Of(last);
    }

    /// <summary>What a lambda or method adds to the builder that it is given.</summary>
    public IReadOnlyList<Strategy> In(IOperation body) => In(body, Depth);

    private List<Strategy> In(IOperation body, int depth) =>
        body.DescendantsAndSelf().OfType<IParameterReferenceOperation>().FirstOrDefault(use => types.IsBuilder(use.Type)) is { Parameter: var builder } ? In(body, builder, depth) : [];

    private List<Strategy> In(IOperation body, ISymbol builder, int depth) => body.Descendants().OfType<IInvocationOperation>()
        .Where(call => types.IsBuilder(Operations.ReceiverOf(call)?.Type) && SymbolEqualityComparer.Default.Equals(Source.Variable(Root(call)), builder) && !IsConditional(call))
        .OrderBy(call => Operations.NameOf(call).SpanStart)
        .SelectMany(call => Step(call, depth))
        .ToList();

    private List<Strategy> Chain(IOperation builder, int depth) =>
        Operations.Unwrap(builder) is IInvocationOperation call && Operations.ReceiverOf(call) is { } receiver ? [.. Chain(receiver, depth), .. Step(call, depth)] : [];

    private List<Strategy> Step(IInvocationOperation call, int depth)
    {
        var method = (call.TargetMethod.ReducedFrom ?? call.TargetMethod).OriginalDefinition;
        if (call.SemanticModel is { } model && Source.Holds(model.Compilation, method))
            return depth > 0 && Source.Body(method, model) is { } body ? In(body, depth - 1) : [];
        return Strategy.Of(call, types) is { } strategy ? [strategy] : [];
    }

    private static IOperation? Root(IOperation? builder)
    {
        while (builder is not null && Operations.Unwrap(builder) is IInvocationOperation call)
            builder = Operations.ReceiverOf(call);
        return builder is null ? null : Operations.Unwrap(builder);
    }

    private static bool IsConditional(IOperation step)
    {
        for (var (child, parent) = (step, step.Parent); parent is not (null or IAnonymousFunctionOperation or ILocalFunctionOperation); (child, parent) = (parent, parent.Parent))
        {
            if ((parent is IConditionalOperation choice && child != choice.Condition) || parent is ISwitchOperation or ISwitchExpressionOperation or ILoopOperation or ICatchClauseOperation)
                return true;
        }

        return false;
    }
}
