using Fallacies.Analyzers.Knowledge;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;

namespace Fallacies.Analyzers.Reliability;

/// <summary>The arguments of a <c>WaitAndRetry…</c> of Polly 7: what gives the waits, and how many there are.</summary>
internal sealed record RetryPolicy(IOperation Waits, double? Retries)
{
    /// <summary>The first waits; empty where they cannot be computed.</summary>
    public IReadOnlyList<TimeSpan> Delays { get; } = AttemptDelays.Of(Waits);

    /// <summary>Whether all waits are zero.</summary>
    public bool IsImmediate => Delays.Count > 0 && Delays.All(delay => delay == TimeSpan.Zero);

    public static RetryPolicy? Of(IInvocationOperation call)
    {
        if (Value(call, "sleepDurationProvider") is { } provider)
            return new(Variable(provider), call.TargetMethod.Name.Contains("Forever") ? int.MaxValue : ConstantTime.Number(Value(call, "retryCount")));
        if (Value(call, "sleepDurations") is not { } list)
            return null;

        var waits = Variable(list);
        return new(waits, Count(Operations.Unwrap(waits)));
    }

    private static double? Count(IOperation waits) => waits switch
    {
        IArrayCreationOperation { Initializer.ElementValues.Length: var length } => length,
        IObjectCreationOperation { Initializer.Initializers.Length: var length } => length,
        IInvocationOperation { TargetMethod.ContainingType.Name: "Backoff" } backoff => ConstantTime.Number(Value(backoff, "retryCount")),
        { Syntax: CollectionExpressionSyntax list } when list.Elements.All(element => element is ExpressionElementSyntax) => list.Elements.Count,
        _ => null,
    };

    // A provider or list kept in a variable of its own; RetryWait refuses one that is assigned again.
    private static IOperation Variable(IOperation value) => Operations.Unwrap(value) switch
    {
        ILocalReferenceOperation local when RetryWait.Of(local) != Wait.Unknown => Initial(local.Local, local),
        IFieldReferenceOperation { Field.IsReadOnly: true } field => Initial(field.Field, field),
        _ => value,
    };

    private static IOperation Initial(ISymbol variable, IOperation reference) =>
        Source.Initializer(variable) is { } initializer && Source.Operation(initializer, reference.SemanticModel!) is { } value ? value : reference;

    private static IOperation? Value(IInvocationOperation call, string parameter) => call.Arguments.FirstOrDefault(argument => argument.Parameter?.Name == parameter)?.Value;
}
