namespace Fallacies.Analyzers.Knowledge.Sinks;

/// <summary>Clients of object storage.</summary>
internal static class StorageSinks
{
    public static readonly Sink[] Rows =
    [
        new("Azure.Storage.Blobs.BlobContainerClient", RemoteKind.Storage) { Safe = "GetBlobs GetBlobsAsync", BuiltInTimeout = 100, Retries = true, PropagatesTrace = true },
    ];
}
