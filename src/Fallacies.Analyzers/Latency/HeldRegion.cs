using Fallacies.Analyzers.Knowledge;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;
using Microsoft.CodeAnalysis.Text;

namespace Fallacies.Analyzers.Latency;

/// <summary>The operations that run while a lock is held by one at a time.</summary>
/// <param name="Name">The lock as it is written.</param>
/// <param name="Body">The function that holds it, or the part of it.</param>
/// <param name="Span">From where to where it is held.</param>
/// <param name="MayAwait">Whether the lock can be held over an <c>await</c>.</param>
internal sealed record HeldRegion(string Name, IOperation Body, TextSpan Span, bool MayAwait)
{
    /// <summary>The methods that take a lock.</summary>
    public static readonly string[] Names = ["WaitAsync", "Wait", "Enter", "LockAsync"];

    /// <summary>The calls that are waited for while the lock is held, in the order of the source; also those in lambdas that run at once.</summary>
    public IEnumerable<IInvocationOperation> Calls => WaitedCalls.In(Body).Where(IsInside);

    public static HeldRegion Of(ILockOperation @lock) => new(@lock.LockedValue.Syntax.ToString(), @lock.Body, @lock.Body.Syntax.Span, MayAwait: false);

    /// <summary>What runs under the lock that a call takes, or <see langword="null"/> where the call takes none or somebody else releases it.</summary>
    public static HeldRegion? Of(IInvocationOperation call, KnownTypes types, CancellationToken cancellation) => call.TargetMethod switch
    {
        { Name: "Wait" or "WaitAsync", ContainingType.Name: "SemaphoreSlim" } when !HasLimit(call) && Source.Variable(call.Instance) is { } gate && LetsOneThrough(gate, call, types, cancellation) =>
            Until(call, call.Instance!, release => release is { TargetMethod.Name: "Release", Instance: { } instance } && SymbolEqualityComparer.Default.Equals(Source.Variable(instance), gate), mayAwait: true),
        { Name: "Enter", ContainingType.Name: "Monitor" } when call.Arguments.FirstOrDefault()?.Value is { } gate && Source.Variable(gate.Unwrapped()) is { } variable =>
            Until(call, gate, exit => exit is { TargetMethod: { Name: "Exit", ContainingType.Name: "Monitor" } } && SymbolEqualityComparer.Default.Equals(Source.Variable(exit.Arguments[0].Value.Unwrapped()), variable), mayAwait: false),
        { Name: "LockAsync" } when call.Instance is IFieldReferenceOperation gate => InUsing(call, gate),
        _ => null,
    };

    /// <summary>Whether the state of the program is asked under the lock before a call is made: then one makes it for all who waited.</summary>
    public bool IsChecked(IInvocationOperation call)
    {
        foreach (var operation in Body.InThisFunction().Where(operation => IsInside(operation) && operation.Syntax.SpanStart <= call.Syntax.SpanStart))
        {
            var around = operation.Syntax.Span.Contains(call.Syntax.Span);
            if (operation is ICoalesceAssignmentOperation or ICoalesceOperation && around)
                return true;
            if (operation is IConditionalOperation conditional && AsksState(conditional.Condition) && (around ? !conditional.Condition.Syntax.Span.Contains(call.Syntax.Span) : Leaves(conditional.WhenTrue)))
                return true;
        }

        return false;
    }

    /// <summary>Whether a call asks once more what was asked before the lock, and its answer decides: one fetches for all who waited.</summary>
    public bool IsSecondLook(IInvocationOperation call) =>
        Function(Body).InThisFunction().OfType<IInvocationOperation>().Any(first => first.Syntax.Span.End <= Span.Start && first.Syntax.IsEquivalentTo(call.Syntax, topLevel: false))
        && Body.InThisFunction().OfType<IConditionalOperation>().Any(question => IsInside(question) && question.Syntax.Span.End >= call.Syntax.Span.End && AsksState(question.Condition));

    /// <summary>Whether those who come meanwhile leave before the lock, because of a flag that is set under it: then nobody waits.</summary>
    public bool TurnsAway(IInvocationOperation call)
    {
        var flags = Body.InThisFunction().OfType<ISimpleAssignmentOperation>()
            .Where(assignment => IsInside(assignment) && assignment.Syntax.SpanStart < call.Syntax.SpanStart && assignment.Value.ConstantValue is { HasValue: true, Value: true })
            .Select(assignment => (assignment.Target as IFieldReferenceOperation)?.Field).OfType<ISymbol>().ToArray();
        return flags.Length > 0 && Function(Body).InThisFunction().OfType<IConditionalOperation>()
            .Where(guard => guard.Syntax.Span.End <= Span.Start && Leaves(guard.WhenTrue))
            .SelectMany(guard => guard.Condition.DescendantsAndSelf().OfType<IFieldReferenceOperation>())
            .Any(asked => asked.Parent is not IUnaryOperation && flags.Contains(asked.Field, SymbolEqualityComparer.Default));
    }

