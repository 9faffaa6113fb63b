using Fallacies.Analyzers.Knowledge;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace Fallacies.Analyzers.Reliability;

/// <summary>A retry of Polly around a call that its client retries by itself.</summary>
/// <param name="Call">The call.</param>
/// <param name="Inner">What retries it, for a message.</param>
/// <param name="Product">What that comes to.</param>
internal sealed record RetryAroundClient(IInvocationOperation Call, string Inner, string Product)
{
    // Whoever writes one of these has said how often the client retries.
    private static readonly string[] Settings = ["MaxRetries", "MaxErrorRetry", "RetryOptions", "ServiceBusRetryOptions", "RetryMode", "MaxRetryAttemptsOnRateLimitedRequests"];

    public static RetryAroundClient? Of(IInvocationOperation retry, Registration registration, CancellationToken cancellation)
    {
        if (retry.SemanticModel is not { } model || !AnswersUsualFailures(retry, registration.Types, out var tries))
            return null;

        foreach (var execution in PolicyUse.Executions(retry))
        {
            if (model.GetOperation(execution, cancellation) is not IInvocationOperation run)
                continue;
            foreach (var call in run.Arguments.SelectMany(argument => argument.Descendants()).OfType<IInvocationOperation>())
            {
                if (RetriedBy(call, retry, registration, model, cancellation) is { } inner)
                    return new RetryAroundClient(call, inner.Name, StackedRetries.TextOf([tries, inner.Tries]));
            }
        }

        return null;
    }

    // A filter of its own says that the retry is for something else; without a number in the source it may be without end.
    private static bool AnswersUsualFailures(IInvocationOperation retry, KnownTypes types, out double? tries)
    {
        var settings = SettingsOf(retry, types);
        var retries = settings is not null ? settings.Retries : TimesOf(retry);
        tries = retries < int.MaxValue ? retries + 1 : null;

        return retry.TargetMethod.Name == "AddRetry"
            ? settings is { IsComplete: true } && !(settings["ShouldHandle"] is { } filter && HasConditions(filter))
            : types.IsPolicyBuilder(retry.TargetMethod) && !retry.Arguments.Any(argument => argument.Parameter?.Ordinal == 0 && HasConditions(argument));
    }

    private static RetrySettings? SettingsOf(IInvocationOperation retry, KnownTypes types) =>
        retry.Arguments.Select(argument => Operations.Unwrap(argument.Value)).OfType<IObjectCreationOperation>().FirstOrDefault(creation => types.RetryOptionsOf(creation.Type) is not null) is { } options
            ? RetrySettings.Of(options)
            : null;

    private static double? TimesOf(IInvocationOperation retry) =>
        RetryPolicy.Of(retry) is { } waits ? waits.Retries
        : retry.Arguments.FirstOrDefault(argument => argument.Parameter?.Name == "retryCount") is { } count ? ConstantTime.Number(count.Value) : 1;

    // Handle<RequestFailedException>(e => e.Status == 409) answers what no client retries.
    private static bool HasConditions(IOperation filter) => filter.DescendantsAndSelf().Any(part => part is IAnonymousFunctionOperation or IMethodReferenceOperation);

    private static (string Name, double? Tries)? RetriedBy(IInvocationOperation call, IInvocationOperation retry, Registration registration, SemanticModel model, CancellationToken cancellation)
    {
        if (registration.RemoteCalls.Find(call) is not { } remote)
            return null;
        if (remote.Sink.Kind == RemoteKind.Http)
            return OfHandler(call, registration, model, cancellation);
        if (remote.Sink.Type == "Grpc.Core.ClientBase")
            return AnswersChannel(retry, registration.Types) && ChannelRetries.Of(model, cancellation) is { } attempts ? ("'RetryPolicy' of the channel", attempts) : null;

        return remote.Sink.Retries && TriesOfLibrary(call.TargetMethod) is { } tries && Settings.All(name => Source.Mentions(name, model.Compilation, cancellation).IsEmpty)
            ? ($"'{call.TargetMethod.ContainingType.Name}'", tries)
            : null;
    }

    // A call of gRPC fails with an RpcException and nothing else: a retry for timeouts of Polly alone never answers what the channel has tried.
    private static bool AnswersChannel(IInvocationOperation retry, KnownTypes types)
    {
        var handled = SettingsOf(retry, types) is { } settings ? RetryPredicate.OfOptions(outcome: null, settings["ShouldHandle"]) : RetryPredicate.OfPolicy(retry);
        return !handled.Any(type => Failures.IsException(type, types)) || handled.Any(type => type.Name is "RpcException" or "Exception");
    }

    private static (string Name, double? Tries)? OfHandler(IInvocationOperation send, Registration registration, SemanticModel model, CancellationToken cancellation)
    {
        var registrations = new ClientRegistrations(registration.Types, model, cancellation);
        var clients = new RegisteredClients(registration.Types, model, cancellation);
        var handlers = new RetryingHandlers(registration.Types, model, cancellation);
        foreach (var client in registrations.Clients().Where(client => client.Steps.Any(step => step.IsResilience)))
        {
            var handler = client.Chains(registrations.HaveOneContainer()).Select(handlers.In).FirstOrDefault(found => found.Count > 0)?[0];
            if (handler is not null && !(handler.MayAskForMethod && HttpVerb.Of(send) != "GET") && clients.SeenUses(client).Any(flow => !flow.Shared && flow.Sends.Any(known => known.Syntax == send.Syntax)))
                return ($"'{handler.Name}' of '{client.DisplayName}'", handler.Tries);
        }

        return null;
    }

    // The first try included. AWS SDK 4 retries in its standard mode, older versions in the legacy one.
    private static double? TriesOfLibrary(IMethodSymbol method)
    {
        var root = method.ContainingNamespace;
        var names = new Stack<string>();
        for (; root is { IsGlobalNamespace: false }; root = root.ContainingNamespace)
            names.Push(root.Name);

        return string.Join(".", names) switch
        {
            var name when name.StartsWith("Azure.", StringComparison.Ordinal) => 4,
            var name when name.StartsWith("Amazon.", StringComparison.Ordinal) => method.ContainingAssembly.Identity.Version.Major >= 4 ? 3 : 5,
            var name when name.StartsWith("Microsoft.Azure.Cosmos", StringComparison.Ordinal) => 10,
            _ => null,
        };
    }
}
