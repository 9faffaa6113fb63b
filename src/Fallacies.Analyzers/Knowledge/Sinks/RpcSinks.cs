namespace Fallacies.Analyzers.Knowledge.Sinks;

/// <summary>Clients of remote procedure calls.</summary>
internal static class RpcSinks
{
    public static readonly Sink[] Rows =
    [
        new("Grpc.Core.ClientBase", RemoteKind.Rpc) { Unknown = "*", Local = "WithHost", Derived = true, PropagatesTrace = true },
        new("System.ServiceModel.ClientBase`1", RemoteKind.Rpc) { Unknown = "*", Local = "Abort Close Open Dispose", Derived = true, BuiltInTimeout = 60 },

        // A silo answers many calls over one connection, and a grain takes one at a time.
        new("Orleans.IGrain", RemoteKind.Rpc) { Unknown = "*", Derived = true, BuiltInTimeout = 30, Pipelines = true },
        new("Dapr.Client.DaprClient", RemoteKind.Rpc)
        {
            Safe = "Get* Check* Query* WaitForSidecarAsync SubscribeConfiguration EncryptAsync DecryptAsync",
            Idempotent = "Save* Delete* SetMetadataAsync ShutdownSidecarAsync UnsubscribeConfiguration",
            Unsafe = "PublishEventAsync PublishByteEventAsync BulkPublishEventAsync",
            Unknown = "Invoke* TrySave* TryDelete* ExecuteStateTransactionAsync Lock Unlock",
            Batches = "GetStateAsync=GetBulkStateAsync SaveStateAsync=SaveBulkStateAsync DeleteStateAsync=DeleteBulkStateAsync PublishEventAsync=BulkPublishEventAsync",
            PropagatesTrace = true,
        },
        new("Dapr.StateEntry`1", RemoteKind.Rpc) { Idempotent = "SaveAsync DeleteAsync", Unknown = "TrySaveAsync TryDeleteAsync", PropagatesTrace = true },
        new("Microsoft.AspNetCore.SignalR.Client.HubConnection", RemoteKind.Rpc)
        {
            Idempotent = "StartAsync", Unknown = "InvokeCoreAsync SendCoreAsync StreamAsChannelCoreAsync StreamAsyncCore", Local = "StopAsync", PropagatesTrace = true, Pipelines = true,
        },
        new("Microsoft.AspNetCore.SignalR.Client.HubConnectionExtensions", RemoteKind.Rpc)
        {
            Unknown = "InvokeAsync InvokeCoreAsync SendAsync StreamAsync StreamAsChannelAsync StreamAsChannelCoreAsync", PropagatesTrace = true, Pipelines = true,
        },
    ];
}
