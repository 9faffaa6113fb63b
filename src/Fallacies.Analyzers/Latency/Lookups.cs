using Fallacies.Analyzers.Knowledge;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace Fallacies.Analyzers.Latency;

/// <summary>The looks that a round takes at what is known already, and the calls that it makes only for what is not.</summary>
/// <param name="loop">The loop.</param>
/// <param name="ofItem">The variables that hold the item of a round, or something of it.</param>
internal sealed class Lookups(ILoopOperation loop, HashSet<ISymbol> ofItem)
{
    private static readonly HashSet<string> Names = ["TryGetValue", "ContainsKey", "TryAdd", "TryGet", "GetOrAdd"];

    // A key that is made of a local that is made of another.
    private const int Depth = 3;

    /// <summary>Whether a round comes to an awaited call only where a look for the same thing, or into what the answer is put, found nothing.</summary>
    public bool Spare(IAwaitOperation wait) => RemoteRead.Awaited(wait) is { } call && loop.Body.InThisFunction().Any(part => part switch
    {
        ICoalesceAssignmentOperation known => Holds(known.Value, wait),
        IInvocationOperation look when IsLook(look) => Guards(look, wait) && IsAbout(look, call, wait),
        IBranchOperation { BranchKind: BranchKind.Continue } next when next.Syntax.SpanStart < wait.Syntax.SpanStart => Asked(next).Any(look => look is null || IsAbout(look, call, wait)),
        _ => false,
    });

    private static bool IsLook(IInvocationOperation call) => Names.Contains(call.TargetMethod.Name)
        || (call.TargetMethod.Name is "Add" or "Remove" && call.Type?.SpecialType == SpecialType.System_Boolean && call.Parent is not IExpressionStatementOperation);

    // Inside what depends on the look, or behind a way out of the round that does.
    private bool Guards(IInvocationOperation look, IOperation wait)
    {
        var said = Results(look);
        return loop.Body.InThisFunction().Any(part => part switch
        {
            IConditionalOperation choice when !IsForFound(choice, look, wait) && choice.Condition.DescendantsAndSelf().Any(asked => asked.Syntax == look.Syntax || (asked.Variable() is { } variable && said.Contains(variable, SymbolEqualityComparer.Default))) =>
                Holds(choice, wait) || (choice.Syntax.Span.End <= wait.Syntax.SpanStart && choice.DescendantsAndSelf().Any(exit => exit is IBranchOperation { BranchKind: BranchKind.Continue })),
            ISwitchOperation { Value: var asked } => Holds(asked, look) && Holds(part, wait),
            ISwitchExpressionOperation { Value: var asked } => Holds(asked, look) && Holds(part, wait),
            IBinaryOperation { OperatorKind: BinaryOperatorKind.ConditionalAnd or BinaryOperatorKind.ConditionalOr } both => Holds(both.LeftOperand, look) && Holds(both.RightOperand, wait),
            _ => false,
        });
    }

    // "if (!prices.TryGetValue(id, out var price)) continue;": the call is made for what is there.
    private static bool IsForFound(IConditionalOperation choice, IInvocationOperation look, IOperation wait)
    {
        var bare = choice.Condition.Unwrapped();
        var isNegated = bare is IUnaryOperation { OperatorKind: UnaryOperatorKind.Not };
        if (look.TargetMethod.Name is not ("TryGetValue" or "TryGet" or "ContainsKey") || (bare is IUnaryOperation { Operand: var operand } ? operand.Unwrapped() : bare).Syntax != look.Syntax)
            return false;

        return Holds(choice, wait) ? (isNegated ? choice.WhenFalse : choice.WhenTrue) is { } found && Holds(found, wait) : isNegated && choice.WhenFalse is null;
    }

    // What the look yields, into a local or through "out".
    private ISymbol[] Results(IInvocationOperation look) =>
        [.. look.Arguments.Select(argument => ((IOperation)argument).Write().Variable).OfType<ISymbol>(), .. loop.Body.InThisFunction().Where(part => part.Write().Value is { } value && Holds(value, look)).Select(part => part.Write().Variable).OfType<ISymbol>()];

    // var kept = await cache.GetAsync(key); if (kept is not null) { …; continue; } Null where something else than a call is awaited.
    private IEnumerable<IInvocationOperation?> Asked(IBranchOperation next)
    {
        for (var (inner, outer) = ((IOperation)next, next.Parent); outer is not null && outer != loop; (inner, outer) = (outer, outer.Parent))
        {
            if (outer is not IConditionalOperation choice || inner == choice.Condition || !ItemLoop.AsksForNull(choice.Condition))
                continue;
            foreach (var declarator in loop.Body.InThisFunction().OfType<IVariableDeclaratorOperation>().Where(declarator => choice.Condition.Refers(declarator.Symbol)))
            {
                if (declarator.GetVariableInitializer()?.Value.DescendantsAndSelf().OfType<IAwaitOperation>().FirstOrDefault() is { } answer)
                    yield return RemoteRead.Awaited(answer);
            }
        }
    }

