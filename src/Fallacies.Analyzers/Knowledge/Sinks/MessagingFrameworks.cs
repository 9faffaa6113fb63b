namespace Fallacies.Analyzers.Knowledge.Sinks;

/// <summary>Frameworks that hide the broker. What may as well be handled in the same process, such as a mediator's message, is left out.</summary>
internal static class MessagingFrameworks
{
    private const string Mediators = "MassTransit.Mediator.IMediator MassTransit.Mediator.IScopedMediator";

    public static readonly Sink[] Rows =
    [
        .. new Sink("MassTransit.IPublishEndpoint", RemoteKind.Broker) { Unsafe = "Publish", Except = Mediators, PropagatesTrace = true, Pipelines = true }
            .And("MassTransit.PublishExecuteExtensions", "MassTransit.PublishEndpointExtensions"),
        .. new Sink("MassTransit.ISendEndpoint", RemoteKind.Broker) { Unsafe = "Send", Except = Mediators, PropagatesTrace = true, Pipelines = true }
            .And("MassTransit.SendExecuteExtensions", "MassTransit.SendConsumeContextExtensions", "MassTransit.SendConsumeContextExecuteExtensions", "MassTransit.SendEndpointExtensions"),
        new("MassTransit.BatchProduceExtensions", RemoteKind.Broker) { Unsafe = "PublishBatch SendBatch", Except = Mediators, PropagatesTrace = true, Pipelines = true },
        new("MassTransit.ConsumeContext", RemoteKind.Broker) { Unsafe = "Respond", Local = "NotifyConsumed NotifyFaulted", PropagatesTrace = true, Pipelines = true },
        new("MassTransit.RespondAsyncExecuteExtensions", RemoteKind.Broker) { Unsafe = "RespondAsync", PropagatesTrace = true, Pipelines = true },
        new("MassTransit.IMessageScheduler", RemoteKind.Broker)
        {
            Idempotent = "CancelScheduledPublish CancelScheduledSend", Unsafe = "SchedulePublish ScheduleSend", PropagatesTrace = true, Pipelines = true,
        },
        .. new Sink("MassTransit.SchedulePublishExtensions", RemoteKind.Broker) { Unsafe = "SchedulePublish", PropagatesTrace = true, Pipelines = true }
            .And("MassTransit.TimeSpanSchedulePublishExtensions"),
        .. new Sink("MassTransit.MessageSchedulerContext", RemoteKind.Broker) { Unsafe = "ScheduleSend", PropagatesTrace = true, Pipelines = true }
            .And("MassTransit.TimeSpanScheduleExtensions", "MassTransit.TimeSpanContextScheduleExtensions", "MassTransit.ConsumeContextSchedulerExtensions", "MassTransit.ConsumeContextSelfSchedulerExtensions"),
        .. new Sink("MassTransit.IRequestClient`1", RemoteKind.Broker) { Unknown = "GetResponse", BuiltInTimeout = 30, PropagatesTrace = true, Pipelines = true }
            .And("MassTransit.RequestHandle"),
        .. new Sink("NServiceBus.IMessageSession", RemoteKind.Broker)
        {
            Idempotent = "Subscribe Unsubscribe", Unsafe = "Send Publish", Retries = true, PropagatesTrace = true, Pipelines = true,
        }.And("NServiceBus.MessageSessionExtensions", "NServiceBus.IMessageSessionExtensions"),

        // InvokeAsync runs the handler in this process, and PublishAsync may as well.
        new("Wolverine.IMessageBus", RemoteKind.Broker)
        {
            Unsafe = "SendAsync BroadcastToTopicAsync", Local = "PublishAsync InvokeForTenantAsync", PropagatesTrace = true, Pipelines = true,
        },
        new("Wolverine.IDestinationEndpoint", RemoteKind.Broker) { Unsafe = "SendAsync SendRawMessageAsync", Unknown = "InvokeAsync", PropagatesTrace = true, Pipelines = true },
        new("DotNetCore.CAP.ICapPublisher", RemoteKind.Broker) { Unsafe = "Publish PublishDelay", Retries = true, Pipelines = true },
    ];
}
