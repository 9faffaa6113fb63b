using Fallacies.Analyzers.Knowledge;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Operations;

namespace Fallacies.Analyzers.Reliability;

/// <summary>What a type does with its locks in Redis.</summary>
internal sealed class LockUse(KnownTypes types, AnalyzerConfigOptions? options = null)
{
    /// <summary>What the member around a call does, in the order of the source.</summary>
    public IEnumerable<RedisLockCall> InMember(IOperation call) =>
        Operations.Root(call).Descendants().OfType<IInvocationOperation>().Select(step => RedisLockCall.Of(step, types)).OfType<RedisLockCall>().OrderBy(step => step.Call.Syntax.SpanStart);

    /// <summary>What all members of the type around a call do.</summary>
    public IEnumerable<RedisLockCall> InType(IOperation call, CancellationToken cancellation)
    {
        if (call.SemanticModel is not { } model || model.GetEnclosingSymbol(call.Syntax.SpanStart, cancellation)?.ContainingType is not { } type)
            yield break;

        foreach (var name in RedisLockCall.Names.SelectMany(name => type.DeclaringSyntaxReferences.SelectMany(part => Source.Mentions(name, part.GetSyntax(cancellation), cancellation))))
        {
            if (name.FirstAncestorOrSelf<InvocationExpressionSyntax>() is { } written && Source.Operation(written, model) is IInvocationOperation step && RedisLockCall.Of(step, types) is { } found)
                yield return found;
        }
    }

    /// <summary>Whether a key is taken to be freed again, or named as locks are. A record that stays is no lock.</summary>
    public bool IsLock(RedisLockCall take) =>
        !take.IsSet || IsNamedLock(take)
        || InMember(take.Call).Any(step => step.Step is LockStep.Delete or LockStep.Release && step.Key.Equals(take.Key) && Ends(step, take));

    /// <summary>Whether a key is named as locks are, or declared to be one.</summary>
    public bool IsNamedLock(RedisLockCall step) => step.Key.IsNamedLock || (options is not null && step.Key.IsDeclared(options, types));

    /// <summary>Whether a step frees what a take has taken when the work between them is done: behind it, and on no way of its own.</summary>
    public static bool Ends(RedisLockCall release, RedisLockCall take)
    {
        if (release.Call.Syntax.SpanStart < take.Call.Syntax.SpanStart)
            return false;

        var (inner, around) = ((IOperation)release.Call, release.Call.Parent);
        for (; around is not null && !around.Syntax.Span.Contains(take.Call.Syntax.Span); (inner, around) = (around, around.Parent))
        {
            if (around is ICatchClauseOperation or ISwitchCaseOperation || (around is IConditionalOperation choice && choice.Condition != inner && !AsksFor(choice.Condition, take)))
                return false;
        }

        return around switch
        {
            ISwitchOperation => false,
            IConditionalOperation { Condition: var taken } => taken.Syntax.Span.Contains(take.Call.Syntax.Span) && !taken.DescendantsAndSelf().Any(IsOneOfTwo),
            _ => true,
        };
    }

    private static bool IsOneOfTwo(IOperation condition) => condition is IBinaryOperation { OperatorKind: BinaryOperatorKind.ConditionalAnd or BinaryOperatorKind.ConditionalOr };

    private static bool AsksFor(IOperation condition, RedisLockCall take) =>
        Taken(take) is { } taken && condition.DescendantsAndSelf().OfType<ILocalReferenceOperation>().Any(use => SymbolEqualityComparer.Default.Equals(use.Local, taken));

    private static ILocalSymbol? Taken(RedisLockCall take) => Operations.Outermost(take.Call).Parent switch
    {
        IVariableInitializerOperation { Parent: IVariableDeclaratorOperation declarator } => declarator.Symbol,
        ISimpleAssignmentOperation { Target: ILocalReferenceOperation local } => local.Local,
        _ => null,
    };
}
