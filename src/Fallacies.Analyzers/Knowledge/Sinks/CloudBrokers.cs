namespace Fallacies.Analyzers.Knowledge.Sinks;

/// <summary>Clients of the brokers that clouds offer.</summary>
internal static class CloudBrokers
{
    // Time for one try of the Azure clients that speak AMQP.
    private const double AmqpTry = 60;

    public static readonly Sink[] Rows = [.. Azure, .. Amazon];

    private static Sink[] Azure =>
    [
        new("Azure.Messaging.ServiceBus.ServiceBusSender", RemoteKind.Broker)
        {
            Idempotent = "CancelScheduledMessage* CreateMessageBatchAsync",
            Unsafe = "SendMessageAsync SendMessagesAsync ScheduleMessageAsync ScheduleMessagesAsync",
            Batches = """
                SendMessageAsync=SendMessagesAsync ScheduleMessageAsync=ScheduleMessagesAsync CancelScheduledMessageAsync=CancelScheduledMessagesAsync
                """,
            BuiltInTimeout = AmqpTry,
            Retries = true,
            PropagatesTrace = true,
            Pipelines = true,
        },
        new("Azure.Messaging.ServiceBus.ServiceBusReceiver", RemoteKind.Broker)
        {
            Safe = "Peek*",
            Idempotent = "AbandonMessageAsync CompleteMessageAsync DeadLetterMessageAsync DeferMessageAsync RenewMessageLockAsync",
            Unknown = "Receive*",
            Batches = "PeekMessageAsync=PeekMessagesAsync ReceiveMessageAsync=ReceiveMessagesAsync ReceiveDeferredMessageAsync=ReceiveDeferredMessagesAsync",
            BuiltInTimeout = AmqpTry,
            Retries = true,
            PropagatesTrace = true,
            Pipelines = true,
        },
        new("Azure.Messaging.ServiceBus.ServiceBusSessionReceiver", RemoteKind.Broker)
        {
            Safe = "GetSessionStateAsync", Idempotent = "RenewSessionLockAsync SetSessionStateAsync", BuiltInTimeout = AmqpTry, Retries = true, PropagatesTrace = true, Pipelines = true,
        },
        new("Azure.Messaging.ServiceBus.ProcessMessageEventArgs", RemoteKind.Broker)
        {
            Idempotent = "AbandonMessageAsync CompleteMessageAsync DeadLetterMessageAsync DeferMessageAsync RenewMessageLockAsync",
            BuiltInTimeout = AmqpTry,
            Retries = true,
            PropagatesTrace = true,
            Pipelines = true,
        },
        new("Azure.Messaging.ServiceBus.ProcessSessionMessageEventArgs", RemoteKind.Broker)
        {
            Safe = "GetSessionStateAsync",
            Idempotent = "AbandonMessageAsync CompleteMessageAsync DeadLetterMessageAsync DeferMessageAsync RenewSessionLockAsync SetSessionStateAsync",
            BuiltInTimeout = AmqpTry,
            Retries = true,
            PropagatesTrace = true,
            Pipelines = true,
        },
        new("Azure.Messaging.ServiceBus.ProcessorReceiveActions", RemoteKind.Broker)
        {
            Safe = "PeekMessagesAsync", Unknown = "Receive*", BuiltInTimeout = AmqpTry, Retries = true, PropagatesTrace = true, Pipelines = true,
        },
        new("Azure.Messaging.ServiceBus.ServiceBusRuleManager", RemoteKind.Broker)
        {
            Safe = "GetRulesAsync", Idempotent = "CreateRuleAsync DeleteRuleAsync", BuiltInTimeout = AmqpTry, Retries = true, PropagatesTrace = true,
        },
        new("Azure.Messaging.ServiceBus.ServiceBusClient", RemoteKind.Broker)
        {
            Safe = "GetMessageSessionsAsync", Unknown = "Accept*", BuiltInTimeout = AmqpTry, Retries = true, PropagatesTrace = true,
        },
        new("Azure.Messaging.ServiceBus.Administration.ServiceBusAdministrationClient", RemoteKind.Broker)
        {
            Safe = "Get* QueueExistsAsync RuleExistsAsync SubscriptionExistsAsync TopicExistsAsync",
            Idempotent = "Create* Delete* Update*",
            BuiltInTimeout = 100,
            Retries = true,
            PropagatesTrace = true,
        },
        new("Azure.Messaging.EventHubs.Producer.EventHubProducerClient", RemoteKind.Broker)
        {
            Safe = "Get*", Idempotent = "CreateBatchAsync", Unsafe = "SendAsync", BuiltInTimeout = AmqpTry, Retries = true, PropagatesTrace = true, Pipelines = true,
        },
        new("Azure.Messaging.EventHubs.Producer.EventHubBufferedProducerClient", RemoteKind.Broker)
        {
            Safe = "Get*",
            Idempotent = "FlushAsync",
            Local = "GetBufferedEventCount EnqueueEventAsync EnqueueEventsAsync",
            BuiltInTimeout = AmqpTry,
            Retries = true,
            PropagatesTrace = true,
            Pipelines = true,
        },
        new("Azure.Messaging.EventHubs.Consumer.EventHubConsumerClient", RemoteKind.Broker)
        {
            Safe = "Get* ReadEvents*", BuiltInTimeout = AmqpTry, Retries = true, PropagatesTrace = true, Pipelines = true,
        },
        new("Azure.Messaging.EventHubs.Primitives.PartitionReceiver", RemoteKind.Broker)
        {
            Safe = "GetPartitionPropertiesAsync ReceiveBatchAsync", BuiltInTimeout = AmqpTry, Retries = true, PropagatesTrace = true, Pipelines = true,
        },
        new("Azure.Messaging.EventGrid.EventGridPublisherClient", RemoteKind.Broker)
        {
            Unsafe = "SendEvent SendEvents SendEncodedCloudEvents", Batches = "SendEvent=SendEvents", BuiltInTimeout = 100, Retries = true, PropagatesTrace = true,
        },
    ];

    private static Sink[] Amazon =>
    [
        .. new Sink("Amazon.SQS.IAmazonSQS", RemoteKind.Broker)
        {
            Safe = "Get* List*",
            Idempotent = "AddPermissionAsync AuthorizeS3ToSendMessageAsync CancelMessageMoveTaskAsync Change* Create* Delete* Purge* RemovePermissionAsync Set* TagQueueAsync UntagQueueAsync",
            Unsafe = "SendMessageAsync SendMessageBatchAsync",
            Unknown = "ReceiveMessageAsync StartMessageMoveTaskAsync",
            Batches = """
                SendMessageAsync=SendMessageBatchAsync DeleteMessageAsync=DeleteMessageBatchAsync ChangeMessageVisibilityAsync=ChangeMessageVisibilityBatchAsync
                """,
            BuiltInTimeout = 100,
            Retries = true,
        }.And("Amazon.SQS.AmazonSQSClient"),
        .. new Sink("Amazon.SimpleNotificationService.IAmazonSimpleNotificationService", RemoteKind.Broker)
        {
            Safe = "Get* List*",
            Idempotent = "Create* Delete* Set* Subscribe* Unsubscribe*",
            Unsafe = "PublishAsync PublishBatchAsync",
            Batches = "PublishAsync=PublishBatchAsync",
            BuiltInTimeout = 100,
            Retries = true,
        }.And("Amazon.SimpleNotificationService.AmazonSimpleNotificationServiceClient"),
    ];
}
