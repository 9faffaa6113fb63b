using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace Fallacies.Analyzers.Knowledge;

/// <summary>What one step of a registration does to the client.</summary>
internal enum StepKind
{
    /// <summary>Runs code that gets the client: base address, timeout, headers.</summary>
    Client,

    /// <summary>Adds a handler of the program's own, or one that is made by a lambda.</summary>
    MessageHandler,

    /// <summary>Adds a policy of Polly 7.</summary>
    PolicyHandler,

    /// <summary>Adds a pipeline of Polly 8 that the program builds itself.</summary>
    ResilienceHandler,

    /// <summary>Adds the standard resilience handler, or the one of our runtime.</summary>
    StandardResilienceHandler,

    /// <summary>Adds the standard hedging handler.</summary>
    StandardHedgingHandler,

    /// <summary>Takes away the resilience handlers that were added before.</summary>
    RemovedResilienceHandlers,

    /// <summary>Replaces the handler that opens the connections.</summary>
    PrimaryHandler,

    /// <summary>Rewrites the list of handlers: they may be of any kind, or gone.</summary>
    HandlerList,

    /// <summary>Says how long handlers live before they are made anew.</summary>
    HandlerLifetime,

    /// <summary>Makes a class the typed client of the name.</summary>
    TypedClient,

    /// <summary>Sets the options of the handler that was added before.</summary>
    HandlerOptions,

    /// <summary>Has nothing to do with time, failure, handlers or addresses: logging, keyed injection, gRPC credentials.</summary>
    Neutral,

    /// <summary>Comes from another assembly and may do anything.</summary>
    Unknown,
}

/// <summary>One call that configures a client.</summary>
internal sealed record ClientStep(IInvocationOperation Call, StepKind Kind)
{
    /// <summary>Whether the step is for all clients: it stands in <c>ConfigureHttpClientDefaults</c> or in options without a name.</summary>
    public bool IsDefault { get; init; }

    /// <summary>Whether the step may not run, or for another client only: it stands in a branch, or in a method with several callers.</summary>
    public bool IsConditional { get; init; }

    /// <summary>The calls that set the options of this step's handler, in their order.</summary>
    public IReadOnlyList<IInvocationOperation> Options { get; init; } = [];

    /// <summary>What code of this step does with the client; <see langword="null"/> where it cannot be read.</summary>
    public IReadOnlyList<ClientFlow>? Clients { get; init; } = [];

    /// <summary>What this step says about the lifetime of handlers, if it does.</summary>
    public IOperation? Lifetime { get; init; }

    /// <summary>Whether the step adds a handler of whatever kind between the client and the one that opens connections.</summary>
    public bool AddsHandler => Kind is StepKind.MessageHandler || IsResilience;

    /// <summary>Whether the step adds a policy, a pipeline, or one of the standard handlers.</summary>
    public bool IsResilience => Kind is StepKind.PolicyHandler or StepKind.ResilienceHandler || IsStandard;

    /// <summary>Whether the step adds one of the handlers that come with timeouts, retries and a breaker of their own.</summary>
    public bool IsStandard => Kind is StepKind.StandardResilienceHandler or StepKind.StandardHedgingHandler;

    /// <summary>The type of the handler that the step adds, where it names one.</summary>
    public ITypeSymbol? HandlerType => AddsHandler || Kind == StepKind.PrimaryHandler
        ? Call.TargetMethod.TypeArguments.FirstOrDefault() ?? Made?.Type
        : null;

    /// <summary>What the step's lambda makes, where it is one expression or one return.</summary>
    public IOperation? Made
    {
        get
        {
            var lambda = Call.Arguments.Select(argument => Operations.Unwrap(argument.Value)).OfType<IAnonymousFunctionOperation>().FirstOrDefault();
            var returns = lambda?.Body.InThisFunction().OfType<IReturnOperation>().Where(r => r.ReturnedValue is not null).ToArray();
            return returns is { Length: 1 } ? Operations.Unwrap(returns[0].ReturnedValue!) : null;
        }
    }
}
