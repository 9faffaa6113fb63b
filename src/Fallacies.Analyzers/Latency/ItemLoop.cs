using Fallacies.Analyzers.Knowledge;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;

namespace Fallacies.Analyzers.Latency;

/// <summary>A loop that does the same for each item of a collection, and whose rounds know nothing of each other.</summary>
internal sealed class ItemLoop
{
    // So few are written down that nobody minds.
    private const int Few = 3;

    private readonly ILoopOperation _loop;
    private readonly HashSet<ISymbol> _ofItem;

    private ItemLoop(ILoopOperation loop, IOperation collection)
    {
        (_loop, Collection) = (loop, collection);
        _ofItem = new HashSet<ISymbol>(loop.Locals, SymbolEqualityComparer.Default);
        foreach (var declarator in loop.Body.InThisFunction().OfType<IVariableDeclaratorOperation>())
        {
            if (declarator.GetVariableInitializer()?.Value is { } value && DependsOnItem(value))
                _ofItem.Add(declarator.Symbol);
        }
    }

    public IOperation Collection { get; }

    /// <summary>What is awaited in each round: not in an inner loop, a handler of failures, or where something was null.</summary>
    public IEnumerable<IAwaitOperation> Waits => _loop.Body.InThisFunction().OfType<IAwaitOperation>().Where(IsInEachRound);

    public static ItemLoop? Of(ILoopOperation loop) =>
        HasWait(loop.Syntax) && CollectionOf(loop) is { } collection && !Leaves(loop) && !Throttling.IsIn(loop.Body) ? new ItemLoop(loop, collection) : null;

    /// <summary>Whether only the data decides how many rounds there are. Asked late: other members may have to be read for the answer.</summary>
    public bool IsUnbounded() => !(ItemCount.AtMost(Collection) <= Few) && !ItemCount.IsSettled(Collection);

    /// <summary>Whether a call asks the same place about each item, and nothing it is given comes from an earlier round.</summary>
    public bool IsPerItem(IInvocationOperation call)
    {
        var isExtension = call.TargetMethod.IsExtensionMethod && call.Instance is null;
        var target = call.Instance ?? (isExtension ? call.Arguments.FirstOrDefault(argument => argument.Parameter?.Ordinal == 0)?.Value : null);
        var given = call.Arguments.Where(argument => !isExtension || argument.Parameter?.Ordinal != 0).ToArray();
        return (target is null || !DependsOnItem(target)) && given.Any(argument => DependsOnItem(argument.Value)) && !given.Any(argument => IsPlace(argument) || Changes(argument));
    }

    // A URL that is the item itself may lead anywhere: feeds, mirrors, downloads.
    private bool IsPlace(IArgumentOperation argument) => argument.Parameter?.Name == "requestUri" && Operations.Unwrap(argument.Value) switch
    {
        IObjectCreationOperation { Arguments: { Length: > 0 } parts } => IsItem(parts[0].Value),
        var url => IsItem(url),
    };

    private bool IsItem(IOperation url) => Operations.Unwrap(url) switch
    {
        IPropertyReferenceOperation { Instance: { } owner } => IsItem(owner),
        ILocalReferenceOperation local => _loop.Locals.Contains(local.Local, SymbolEqualityComparer.Default),
        _ => false,
    };

    /// <summary>Whether a round makes a call only for what it has not found in memory before.</summary>
    public bool IsForMissing(IAwaitOperation wait) => new Lookups(_loop, _ofItem).Spare(wait);

    /// <summary>Whether a round also writes to another process: it is a unit of work of its own then.</summary>
    public bool Writes(RemoteCalls remote, CancellationToken cancellation) => _loop.Body.InThisFunction().OfType<IAwaitOperation>()
        .Any(wait => RemoteRead.Of(wait, remote, cancellation) is null && RemoteRead.Awaited(wait) is { } call && remote.Reach(call, cancellation) is { Idempotency: not Idempotency.Safe });

    private static bool HasWait(SyntaxNode loop) =>
        loop.DescendantNodes(node => node is not (AnonymousFunctionExpressionSyntax or LocalFunctionStatementSyntax)).Any(node => node is AwaitExpressionSyntax);

