namespace Fallacies.Analyzers.Knowledge.Sinks;

/// <summary>Clients of message brokers.</summary>
internal static class BrokerSinks
{
    public static readonly Sink[] Rows =
    [
        new("Confluent.Kafka.IProducer`2", RemoteKind.Broker) { Unsafe = "ProduceAsync Produce", BuiltInTimeout = 300, Retries = true, Pipelines = true },
        new("Confluent.Kafka.IConsumer`2", RemoteKind.Broker) { Safe = "Consume", Idempotent = "Commit", Pipelines = true },
        new("RabbitMQ.Client.IModel", RemoteKind.Broker) { Unsafe = "BasicPublish", Unknown = "BasicGet", Pipelines = true },
        new("RabbitMQ.Client.IModelExensions", RemoteKind.Broker) { Unsafe = "BasicPublish", Pipelines = true },
        new("RabbitMQ.Client.IChannel", RemoteKind.Broker) { Unsafe = "BasicPublishAsync", Unknown = "BasicGetAsync", PropagatesTrace = true, Pipelines = true },
        new("RabbitMQ.Client.IChannelExtensions", RemoteKind.Broker) { Unsafe = "BasicPublishAsync", PropagatesTrace = true, Pipelines = true },
        new("Amazon.SQS.IAmazonSQS", RemoteKind.Broker)
        {
            Safe = "ReceiveMessageAsync", Idempotent = "DeleteMessageAsync DeleteMessageBatchAsync", Unsafe = "SendMessageAsync SendMessageBatchAsync", BuiltInTimeout = 100, Retries = true,
        },
        new("Amazon.SQS.AmazonSQSClient", RemoteKind.Broker)
        {
            Safe = "ReceiveMessageAsync", Idempotent = "DeleteMessageAsync DeleteMessageBatchAsync", Unsafe = "SendMessageAsync SendMessageBatchAsync", BuiltInTimeout = 100, Retries = true,
        },
    ];
}
