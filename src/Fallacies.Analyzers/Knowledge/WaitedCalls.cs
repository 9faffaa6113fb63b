using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace Fallacies.Analyzers.Knowledge;

/// <summary>The calls that run before a body has done its work: not those in handlers of failures, in callbacks, or started and forgotten.</summary>
internal static class WaitedCalls
{
    private static readonly string[] Memories = ["Cache", "Memo", "Lazy", "Once", "GetOrAdd", "GetOrCreate", "GetOrSet", "TryGetValue"];

    private static readonly string[] Runners = ["Execute", "ExecuteAndCapture", "Run", "ForEach", "Select", "SelectMany", "Invoke"];

    /// <summary>The calls in a body, in the order of the source; those in lambdas count where the lambda runs at once.</summary>
    public static IEnumerable<IInvocationOperation> In(IOperation body)
    {
        var open = new Stack<IOperation>();
        open.Push(body);
        while (open.Count > 0)
        {
            var operation = open.Pop();
            if (operation is IInvocationOperation call && !IsForgotten(call))
                yield return call;
            foreach (var child in operation.ChildOperations.Reverse())
            {
                if (Runs(child, body))
                    open.Push(child);
            }
        }
    }

    /// <summary>Whether a body may answer from memory: what it calls after that is not sure to be called.</summary>
    public static bool MayRemember(IOperation body)
    {
        foreach (var operation in body.Descendants())
        {
            switch (operation)
            {
                case ICoalesceAssignmentOperation:
                case IInvocationOperation call when IsMemory(call.TargetMethod):
                case IConditionalOperation { Condition: var condition } when IsFilledCheck(condition):
                case IConditionalOperation { Condition: IInvocationOperation { TargetMethod.Name: "ContainsKey", Instance: { } kept }, WhenTrue: var known } when IsOwn(kept) && Returns(known):
                    return true;
            }
        }

        return false;
    }

    private static bool Runs(IOperation child, IOperation body) => child switch
    {
        ICatchClauseOperation or INameOfOperation or IThrowOperation => false,
        ILocalFunctionOperation => child == body,
        IAnonymousFunctionOperation lambda => child == body || Taker(lambda) is { } taker && RunsAtOnce(taker, lambda),
        _ => true,
    };

    private static IInvocationOperation? Taker(IOperation lambda)
    {
        var around = lambda.Parent;
        while (around is IDelegateCreationOperation or IConversionOperation or IParenthesizedOperation)
            around = around.Parent;
        return around is IArgumentOperation { Parent: IInvocationOperation call } ? call : null;
    }

    // "await pipeline.ExecuteAsync(async token => …)", "await Task.WhenAll(ids.Select(id => …))", "await Retry(() => …)".
    private static bool RunsAtOnce(IInvocationOperation taker, IAnonymousFunctionOperation lambda)
    {
        var name = taker.TargetMethod.Name;
        if (IsMemory(taker.TargetMethod))
            return false;
        return Array.IndexOf(Runners, name) >= 0 || (IsTask(lambda.Symbol.ReturnType) && IsTask(taker.TargetMethod.ReturnType) && !IsForgotten(taker));
    }

    private static bool IsMemory(IMethodSymbol method) => Memories.Any(word =>
        method.Name.IndexOf(word, StringComparison.OrdinalIgnoreCase) >= 0 || (method.ContainingType is { } type && type.Name.IndexOf(word, StringComparison.OrdinalIgnoreCase) >= 0));

    // "if (_token is not null) return _token;" and "if (_loaded) return;"
    private static bool IsFilledCheck(IOperation condition) => Operations.Unwrap(condition) switch
    {
        IFieldReferenceOperation { Type.SpecialType: SpecialType.System_Boolean } => true,
        IPropertyReferenceOperation { Type.SpecialType: SpecialType.System_Boolean, Property.Name: "HasValue", Instance: { } nullable } => IsField(nullable),
        IIsPatternOperation { Value: var value } => IsField(value),
        IBinaryOperation { OperatorKind: BinaryOperatorKind.Equals or BinaryOperatorKind.NotEquals } binary => (IsField(binary.LeftOperand) && IsNull(binary.RightOperand)) || (IsField(binary.RightOperand) && IsNull(binary.LeftOperand)),
        IBinaryOperation { OperatorKind: BinaryOperatorKind.ConditionalAnd or BinaryOperatorKind.ConditionalOr } binary => IsFilledCheck(binary.LeftOperand) || IsFilledCheck(binary.RightOperand),
        IUnaryOperation { OperatorKind: UnaryOperatorKind.Not } not => IsFilledCheck(not.Operand),
        _ => false,
    };

    // "if (feeds.ContainsKey(name)) return;"
    private static bool Returns(IOperation branch) => (branch is IBlockOperation { Operations: { Length: > 0 } statements } ? statements[statements.Length - 1] : branch) is IReturnOperation;

    // What came with a request is no memory.
    private static bool IsOwn(IOperation dictionary) => Operations.Unwrap(dictionary) switch
    {
        IFieldReferenceOperation => true,
        IPropertyReferenceOperation { Property: var property } => !property.DeclaringSyntaxReferences.IsEmpty,
        IParameterReferenceOperation { Parameter.ContainingSymbol: IMethodSymbol { MethodKind: MethodKind.Constructor } } => true,
        _ => false,
    };

    private static bool IsField(IOperation operation) => Operations.Unwrap(operation) is IFieldReferenceOperation;

    private static bool IsNull(IOperation operation) => Operations.Unwrap(operation).ConstantValue is { HasValue: true, Value: null };

    private static bool IsForgotten(IInvocationOperation call)
    {
        if (!IsTask(call.TargetMethod.ReturnType))
            return false;

        var around = call.Parent;
        while (around is IConversionOperation or IParenthesizedOperation or IConditionalAccessOperation)
            around = around.Parent;
        return around is IExpressionStatementOperation or ISimpleAssignmentOperation { Target: IDiscardOperation };
    }

    private static bool IsTask(ITypeSymbol type) => type.Name is "Task" or "ValueTask";
}
