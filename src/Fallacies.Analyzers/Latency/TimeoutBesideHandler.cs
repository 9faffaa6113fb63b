using Fallacies.Analyzers.Knowledge;
using Fallacies.Analyzers.Reliability;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;

namespace Fallacies.Analyzers.Latency;

/// <summary>A timeout of a registered client that has one of the standard handlers too.</summary>
/// <param name="Client">The client.</param>
/// <param name="Handler">The step that adds the handler.</param>
/// <param name="IsFirst">Whether the timeout is set before the handler makes it infinite.</param>
/// <param name="Total">What the handler allows a call in all; <see langword="null"/> where that is not constant.</param>
internal sealed record TimeoutBesideHandler(RegisteredClient Client, ClientStep Handler, bool IsFirst, TimeSpan? Total)
{
    /// <summary>Whether a client was given less time than the handler that all clients get: that may be meant, though the handler's tries no longer fit.</summary>
    public bool MayBeMeant(TimeSpan? value) => Handler.IsDefault && value < Total;

    /// <summary>What goes wrong; <see langword="null"/> where both say the same, or where that cannot be told.</summary>
    public string? Harm(TimeSpan? value)
    {
        if (value is not null && value == Total)
            return null;
        if (IsFirst)
            return FormattableString.Invariant($"the handler makes it infinite later, so {Text(value)}never {(value is null ? "counts" : "count")} and a call lasts up to {Limit}");
        if (value is not { } given || Total is not { } total)
            return null;

        return given < total
            ? FormattableString.Invariant($"it ends a call after {Seconds(given)}, before the handler has used its {Seconds(total)}: the tries that are left are cut off")
            : FormattableString.Invariant($"the handler gives up after {Seconds(total)}, so the {Seconds(given)} are never reached");
    }

    public static TimeoutBesideHandler? Find(ISimpleAssignmentOperation timeout, KnownTypes types, SemanticModel near, CancellationToken cancellation)
    {
        var registrations = new ClientRegistrations(types, near, cancellation);
        var clients = new RegisteredClients(types, near, cancellation);
        foreach (var client in registrations.Clients().Where(client => client.Steps.Any(IsStandard)))
        {
            foreach (var chain in client.Chains(registrations.HaveOneContainer()))
            {
                if (Last(chain) is not ({ } handler, var place))
                    continue;

                var step = chain.TakeWhile(step => !Sets(step.Clients ?? [], timeout)).Count();
                if (step < chain.Count ? !chain[step].IsConditional && !IsSetAnew(client, clients, types, near, cancellation) : Sets(clients.Consumers(client), timeout))
                    return new TimeoutBesideHandler(client, handler, step < place, HandlerSettings.Of(handler, new ClientCode(types, near, cancellation), near, cancellation).Total);
            }
        }

        return null;
    }

    private string Limit => Total is { } total ? $"the handler's {Seconds(total)}" : "what the handler allows";

    private static string Text(TimeSpan? value) => value is { } given ? $"the {Seconds(given)} " : "the value ";

    private static string Seconds(TimeSpan time) => FormattableString.Invariant($"{time.TotalSeconds} s");

    private static bool IsStandard(ClientStep step) => step.IsStandard && step.Call.TargetMethod.Name is "AddStandardResilienceHandler" or "AddStandardHedgingHandler";

    private static (ClientStep? Handler, int Place) Last(IReadOnlyList<ClientStep> chain)
    {
        for (var place = chain.Count - 1; place >= 0; place--)
        {
            if (chain[place].Kind is StepKind.RemovedResilienceHandlers or StepKind.HandlerList)
                break;
            if (IsStandard(chain[place]) && !chain[place].IsConditional)
                return (chain[place], place);
        }

        return (null, -1);
    }

    // Who asks for a client by name may set its timeout, and then that one counts; a class that gets the client is read as part of it.
    private static bool IsSetAnew(RegisteredClient client, RegisteredClients clients, KnownTypes types, SemanticModel near, CancellationToken cancellation) =>
        !client.Classes.Any()
        && clients.Consumers(client).All(flow => flow.Timeouts.Count > 0)
        && clients.MayAskFor(client.Name).ToArray() is { Length: > 0 } calls
        && calls.All(call => new ClientFlow(types, near, cancellation).From(call).Timeouts.Any(value => IsBeside(value, call)));

    // In a branch of its own it is set at times only.
    private static bool IsBeside(IOperation value, IInvocationOperation call) =>
        value.Syntax.FirstAncestorOrSelf<StatementSyntax>()?.Parent is { } block && block.SyntaxTree == call.Syntax.SyntaxTree && block.Span.Contains(call.Syntax.Span);

    private static bool Sets(IEnumerable<ClientFlow> flows, ISimpleAssignmentOperation timeout) =>
        flows.Any(flow => !flow.Shared && flow.Timeouts.Any(value => value.Syntax == timeout.Value.Syntax));
}