    /// <summary>Whether a call is awaited where it is made, or by whoever runs the lambda that returns it.</summary>
    public bool Awaits(IInvocationOperation call)
    {
        var fate = TaskUse.Of(call);
        if (!MayAwait || fate != TaskFate.Kept)
            return MayAwait && fate == TaskFate.Awaited;

        var value = call.Parent;
        while (value is IConversionOperation or IParenthesizedOperation)
            value = value.Parent;
        return value is IReturnOperation && Function(value) is IAnonymousFunctionOperation lambda && IsInside(lambda);
    }

    private bool IsInside(IOperation operation) => Span.Contains(operation.Syntax.Span);

    private static bool HasLimit(IInvocationOperation wait) => wait.Arguments.Any(argument => argument.Parameter?.Type.Name is "TimeSpan" or "Int32");

    private static bool LetsOneThrough(ISymbol gate, IOperation near, KnownTypes types, CancellationToken cancellation) =>
        gate is IFieldSymbol or IPropertySymbol { IsReadOnly: true } && near.SemanticModel is { } model
        && new Provenance(types, model, cancellation).Origins(gate) is { } origins
        && origins.All(origin => origin.Made is IObjectCreationOperation { Arguments: { IsEmpty: false } arguments } && arguments[0].Value.ConstantValue is { HasValue: true, Value: 1 });

    private static HeldRegion? Until(IInvocationOperation wait, IOperation gate, Func<IInvocationOperation, bool> isRelease, bool mayAwait)
    {
        var function = Function(wait);
        var start = wait.Syntax.Span.End;
        var release = function.InThisFunction().OfType<IInvocationOperation>().Where(call => call.Syntax.SpanStart >= start && isRelease(call)).OrderBy(call => call.Syntax.SpanStart).FirstOrDefault();
        if (release is null)
            return null;

        // What a "finally" releases is held in the whole "try", on each way out of it.
        var end = FinallyAround(release) is { } guarded ? guarded.Body.Syntax.Span.End : release.Syntax.SpanStart;
        return end > start ? new HeldRegion(gate.Syntax.ToString(), function, TextSpan.FromBounds(start, end), mayAwait) : null;
    }

    private static HeldRegion? InUsing(IInvocationOperation call, IFieldReferenceOperation gate)
    {
        for (var around = call.Parent; around is not null and not IAnonymousFunctionOperation; around = around.Parent)
        {
            if (around is IUsingOperation { Resources: var resources } @using && resources.Syntax.Span.Contains(call.Syntax.Span))
                return new HeldRegion(gate.Syntax.ToString(), @using.Body, @using.Body.Syntax.Span, MayAwait: true);
            if (around is IUsingDeclarationOperation { Parent: IBlockOperation block })
                return new HeldRegion(gate.Syntax.ToString(), block, TextSpan.FromBounds(around.Syntax.Span.End, block.Syntax.Span.End), MayAwait: true);
        }

        return null;
    }

    private static IOperation Function(IOperation operation)
    {
        while (operation.Parent is { } parent && operation is not (IAnonymousFunctionOperation or ILocalFunctionOperation))
            operation = parent;
        return operation;
    }

    private static ITryOperation? FinallyAround(IOperation operation)
    {
        for (var (inner, around) = (operation, operation.Parent); around is not null; (inner, around) = (around, around.Parent))
        {
            if (around is ITryOperation @try && @try.Finally == inner)
                return @try;
        }

        return null;
    }

    // Arguments and constants say nothing of what another one has done meanwhile.
    private static bool AsksState(IOperation condition) => condition.DescendantsAndSelf().Any(operation => operation switch
    {
        ILocalReferenceOperation or IDeclarationPatternOperation => true,
        IFieldReferenceOperation { Field.IsConst: true } => false,
        IMemberReferenceOperation or IInvocationOperation => Receiver(operation) is not IParameterReferenceOperation,
        _ => false,
    });

    private static IOperation? Receiver(IOperation? operation)
    {
        while (operation?.Unwrapped() is IMemberReferenceOperation or IInvocationOperation)
            operation = operation.Unwrapped() is IMemberReferenceOperation member ? member.Instance : ((IInvocationOperation)operation.Unwrapped()).Instance;
        return operation;
    }

    private static bool Leaves(IOperation? branch) =>
        branch is not null && branch.DescendantsAndSelf().Any(operation => operation is IReturnOperation or IThrowOperation or IBranchOperation);
}
