namespace Fallacies.Analyzers.Knowledge.Sinks;

/// <summary>Clients of message brokers, and the frameworks above them.</summary>
internal static class BrokerSinks
{
    private const double RabbitAnswer = 20;
    private const double NatsAnswer = 5;

    public static readonly Sink[] Rows =
    [
        .. Kafka, .. Rabbit, .. Nats, .. CloudBrokers.Rows, .. MessagingFrameworks.Rows,
        .. new Sink("MQTTnet.IMqttClient", RemoteKind.Broker)
        {
            Safe = "PingAsync",
            Idempotent = "ConnectAsync SubscribeAsync UnsubscribeAsync",
            Unsafe = "PublishAsync",
            Unknown = "SendEnhancedAuthenticationExchangeDataAsync",
            Local = "DisconnectAsync",
            BuiltInTimeout = 100,
            Pipelines = true,
        }.And("MQTTnet.MqttClient"),
        new("MQTTnet.MqttClientExtensions", RemoteKind.Broker)
        {
            Safe = "TryPingAsync",
            Idempotent = "ReconnectAsync SubscribeAsync UnsubscribeAsync",
            Unsafe = "PublishBinaryAsync PublishSequenceAsync PublishStringAsync",
            Unknown = "SendEnhancedAuthenticationExchangeDataAsync",
            Local = "DisconnectAsync TryDisconnectAsync",
            BuiltInTimeout = 100,
            Pipelines = true,
        },
    ];

    private static Sink[] Kafka =>
    [
        new("Confluent.Kafka.IProducer`2", RemoteKind.Broker)
        {
            Idempotent = "Flush InitTransactions",
            Unsafe = "Produce",
            Unknown = "CommitTransaction AbortTransaction SendOffsetsToTransaction",
            BuiltInTimeout = 300,
            Retries = true,
            Pipelines = true,
        },
        new("Confluent.Kafka.IConsumer`2", RemoteKind.Broker)
        {
            Safe = "Committed OffsetsForTimes QueryWatermarkOffsets", Idempotent = "Commit", Unknown = "Consume", Pipelines = true,
        },
        new("Confluent.Kafka.IAdminClient", RemoteKind.Broker)
        {
            Safe = "Describe* List* GetMetadata", Idempotent = "Alter* Create* Delete* IncrementalAlter*", BuiltInTimeout = 60, Retries = true,
        },
        new("Confluent.Kafka.IAdminClientExtensions", RemoteKind.Broker) { Safe = "Describe* List*", Idempotent = "ElectLeadersAsync", BuiltInTimeout = 60, Retries = true },
    ];

    // What acknowledges a message waits for no answer and is left out.
    private static Sink[] Rabbit =>
    [
        new("RabbitMQ.Client.IModel", RemoteKind.Broker)
        {
            Safe = "ConsumerCount ExchangeDeclarePassive MessageCount QueueDeclarePassive",
            Idempotent = "BasicQos Exchange* Queue*",
            Unsafe = "BasicPublish",
            Unknown = "BasicConsume BasicGet TxCommit TxRollback TxSelect WaitForConfirms WaitForConfirmsOrDie",
            Unbounded = "BasicPublish",
            BuiltInTimeout = RabbitAnswer,
            Pipelines = true,
        },
        new("RabbitMQ.Client.IModelExensions", RemoteKind.Broker)
        {
            Idempotent = "Exchange* Queue*", Unsafe = "BasicPublish", Unknown = "BasicConsume", Unbounded = "BasicPublish", BuiltInTimeout = RabbitAnswer, Pipelines = true,
        },
        new("RabbitMQ.Client.IChannel", RemoteKind.Broker)
        {
            Safe = "ConsumerCountAsync ExchangeDeclarePassiveAsync MessageCountAsync QueueDeclarePassiveAsync",
            Idempotent = "BasicQosAsync BasicCancelAsync Exchange* Queue*",
            Unsafe = "BasicPublishAsync",
            Unknown = "BasicConsumeAsync BasicGetAsync TxCommitAsync TxRollbackAsync TxSelectAsync",
            Local = "BasicAckAsync BasicNackAsync BasicRejectAsync GetNextPublishSequenceNumberAsync",
            Unbounded = "BasicPublish",
            BuiltInTimeout = RabbitAnswer,
            PropagatesTrace = true,
            Pipelines = true,
        },
        new("RabbitMQ.Client.IChannelExtensions", RemoteKind.Broker)
        {
            Idempotent = "Exchange* Queue*",
            Unsafe = "BasicPublishAsync",
            Unknown = "BasicConsumeAsync",
            Local = "AbortAsync",
            Unbounded = "BasicPublish",
            BuiltInTimeout = RabbitAnswer,
            PropagatesTrace = true,
            Pipelines = true,
        },
        .. new Sink("RabbitMQ.Client.IConnectionFactory", RemoteKind.Broker) { Idempotent = "CreateConnection", BuiltInTimeout = 30 }.And("RabbitMQ.Client.ConnectionFactory"),
        new("RabbitMQ.Client.IConnection", RemoteKind.Broker) { Idempotent = "CreateModel CreateChannelAsync UpdateSecret", BuiltInTimeout = RabbitAnswer },
    ];