    // The same key, or the answer goes where the look was taken.
    private bool IsAbout(IInvocationOperation look, IInvocationOperation call, IOperation wait)
    {
        var keys = Given(look).SelectMany(argument => Places(argument.Value, Depth)).ToArray();
        if (Given(call).SelectMany(argument => Places(argument.Value, Depth)).Any(place => Array.Exists(keys, key => IsPartOf(key, place) || IsPartOf(place, key))))
            return true;

        var answers = Answers(wait);
        return Results(look).Any(answers.Contains) || (Root(Operations.CalledOn(look)) is { } cache && loop.Body.InThisFunction().Any(part => Stores(part, cache, value => Holds(value, wait) || answers.Any(value.Refers))));
    }

    // cache.Set(key, answer), cache[key] = answer
    private static bool Stores(IOperation part, ISymbol cache, Func<IOperation, bool> isAnswer) => part switch
    {
        IInvocationOperation put => Same(Root(Operations.CalledOn(put)), cache) && Given(put).Any(argument => isAnswer(argument.Value)),
        ISimpleAssignmentOperation { Target: IPropertyReferenceOperation { Arguments.IsEmpty: false, Instance: { } owner }, Value: var value } => Same(Root(owner), cache) && isAnswer(value),
        ISimpleAssignmentOperation { Target: IArrayElementReferenceOperation { ArrayReference: var owner }, Value: var value } => Same(Root(owner), cache) && isAnswer(value),
        _ => false,
    };

    // The locals that hold the answer, or something made of it.
    private HashSet<ISymbol> Answers(IOperation wait)
    {
        var found = new HashSet<ISymbol>(SymbolEqualityComparer.Default);
        foreach (var part in loop.Body.InThisFunction().Where(part => part.Syntax.Span.End >= wait.Syntax.SpanStart))
        {
            if (part.Write() is { Variable: { } variable, Value: { } value } && (Holds(value, wait) || found.Any(value.Refers)))
                found.Add(variable);
        }

        return found;
    }

    // What of the item a value is made of: "id", "order.Customer.Id".
    private IEnumerable<string> Places(IOperation value, int depth)
    {
        var bare = value.Unwrapped();
        if (OfItem(bare) is not { } item)
            return bare.ChildOperations.SelectMany(child => Places(child, depth));

        var place = string.Concat(bare.Syntax.ToString().Where(letter => !char.IsWhiteSpace(letter)));
        return depth > 0 && Declared(item) is { } made ? Places(made, depth - 1).Prepend(place) : [place];
    }

    private ISymbol? OfItem(IOperation? value) => value?.Unwrapped() switch
    {
        IMemberReferenceOperation { Instance: { } owner } => OfItem(owner),
        ILocalReferenceOperation { Local: var local } when ofItem.Contains(local) => local,
        _ => null,
    };

    private IOperation? Declared(ISymbol local) => loop.Body.InThisFunction().OfType<IVariableDeclaratorOperation>().FirstOrDefault(declarator => Same(declarator.Symbol, local))?.GetVariableInitializer()?.Value;

    private static bool IsPartOf(string part, string place) => place.StartsWith(part, StringComparison.Ordinal) && (place.Length == part.Length || place[part.Length] is '.' or '!' or '?');

    private static IEnumerable<IArgumentOperation> Given(IInvocationOperation call) =>
        call.Arguments.Where(argument => argument.Parameter is { RefKind: not RefKind.Out } parameter && !(call.TargetMethod.IsExtensionMethod && call.Instance is null && parameter.Ordinal == 0));

    // The field or local at the start of a chain.
    private static ISymbol? Root(IOperation? owner) => owner?.Unwrapped() switch
    {
        IMemberReferenceOperation { Instance: { } instance } when instance.Unwrapped() is not IInstanceReferenceOperation => Root(instance),
        IInvocationOperation call => Root(Operations.CalledOn(call)),
        { } bare => Source.Variable(bare),
        null => null,
    };

    private static bool Holds(IOperation around, IOperation part) => around.Syntax.Span.Contains(part.Syntax.Span);

    private static bool Same(ISymbol? one, ISymbol? other) => SymbolEqualityComparer.Default.Equals(one, other);
}
