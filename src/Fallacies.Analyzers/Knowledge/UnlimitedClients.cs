using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace Fallacies.Analyzers.Knowledge;

/// <summary>Finds calls whose only bound is the default timeout of their client; first those that somebody waits for.</summary>
internal sealed class UnlimitedClients(KnownTypes types, SemanticModel near, CancellationToken cancellation)
{
    private static readonly HashSet<string> Untimed = ["AddRetry", "AddCircuitBreaker", "AddConcurrencyLimiter", "AddRateLimiter", "AddFallback"];

    /// <summary>Such a call through a registered client, or <see langword="null"/> where there is none or something else may bound it.</summary>
    public IInvocationOperation? Send(RegisteredClient client)
    {
        var clients = new RegisteredClients(types, near, cancellation);
        return client.IsRead && client.Steps.All(step => clients.IsPlain(step) || LimitsNoTime(step))
            && clients.Uses(client) is { } uses
            && Send(uses, ThroughInterface(client, clients)) is { } send
            && new ClientRegistrations(types, near, cancellation).IsComplete(client)
            ? send
            : null;
    }

    // An interface of Refit, where no handler of the program's own makes the requests.
    private IInvocationOperation[] ThroughInterface(RegisteredClient client, RegisteredClients clients) =>
        client.Registrations[0].Kind == ClientKind.Refit && Source.Mentions("HttpMessageHandlerFactory", near.Compilation, cancellation).IsEmpty ? [.. clients.CallsOfMade(client)] : [];

    // A pipeline of one's own that repeats or refuses, and has no timeout.
    private static bool LimitsNoTime(ClientStep step) =>
        step.Kind == StepKind.ResilienceHandler
        && step.Call.Arguments.Select(argument => Operations.Unwrap(argument.Value)).OfType<IAnonymousFunctionOperation>().FirstOrDefault() is { } pipeline
        && !pipeline.Syntax.ToString().Contains("Timeout")
        && pipeline.Descendants().OfType<IParameterReferenceOperation>().Where(use => IsPipelineBuilder(use.Type)).All(IsUntimed);

    // Every call of the chain, and nobody else gets the builder.
    private static bool IsUntimed(IOperation builder)
    {
        for (var step = Next(builder); step is not null; (builder, step) = (step, Next(step)))
        {
            if (!Untimed.Contains(step.TargetMethod.Name) || !IsPipelineBuilder(step.Type))
                return false;
        }

        return builder is IInvocationOperation;
    }

    private static bool IsPipelineBuilder(ITypeSymbol? type) => type is { Name: "ResiliencePipelineBuilder" or "ResiliencePipelineBuilderBase", ContainingNamespace: { Name: "Polly", ContainingNamespace.IsGlobalNamespace: true } };

    private static IInvocationOperation? Next(IOperation builder)
    {
        while (builder.Parent is IConversionOperation or IParenthesizedOperation)
            builder = builder.Parent;
        return builder.Parent as IInvocationOperation ?? (builder.Parent as IArgumentOperation)?.Parent as IInvocationOperation;
    }

    /// <summary>Such a call through a client that is followed.</summary>
    public IInvocationOperation? Send(IReadOnlyList<ClientFlow> flows) => Send(flows, []);

    private IInvocationOperation? Send(IReadOnlyList<ClientFlow> flows, IReadOnlyList<IInvocationOperation> others)
    {
        if (!flows.All(flow => flow.Timeouts.Count == 0 && !flow.Escapes) || flows.SelectMany(flow => flow.BaseAddresses).Any(ThisMachine.IsNamedIn))
            return null;

        var sends = flows.SelectMany(flow => flow.Sends).Concat(others).ToArray();
        if (sends.Any(send => SendBounds.IsLong(send) || IsTransfer(send.TargetMethod)) || flows.SelectMany(flow => flow.Homes).Any(home => SendBounds.IsLongByName(home.Name)))
            return null;

        var bounds = new SendBounds(near, cancellation);
        var unlimited = sends.Where(send => !bounds.IsAtStart(send) && !ThisMachine.IsCalledBy(send) && bounds.IsUnbounded(send));
        var forgotten = new ForgottenWork(near, cancellation);
        return unlimited.FirstOrDefault(send => !forgotten.Includes(send)) ?? unlimited.FirstOrDefault();
    }

    // What an interface of Refit says of a method.
    private static bool IsTransfer(IMethodSymbol method) =>
        method.ReturnType is INamedTypeSymbol { TypeArguments: { Length: 1 } results } && results[0].Name is "Stream" or "HttpContent"
        || method.GetAttributes().Any(attribute => attribute.AttributeClass?.Name == "MultipartAttribute");
}