    private static IOperation? CollectionOf(ILoopOperation loop) => loop switch
    {
        IForEachLoopOperation { IsAsynchronous: false } each => each.Collection,
        IForLoopOperation { Condition: IBinaryOperation { RightOperand: { } bound } } each when !TakesSeveral(each) && Operations.Unwrap(bound) is IPropertyReferenceOperation { Property.Name: "Count" or "Length", Instance: { } source } => source,
        _ => null,
    };

    // "i += 50": a batch in each round.
    private static bool TakesSeveral(IForLoopOperation loop) => loop.AtLoopBottom.Any(step => step is IExpressionStatementOperation { Operation: ICompoundAssignmentOperation { Value.ConstantValue: not { HasValue: true, Value: 1 } } });

    // A search ends at the first hit, a failover at the first success, a stream when its reader has enough.
    private static bool Leaves(ILoopOperation loop) => loop.Body.InThisFunction().Any(part => part switch
    {
        IReturnOperation => true,
        IBranchOperation branch => branch.BranchKind == BranchKind.GoTo || (branch.BranchKind == BranchKind.Break && SymbolEqualityComparer.Default.Equals(branch.Target, loop.ExitLabel)),
        _ => false,
    });

    private bool IsInEachRound(IAwaitOperation wait)
    {
        for (var (inner, outer) = ((IOperation)wait, wait.Parent); outer is not null && outer != _loop; (inner, outer) = (outer, outer.Parent))
        {
            if (outer is ILoopOperation or ICatchClauseOperation)
                return false;
            if (outer is ITryOperation attempt && attempt.Finally == inner)
                return false;
            if (outer is ICoalesceOperation coalesce && coalesce.WhenNull == inner)
                return false;
            if (outer is IConditionalOperation choice && choice.Condition != inner && AsksForNull(choice.Condition))
                return false;
        }

        return true;
    }

    internal static bool AsksForNull(IOperation condition) => condition.DescendantsAndSelf().Any(part =>
        part.ConstantValue is { HasValue: true, Value: null } || part is IPropertyReferenceOperation { Property.Name: "HasValue" } || part is IInvocationOperation { TargetMethod.Name: "IsNullOrEmpty" or "IsNullOrWhiteSpace" });

    private bool DependsOnItem(IOperation operation) => operation.DescendantsAndSelf().Any(part => part.Variable() is { } variable && _ofItem.Contains(variable));

    // A page token, a running total, a conversation: each round continues where the last one ended.
    private bool Changes(IArgumentOperation argument) => argument.Value.DescendantsAndSelf()
        .Select(part => part is IConversionOperation ? null : part.Variable())
        .Any(variable => variable is not null && !_ofItem.Contains(variable) && !IsToken(variable) && (IsDeclaredInside(variable) || _loop.Body.InThisFunction().Any(part => Touches(part, variable))));

    private static bool IsToken(ISymbol variable) => (variable as IParameterSymbol)?.Type.Name == "CancellationToken" || (variable as ILocalSymbol)?.Type.Name == "CancellationToken" || (variable as IFieldSymbol)?.Type.Name == "CancellationToken";

    // Declared in the loop from something else than the item: what an earlier call of this round yielded.
    private bool IsDeclaredInside(ISymbol variable) => variable is ILocalSymbol && _loop.Body.InThisFunction().OfType<IVariableDeclaratorOperation>()
        .Any(declarator => SymbolEqualityComparer.Default.Equals(declarator.Symbol, variable) && declarator.GetVariableInitializer()?.Value.DescendantsAndSelf().Any(part => part is IAwaitOperation) == true);

    private static bool Touches(IOperation part, ISymbol variable) => part switch
    {
        IInvocationOperation { Instance: { } instance } => Is(instance, variable),
        IAssignmentOperation { Target: IMemberReferenceOperation { Instance: { } owner } } => Is(owner, variable),
        _ => SymbolEqualityComparer.Default.Equals(part.Write().Variable, variable),
    };

    private static bool Is(IOperation operation, ISymbol variable) => SymbolEqualityComparer.Default.Equals(operation.Variable(), variable);
}