    private static Sink[] Nats =>
    [
        .. new Sink("NATS.Client.Core.INatsClient", RemoteKind.Broker)
        {
            Safe = "PingAsync",
            Idempotent = "ConnectAsync ReconnectAsync",
            Unsafe = "PublishAsync",
            Unknown = "RequestAsync SubscribeAsync",
            BuiltInTimeout = NatsAnswer,
            PropagatesTrace = true,
            Pipelines = true,
        }.And("NATS.Net.NatsClient"),
        new("NATS.Client.Core.INatsConnection", RemoteKind.Broker)
        {
            Unsafe = "PublishAsync", Unknown = "RequestManyAsync SubscribeCoreAsync AddSubAsync CreateRequestSubAsync", BuiltInTimeout = NatsAnswer, PropagatesTrace = true, Pipelines = true,
        },
        new("NATS.Client.Core.NatsConnection", RemoteKind.Broker)
        {
            Safe = "PingAsync",
            Idempotent = "ConnectAsync ReconnectAsync",
            Unsafe = "PublishAsync",
            Unknown = "RequestAsync RequestManyAsync SubscribeAsync SubscribeCoreAsync AddSubAsync CreateRequestSubAsync",
            BuiltInTimeout = NatsAnswer,
            PropagatesTrace = true,
            Pipelines = true,
        },
        new("NATS.Client.Core.NatsRequestExtensions", RemoteKind.Broker) { Unknown = "RequestAsync", BuiltInTimeout = NatsAnswer, PropagatesTrace = true, Pipelines = true },
        new("NATS.Client.Core.NatsRequestManyExtensions", RemoteKind.Broker) { Unknown = "RequestManyAsync", BuiltInTimeout = NatsAnswer, PropagatesTrace = true, Pipelines = true },
        .. new Sink("NATS.Client.JetStream.INatsJSContext", RemoteKind.Broker)
        {
            Safe = "Get* List*",
            Idempotent = "Create* Update* Delete* Purge* Pause* Resume* ResetConsumerAsync UnpinConsumerAsync",
            Unsafe = "PublishAsync PublishConcurrentAsync TryPublishAsync",
            Unknown = "JSRequestResponseAsync",
            BuiltInTimeout = NatsAnswer,
            Retries = true,
            PropagatesTrace = true,
            Pipelines = true,
        }.And("NATS.Client.JetStream.NatsJSContext"),
        new("NATS.Client.JetStream.INatsJSStream", RemoteKind.Broker)
        {
            Safe = "Get* List* RefreshAsync", Idempotent = "Create* Update* Delete* Purge* ResetConsumerAsync", BuiltInTimeout = NatsAnswer, PropagatesTrace = true, Pipelines = true,
        },
        new("NATS.Client.JetStream.INatsJSConsumer", RemoteKind.Broker)
        {
            Safe = "RefreshAsync", Unknown = "ConsumeAsync FetchAsync FetchNoWaitAsync NextAsync ResetAsync UnpinAsync", PropagatesTrace = true, Pipelines = true,
        },
        new("NATS.Client.KeyValueStore.INatsKVContext", RemoteKind.Broker)
        {
            Safe = "Get*", Idempotent = "Create* Update* Delete*", BuiltInTimeout = NatsAnswer, PropagatesTrace = true, Pipelines = true,
        },
        new("NATS.Client.KeyValueStore.INatsKVStore", RemoteKind.Broker)
        {
            Safe = "Get* TryGetEntryAsync HistoryAsync WatchAsync",
            Idempotent = "PutAsync TryPutAsync DeleteAsync TryDeleteAsync PurgeAsync TryPurgeAsync PurgeDeletesAsync",
            Unsafe = "CreateAsync TryCreateAsync",
            Unknown = "UpdateAsync TryUpdateAsync",
            BuiltInTimeout = NatsAnswer,
            PropagatesTrace = true,
            Pipelines = true,
        },
        new("NATS.Client.ObjectStore.INatsObjStore", RemoteKind.Broker)
        {
            Safe = "Get* List* WatchAsync", Idempotent = "Add* Delete* Put* Seal* Update*", BuiltInTimeout = NatsAnswer, PropagatesTrace = true, Pipelines = true,
        },
        new("NATS.Client.IConnection", RemoteKind.Broker) { Safe = "RTT", Idempotent = "Flush", Unsafe = "Publish", Unknown = "Request", Local = "DrainAsync", Pipelines = true },
        new("NATS.Client.JetStream.IJetStream", RemoteKind.Broker) { Unsafe = "Publish", BuiltInTimeout = NatsAnswer, Pipelines = true },
        new("NATS.Client.KeyValue.IKeyValue", RemoteKind.Broker)
        {
            Safe = "Get History Keys Status", Idempotent = "Put Delete Purge PurgeDeletes", Unsafe = "Create", Unknown = "Update", BuiltInTimeout = NatsAnswer, Pipelines = true,
        },
    ];
}
