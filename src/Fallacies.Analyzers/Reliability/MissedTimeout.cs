using Fallacies.Analyzers.Knowledge;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;

namespace Fallacies.Analyzers.Reliability;

/// <summary>A retry that does nothing when the time of the client is up.</summary>
/// <param name="Client">Whose timeout it is, for a message.</param>
/// <param name="Reason">Why the retry does not see it.</param>
/// <param name="Other">The call that is retried, or what sets the timeout.</param>
internal sealed record MissedTimeout(string Client, string Reason, IOperation Other)
{
    // Each of these may end a try before the client does.
    private static readonly HashSet<string> Limits = ["AddTimeout", "AddHedging", "AddPipeline", "AddStrategy", "Timeout", "TimeoutAsync", "CancelAfter", "CancellationTokenSource", "WaitAsync", "WhenAny"];

    // Sent again, any other request may be carried out twice: whoever leaves a timeout out of its retries is right.
    private static readonly HashSet<string> Repeatable = ["GET", "HEAD", "OPTIONS", "PUT", "DELETE"];

    /// <summary>A retry around calls of a client, whose filter leaves out what the client throws.</summary>
    public static MissedTimeout? Around(IInvocationOperation retry, Registration registration, CancellationToken cancellation)
    {
        if (retry.SemanticModel is not { } model || TimeoutFilter.Of(retry, registration.Types) is not { } filter || PolicyUse.Executions(retry) is not { Count: > 0 } executions || HasLimits(retry.Syntax))
            return null;

        var times = new OnlyTimeout(registration.Types, model, cancellation);
        foreach (var body in executions.Select(execution => model.GetOperation(execution, cancellation)).OfType<IInvocationOperation>().Where(run => !(AsyncDelegateAnalyzer.Executions.Contains(run.TargetMethod.Name) && AsyncDelegateAnalyzer.IsFault(run, registration.Types))).SelectMany(Bodies))
        {
            if (filter.NamesTimeout && TimedCalls.Of(body, registration) is { } dead && !DeadTimeoutCatchAnalyzer.HandlersThrowIt(registration.Compilation, cancellation))
                return new MissedTimeout(NameOf(dead), DeadTimeoutCatchAnalyzer.Wrapped, dead);
            foreach (var send in body.InThisFunction().OfType<IInvocationOperation>().Where(call => TimedCalls.IsSend(call, registration) && IsRepeatable(call)))
            {
                if (times.Of(send) is { } time)
                    return new MissedTimeout(NameOf(send), $"after {AttemptDelays.Seconds(time.Time)} HttpClient throws TaskCanceledException, which its filter leaves out", send);
            }
        }

        return null;
    }

    /// <summary>A retry in a handler of a registered client, whose timeout counts all tries together.</summary>
    public static MissedTimeout? Below(IInvocationOperation step, Registration registration, CancellationToken cancellation)
    {
        if (step.SemanticModel is not { } model || !ClientStepKinds.IsStep(step))
            return null;

        var types = registration.Types;
        var registrations = new ClientRegistrations(types, model, cancellation);
        var clients = registrations.With(step).Where(client => client.Steps.Any(known => known.Call.Syntax == step.Syntax)).ToArray();
        if (clients.Length != 1 || clients[0].Steps.First(known => known.Call.Syntax == step.Syntax) is not { IsConditional: false } own || new RetryingHandlers(types, model, cancellation).Of(own) is null)
            return null;
        if (!registrations.IsComplete(clients[0]) || new UnlimitedTries(types, model, cancellation).RetryOf(own, clients[0]) is not { } retry)
            return null;
        var sends = new RegisteredClients(types, model, cancellation).SeenUses(clients[0]).SelectMany(flow => flow.Sends).ToArray();
        if (sends.Length > 0 && !sends.Any(IsRepeatable))
            return null;
        if (new OnlyTimeout(types, model, cancellation).Of(clients[0]) is not { } limit || ((LateRetry.InClient(retry, registration, cancellation) ?? LateRetry.InHandler(step, registration, cancellation)) is { Times: var times } && (times.NeverStarts(limit.Time) || times.NeverEnds(limit.Time))))
            return null;

        return new MissedTimeout(clients[0].DisplayName, $"its {AttemptDelays.Seconds(limit.Time)} count all tries together, so one that gets no reply is never repeated", limit.Value);
    }

    // A try block in it may have met the cancellation.
    private static IEnumerable<IOperation> Bodies(IInvocationOperation execution) => execution.Arguments
        .Select(argument => Operations.Unwrap(argument.Value)).OfType<IAnonymousFunctionOperation>().Select(lambda => lambda.Body)
        .Where(body => !body.Descendants().Any(part => part is ITryOperation));

    private static bool HasLimits(SyntaxNode retry) => (retry.Ancestors().LastOrDefault(node => node is TypeDeclarationSyntax) ?? retry.SyntaxTree.GetRoot())
        .DescendantNodes().OfType<SimpleNameSyntax>().Any(name => Limits.Contains(name.Identifier.ValueText) && name.Parent is ObjectCreationExpressionSyntax or InvocationExpressionSyntax or MemberAccessExpressionSyntax { Parent: InvocationExpressionSyntax });

    private static bool IsRepeatable(IInvocationOperation send) => HttpVerb.Of(send) is { } verb && Repeatable.Contains(verb);

    private static string NameOf(IInvocationOperation send) => ShortText.Of(Source.NameOf(send.Syntax));
}
