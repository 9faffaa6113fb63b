using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace Fallacies.Analyzers.Knowledge;

/// <summary>Tells whether something in the source bounds the time of a call besides the client that makes it. In doubt it does.</summary>
internal sealed class SendBounds(SemanticModel near, CancellationToken cancellation)
{
    // Endpoint, service, client, helper; further up nobody sees the call that he would limit.
    private const int Depth = 4;

    // Each of these in a member means that somebody there thought about how long it takes, or that it takes long by design.
    private static readonly string[] Marks =
        ["CancelAfter", "WhenAny", "CancelPendingRequests", "MultipartFormDataContent", "StreamContent", "event-stream"];

    // The same for how often it is made.
    private static readonly string[] Guards = ["Pipeline", "Policy", "Polly", "Retry", "retry", "Retries", "Breaker", "attempt", "Attempt", "while ("];

    private static readonly string[] LongByName = ["stream", "poll", "watch", "download", "upload", "proxy", "forward", "subscribe"];

    /// <summary>Whether nothing visible bounds the call: no timed token, no pipeline around it, no race against a delay.</summary>
    public bool IsUnbounded(IInvocationOperation send) => IsUnbounded(send, Token(send));

    /// <summary>The same for a call that carries its token inside another argument.</summary>
    public bool IsUnbounded(IInvocationOperation send, IOperation? token) => (token is null || IsUntimed(token, Depth)) && IsBare(send, Depth, Marks);

    /// <summary>Whether the call passes no token, or one that is never cancelled, and nothing else visible bounds it.</summary>
    public bool IsWithoutToken(IInvocationOperation send) => IsWithoutToken(send, Token(send));

    /// <summary>The same for a call that carries its token inside another argument.</summary>
    public bool IsWithoutToken(IInvocationOperation send, IOperation? token) => (token is null || IsNone(token)) && IsBare(send, Depth, Marks);

    /// <summary>Whether nothing visible repeats the call or holds it back: no pipeline around it, no loop, no word of a breaker.</summary>
    public bool IsUnguarded(IInvocationOperation send) => IsBare(send, Depth, Guards);

    /// <summary>Whether the call waits for long by design: a stream, a long poll, a transfer.</summary>
    public static bool IsLong(IInvocationOperation send)
    {
        if (send.TargetMethod.Name is "GetStreamAsync" or "GetFromJsonAsAsyncEnumerable")
            return true;
        if (send.Arguments.Any(argument => argument.Value is IFieldReferenceOperation { Field: { Name: "ResponseHeadersRead", ContainingType.Name: "HttpCompletionOption" } }))
            return true;

        var owner = send.SemanticModel?.GetEnclosingSymbol(send.Syntax.SpanStart);
        for (; owner is not (null or INamespaceSymbol); owner = owner.ContainingSymbol)
        {
            if (IsLongByName(owner.Name))
                return true;
        }

        return false;
    }

    /// <summary>Whether the call runs once, while the program starts: straight in the class that holds the entry point.</summary>
    public bool IsAtStart(IInvocationOperation send) =>
        Lambda(send) is null
        && near.Compilation.GetEntryPoint(cancellation)?.ContainingType is { } program
        && SymbolEqualityComparer.Default.Equals(send.SemanticModel?.GetEnclosingSymbol(send.Syntax.SpanStart, cancellation)?.ContainingType, program);

    /// <summary>Whether a name says that what it does may take long.</summary>
    public static bool IsLongByName(string name) => LongByName.Any(part => name.IndexOf(part, StringComparison.OrdinalIgnoreCase) >= 0);

    /// <summary>The token a call passes, or <see langword="null"/> where it passes none.</summary>
    public static IOperation? Token(IInvocationOperation call)
    {
        var argument = call.Arguments.FirstOrDefault(a => a.Parameter?.Type is { Name: "CancellationToken" });
        return argument is null or { ArgumentKind: ArgumentKind.DefaultValue } ? null : argument.Value;
    }

    /// <summary>Whether a token can never be cancelled.</summary>
    public static bool IsNone(IOperation token) => token switch
    {
        IConversionOperation conversion => IsNone(conversion.Operand),
        IDefaultValueOperation => true,
        IPropertyReferenceOperation { Property: { Name: "None", ContainingType.Name: "CancellationToken" } } => true,
        IObjectCreationOperation { Arguments.Length: 0, Type.Name: "CancellationToken" } => true,
        _ => false,
    };

