using Fallacies.Analyzers.Knowledge;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace Fallacies.Analyzers.Reliability;

/// <summary>Knows signs that messages are written into the database before they are sent.</summary>
internal sealed class Outboxes(Compilation compilation)
{
    private static readonly string[] OfMassTransit = ["AddEntityFrameworkOutbox", "UseBusOutbox"];

    private static readonly string[] Configurations =
    [
        "AddEntityFrameworkOutbox", "UseBusOutbox", "UseEntityFrameworkOutbox", "AddMongoDbOutbox", "UseInMemoryOutbox", "EnableOutbox", "UseDurableOutboxOnAllSendingEndpoints", "IntegrateWithWolverine",
        "UseEntityFrameworkCoreTransactions", "AddDbContextWithWolverineIntegration", "IDbContextOutbox", "UseTransactionalSession", "AddCap",
    ];

    /// <summary>Whether the project sets an outbox up.</summary>
    public bool IsConfigured(CancellationToken cancellation) => Configurations.Any(name => IsNamed(name, cancellation));

    /// <summary>Whether what is published waits in MassTransit's outbox for a save: by an endpoint of the scope, outside of a consumer, which saves by itself.</summary>
    public bool IsOfMassTransit(RemoteWay way, IInvocationOperation publish, CancellationToken cancellation) =>
        OfMassTransit.All(name => IsNamed(name, cancellation))
        && !way.IsInferred
        && publish.Instance?.Type is { Name: "IPublishEndpoint" or "ISendEndpoint" } or null
        && way.Sink.Type.StartsWith("MassTransit.", StringComparison.Ordinal)
        && publish.SemanticModel?.GetEnclosingSymbol(publish.Syntax.SpanStart, cancellation)?.ContainingType?.AllInterfaces.Any(type => type.Name.StartsWith("IConsumer", StringComparison.Ordinal)) == false;

    /// <summary>Whether a member or its class calls itself an outbox.</summary>
    public static bool IsNamedIn(ISymbol member) =>
        new[] { member.Name, member.ContainingType?.Name ?? "", member.ContainingNamespace?.Name ?? "" }.Any(name => name.IndexOf("outbox", StringComparison.OrdinalIgnoreCase) >= 0 || name.IndexOf("inbox", StringComparison.OrdinalIgnoreCase) >= 0);

    private bool IsNamed(string name, CancellationToken cancellation) => !Source.Mentions(name, compilation, cancellation).IsEmpty;
}
