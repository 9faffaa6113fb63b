namespace Fallacies.Analyzers.Administration;

/// <summary>The message clients that leave the trace context to their callers; the names stand in a finding's properties.</summary>
internal static class MessageClients
{
    /// <summary>The property of a finding that names its client.</summary>
    public const string Property = "Client";

    public const string Kafka = nameof(Kafka);

    public const string RabbitMq = nameof(RabbitMq);

    public const string Redis = nameof(Redis);

    public const string Sqs = nameof(Sqs);

    public const string Mqtt = nameof(Mqtt);

    public const string Nats = nameof(Nats);
}
