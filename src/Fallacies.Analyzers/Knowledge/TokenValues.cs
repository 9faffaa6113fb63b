using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace Fallacies.Analyzers.Knowledge;

/// <summary>What tokens are made of, and what local tokens are for.</summary>
internal static class TokenValues
{
    /// <summary>The argument that passes a token to a call, if one is written.</summary>
    public static IArgumentOperation? Passed(IInvocationOperation call) =>
        call.Arguments.FirstOrDefault(argument => argument is { ArgumentKind: not ArgumentKind.DefaultValue, Parameter.Type.Name: "CancellationToken" });

    /// <summary>Whether a value is a token that nobody can cancel: <c>CancellationToken.None</c>, <c>default</c>.</summary>
    public static bool IsNone(IOperation token) => Operations.Unwrap(token) switch
    {
        IDefaultValueOperation => true,
        IPropertyReferenceOperation { Property: { Name: "None", ContainingType.Name: "CancellationToken" } } => true,
        IObjectCreationOperation { Arguments.Length: 0, Type.Name: "CancellationToken" } => true,
        IObjectCreationOperation { Arguments: { Length: 1 } arguments, Type.Name: "CancellationToken" } => arguments[0].Value.ConstantValue is { HasValue: true, Value: false },
        _ => false,
    };

    /// <summary>Whether a local token has a value from its declaration on, and one that somebody can cancel.</summary>
    public static bool MayCancel(ILocalSymbol local, IOperation near) =>
        Operations.Initializer(local, near) is { } value && !IsNone(value) && !IsOfIdleSource(value, near);

    // "var source = new CancellationTokenSource(); … source.Cancel();" behind the call that is waited for: nobody else has the source.
    private static bool IsOfIdleSource(IOperation token, IOperation near) =>
        Operations.Unwrap(token) is IPropertyReferenceOperation { Property.Name: "Token", Instance: ILocalReferenceOperation { Local: var source } }
        && near is IInvocationOperation call && TaskUse.Of(call) is TaskFate.Awaited or TaskFate.Blocked
        && Operations.Initializer(source, near) is { } made && Operations.Unwrap(made) is IObjectCreationOperation { Type.Name: "CancellationTokenSource", Arguments.Length: 0 }
        && Operations.Uses(source, near).All(use => use.Parent switch
        {
            IPropertyReferenceOperation { Property.Name: "Token" or "IsCancellationRequested" } => true,
            IInvocationOperation { TargetMethod.Name: "Dispose" } => true,
            IInvocationOperation { TargetMethod.Name: "Cancel" or "CancelAsync" } => IsBehind(use, near, source),
            _ => false,
        });

    private static bool IsBehind(IOperation use, IOperation near, ILocalSymbol source) =>
        use.Syntax.SpanStart >= near.Syntax.Span.End && !Operations.IsCaptured(use, source) && !Operations.Loops(use, source).Any(loop => loop.Syntax.Span.Contains(near.Syntax.Span));

    /// <summary>Whether a local source cuts the work of its member short: it has a time or hears of another token, and nobody pulls it by hand.</summary>
    // A source that the member cancels itself belongs to something that it started: another loop, a hedge, a race.
    public static bool LimitsItsMember(ILocalSymbol source, IOperation near, KnownTypes types) =>
        SymbolEqualityComparer.Default.Equals(source.Type, types.CancellationTokenSource)
        && !Calls(source, near, "Cancel", "CancelAsync").Any()
        && (Operations.Initializer(source, near) is { } made && (IsTimed(made) || IsLinked(made)) || Calls(source, near, "CancelAfter").Any());

    /// <summary>Whether a source is made with a time after which it cancels.</summary>
    public static bool IsTimed(IOperation source) =>
        Operations.Unwrap(source) is IObjectCreationOperation { Type.Name: "CancellationTokenSource", Arguments.Length: > 0 };

    /// <summary>Whether a source is made from other tokens.</summary>
    public static bool IsLinked(IOperation source) =>
        Operations.Unwrap(source) is IInvocationOperation { TargetMethod: { Name: "CreateLinkedTokenSource", ContainingType.Name: "CancellationTokenSource" } };

    /// <summary>The calls of a local's methods with these names, in the member around a place.</summary>
    public static IEnumerable<IInvocationOperation> Calls(ILocalSymbol local, IOperation near, params string[] names) =>
        Operations.Uses(local, near).Select(use => use.Parent).OfType<IInvocationOperation>().Where(call => names.Contains(call.TargetMethod.Name));
}