    private bool IsUntimed(IOperation token, int depth)
    {
        if (IsNone(token))
            return true;

        return token switch
        {
            IPropertyReferenceOperation { Property: { Name: "RequestAborted", ContainingType.Name: "HttpContext" } } => !LimitsRequests(),
            IPropertyReferenceOperation { Property: { Name: "ApplicationStopping", ContainingType.Name: "IHostApplicationLifetime" } } => true,
            IParameterReferenceOperation { Parameter: { ContainingSymbol: IMethodSymbol { MethodKind: MethodKind.Ordinary } method } parameter } =>
                IsUntimed(method, parameter, depth),
            IParameterReferenceOperation { Parameter.ContainingSymbol: IMethodSymbol { MethodKind: MethodKind.AnonymousFunction } } =>
                Lambda(token) is { } lambda && IsEndpoint(lambda) && !LimitsRequests(),
            _ => false,
        };
    }

    // The caller of a method owns the token: the framework for an action, else whoever calls it here.
    private bool IsUntimed(IMethodSymbol method, IParameterSymbol parameter, int depth)
    {
        if (IsStoppingToken(method))
            return true;
        if (LimitsRequests() || depth == 0 || Callers.AreForeign(method, near.Compilation) || Callers.Of(method, near, cancellation) is not { } callers)
            return false;

        return callers.All(call => call.Arguments.FirstOrDefault(a => a.Parameter?.Ordinal == parameter.Ordinal) is { } argument
            && (argument.ArgumentKind == ArgumentKind.DefaultValue || IsUntimed(argument.Value, depth - 1)));
    }

    private static bool IsStoppingToken(IMethodSymbol method) => method is { Name: "ExecuteAsync", OverriddenMethod.ContainingType.Name: "BackgroundService" };

    private bool LimitsRequests() => !Source.Mentions("AddRequestTimeouts", near.Compilation, cancellation).IsEmpty;

    /// <summary>Whether the call is simply awaited, and so is every call that leads to it; a caller in another assembly can only cancel a token.</summary>
    private bool IsBare(IOperation call, int depth, string[] marks)
    {
        var lambda = Lambda(call);
        if (!IsSimplyAwaited(call) || (lambda is not null && !IsHarmless(lambda)))
            return false;

        var member = Source.Member(call.Syntax).ToString();
        if (marks.Any(member.Contains) || (marks == Marks && member.Contains("Wait") && WaitsForTask(call)))
            return false;

        // Whoever maps an endpoint has long returned when it is called.
        if (lambda is not null && Receiver(lambda)?.TargetMethod.ContainingType?.Name == "EndpointRouteBuilderExtensions")
            return true;
        if (call.SemanticModel?.GetEnclosingSymbol(call.Syntax.SpanStart, cancellation) is not IMethodSymbol method)
            return true;

        while (method.ContainingSymbol is IMethodSymbol outer)
            method = outer;
        if (method.MethodKind != MethodKind.Ordinary || depth == 0 || Callers.AreForeign(method, near.Compilation))
            return true;
        return Callers.Of(method, near, cancellation) is { } callers && callers.All(caller => IsBare(caller, depth - 1, marks));
    }

    // A wait for a task may end before the task does; one for a semaphore has nothing to do with the call.
    private static bool WaitsForTask(IOperation call) => Operations.Root(call).Descendants().OfType<IInvocationOperation>()
        .Any(wait => wait.TargetMethod is { Name: "Wait" or "WaitAsync", ContainingType.Name: not "SemaphoreSlim" });

    // What becomes of the task: another method that takes it may race it against a delay.
    private static bool IsSimplyAwaited(IOperation call)
    {
        if (call.Type is { } type && !TaskUse.IsTask(type))
            return true;

        while (call.Parent is IConversionOperation or IParenthesizedOperation or IConditionalAccessOperation)
            call = call.Parent;

        return call.Parent switch
        {
            IArgumentOperation { Parent: IInvocationOperation outer } => Callers.InFramework(outer.TargetMethod),
            IArgumentOperation => false,
            _ => true,
        };
    }

    private static IAnonymousFunctionOperation? Lambda(IOperation operation)
    {
        for (var parent = operation.Parent; parent is not null; parent = parent.Parent)
        {
            if (parent is IAnonymousFunctionOperation lambda)
                return lambda;
        }

        return null;
    }

    // A lambda given to the framework runs as it stands; given to anything else it may run inside a pipeline with a timeout.
    private static bool IsHarmless(IAnonymousFunctionOperation lambda) =>
        Receiver(lambda) is { } call && Callers.InFramework(call.TargetMethod) && (Lambda(call) is not { } outer || IsHarmless(outer));

    private static bool IsEndpoint(IAnonymousFunctionOperation lambda) =>
        Receiver(lambda) is { TargetMethod: { ContainingType.Name: "EndpointRouteBuilderExtensions" or "ParallelExtensions" or "Parallel" } };

    private static IInvocationOperation? Receiver(IAnonymousFunctionOperation lambda)
    {
        var parent = lambda.Parent;
        while (parent is IDelegateCreationOperation or IConversionOperation or IParenthesizedOperation)
            parent = parent.Parent;
        return parent is IArgumentOperation { Parent: IInvocationOperation call } ? call : null;
    }
}
