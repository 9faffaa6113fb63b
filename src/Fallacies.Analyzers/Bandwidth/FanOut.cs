using Fallacies.Analyzers.Knowledge;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;

namespace Fallacies.Analyzers.Bandwidth;

/// <summary>A remote call started for each item of a collection, as a projection or in a loop that fills a list.</summary>
internal sealed record FanOut(IOperation Collection, StartedCall Call)
{
    /// <summary>The methods of <c>Task</c> that wait for many tasks.</summary>
    public static readonly string[] Gatherers = ["WhenAll", "WaitAll", "WhenEach"];

    /// <summary>The projection that starts the calls, or <see langword="null"/> where a loop does.</summary>
    public IInvocationOperation? Select { get; init; }

    /// <summary>The call of <c>Add</c> in the loop, or <see langword="null"/> where a projection starts the calls or a loop fills an array.</summary>
    public IInvocationOperation? Add { get; init; }

    /// <summary>What is gone through: one collection, or those of loops in loops.</summary>
    public IReadOnlyList<IOperation> Collections { get; init; } = [Collection];

    /// <summary>What <paramref name="gather"/> waits for, if it is a remote call for each item and nothing in its path bounds their number.</summary>
    public static FanOut? Find(IInvocationOperation gather, RemoteCalls remote, CancellationToken cancellation) =>
        gather.Arguments.Length == 0 ? null : OfTasks(gather.Arguments[0].Value, gather, remote, cancellation);

    private static FanOut? OfTasks(IOperation tasks, IInvocationOperation gather, RemoteCalls remote, CancellationToken cancellation)
    {
        switch (Operations.Unwrap(tasks))
        {
            case IInvocationOperation call when Operations.IsLinq(call):
                return OfLinq(call, gather, remote, cancellation);
            case IPropertyReferenceOperation { Property.Name: "Values", Instance: { } dictionary }:
                return OfTasks(dictionary, gather, remote, cancellation);
            case IInvocationOperation { TargetMethod: { Name: "ToArray", ContainingType.Name: "List" }, Instance: { } list }:
                return OfTasks(list, gather, remote, cancellation);
            case ILocalReferenceOperation local:
                return OfLocal(local.Local, gather, remote, cancellation);
            case { Syntax: CollectionExpressionSyntax { Elements: { Count: 1 } elements }, SemanticModel: { } model } when elements[0] is SpreadElementSyntax spread:
                return model.GetOperation(spread.Expression, cancellation) is { } spreadTasks ? OfTasks(spreadTasks, gather, remote, cancellation) : null;
            default:
                return null;
        }
    }

    private static FanOut? OfLinq(IInvocationOperation call, IInvocationOperation gather, RemoteCalls remote, CancellationToken cancellation)
    {
        var selector = (call.TargetMethod.Name, call.Arguments.Length) switch
        {
            ("Select", 2) => call.Arguments[1].Value,
            ("ToDictionary", >= 3) => call.Arguments[2].Value,
            _ => null,
        };
        if (selector is not null && StartedCall.Of(selector, remote, cancellation) is { } started)
            return new FanOut(call.Arguments[0].Value, started) { Select = call };

        return call.TargetMethod.Name is "ToList" or "ToArray" or "ToHashSet" or "AsEnumerable" or "ToImmutableArray" or "ToImmutableList"
            ? OfTasks(call.Arguments[0].Value, gather, remote, cancellation)
            : null;
    }

    private static FanOut? OfLocal(ILocalSymbol tasks, IInvocationOperation gather, RemoteCalls remote, CancellationToken cancellation)
    {
        var uses = Operations.Uses(tasks, gather);
        var first = uses.Select(use => use.Parent is { } parent ? Gatherer(parent) : null).FirstOrDefault(call => call is not null);
        if (uses.Any(Operations.IsWritten) || Operations.Initializer(tasks, gather) is not { } initializer)
            return null;

        // Two waits for the same tasks are one finding.
        if (first is not null && first.Syntax.SpanStart < gather.Syntax.SpanStart)
            return null;

        return OfTasks(initializer, gather, remote, cancellation)
            ?? uses.Select(use => OfLoop(use, uses, remote, cancellation)).FirstOrDefault(found => found is not null);
    }

    private static FanOut? OfLoop(ILocalReferenceOperation use, IReadOnlyList<ILocalReferenceOperation> uses, RemoteCalls remote, CancellationToken cancellation)
    {
        if (Filling(use) is not var (add, task))
            return null;

        var loops = Operations.Loops(add, outermost: use.Local).ToList();
        var collections = loops.Select(CollectionOf).OfType<IOperation>().ToArray();
        var collection = collections.FirstOrDefault(source => ItemCount.AtMost(source) is null) ?? collections.FirstOrDefault();

        // Whoever looks at the list while filling it may be keeping it short.
        var watched = loops.Count > 0 && uses.Any(other => other != use && Filling(other) is null && loops[loops.Count - 1].Syntax.Span.Contains(other.Syntax.Span));
        if (collection is null || watched || loops.Exists(loop => loop is not IForEachLoopOperation && CollectionOf(loop) is null) || Throttling.IsIn(loops[loops.Count - 1]))
            return null;

        return StartedCall.Of(Kept(task, loops[0]), remote, cancellation) is { } started ? new FanOut(collection, started) { Add = add as IInvocationOperation, Collections = collections } : null;
    }

    // "tasks.Add(task)" and "tasks[i] = task".
    private static (IOperation Fill, IOperation Task)? Filling(ILocalReferenceOperation use) => use.Parent switch
    {
        IInvocationOperation { Arguments.Length: 1 } add when IsAdd(use) => (add, add.Arguments[0].Value),
        IArrayElementReferenceOperation { Parent: ISimpleAssignmentOperation assignment } element when element.ArrayReference == use && assignment.Target == element => (assignment, assignment.Value),
        _ => null,
    };

    // "var task = http.GetAsync(…); tasks.Add(task)": started where its local is declared.
    private static IOperation Kept(IOperation task, ILoopOperation loop) =>
        Operations.Unwrap(task) is ILocalReferenceOperation local && Locals.OnlyValue(local) is { } started && loop.Syntax.Span.Contains(started.Syntax.Span) ? started : task;

    private static bool IsAdd(ILocalReferenceOperation use) => use.Parent is IInvocationOperation { TargetMethod.Name: "Add" } call && call.Instance == use;

    private static IInvocationOperation? Gatherer(IOperation user) =>
        user switch
        {
            IInvocationOperation call => Gatherers.Contains(call.TargetMethod.Name) ? call : null,
            IArgumentOperation or IConversionOperation => user.Parent is { } parent ? Gatherer(parent) : null,
            _ => null,
        };

    // "for (var i = 0; i < items.Count; i++)" goes over items; any other counter is a number somebody chose.
    private static IOperation? CollectionOf(ILoopOperation loop) => loop switch
    {
        IForEachLoopOperation { IsAsynchronous: false } each => each.Collection,
        IForLoopOperation { Condition: IBinaryOperation { RightOperand: { } bound } } when Operations.Unwrap(bound) is IPropertyReferenceOperation { Property.Name: "Count" or "Length", Instance: { } source } => source,
        _ => null,
    };
}
