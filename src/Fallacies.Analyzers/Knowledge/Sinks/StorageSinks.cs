namespace Fallacies.Analyzers.Knowledge.Sinks;

/// <summary>Clients of object, file, table and queue storage.</summary>
internal static class StorageSinks
{
    // Time for one try of the Azure clients that speak HTTP.
    private const double AzureTry = 100;

    public static readonly Sink[] Rows = [.. Blobs, .. Shares, .. Queues, .. Tables, .. ObjectStores.Rows];

    private static Sink[] Blobs =>
    [
        Azure("Azure.Storage.Blobs.Specialized.BlobBaseClient") with
        {
            Safe = "Download* Exists Get* OpenRead",
            Idempotent = "AbortCopyFromUri Delete* Set* StartCopyFromUri SyncCopyFromUri Undelete",
            Unsafe = "CreateSnapshot",
            Local = "GetBlobLeaseClientCore GetParentBlobContainerClientCore GetCopyAuthorizationHeaderAsync",
        },
        Azure("Azure.Storage.Blobs.BlobClient") with { Idempotent = "Upload OpenWrite" },
        Azure("Azure.Storage.Blobs.Specialized.BlockBlobClient") with
        {
            Safe = "GetBlockList Query", Idempotent = "CommitBlockList OpenWrite StageBlock StageBlockFromUri SyncUploadFromUri Upload",
        },
        Azure("Azure.Storage.Blobs.Specialized.AppendBlobClient") with { Idempotent = "Create CreateIfNotExists OpenWrite Seal", Unsafe = "AppendBlock AppendBlockFromUri" },
        Azure("Azure.Storage.Blobs.Specialized.PageBlobClient") with
        {
            Safe = "Get*", Idempotent = "ClearPages Create CreateIfNotExists OpenWrite Resize StartCopyIncremental UploadPages UploadPagesFromUri", Unknown = "UpdateSequenceNumber",
        },
        Azure("Azure.Storage.Blobs.Specialized.BlobLeaseClient") with { Idempotent = "Break Change Release Renew", Unknown = "Acquire", Local = "ReleaseInternal" },
        Azure("Azure.Storage.Blobs.BlobContainerClient") with
        {
            Safe = "Exists FindBlobsByTags Get*",
            Idempotent = "Create CreateIfNotExists Delete* Set* UploadBlob",
            Local = "GetBlobClient GetBlobBaseClientCore GetBlobLeaseClientCore GetBlockBlobClientCore GetAppendBlobClientCore GetPageBlobClientCore GetParentBlobServiceClientCore",
        },
        Azure("Azure.Storage.Blobs.BlobServiceClient") with
        {
            Safe = "FindBlobsByTags Get*",
            Idempotent = "CreateBlobContainer DeleteBlobContainer SetProperties UndeleteBlobContainer",
            Local = "GetBlobContainerClient GetAuthenticationPolicy GetClientOptions GetHttpPipeline",
        },
    ];

    private static Sink[] Shares =>
    [
        Azure("Azure.Storage.Files.Shares.ShareClient") with
        {
            Safe = "Exists Get*",
            Idempotent = "Create CreateDirectory CreateIfNotExists CreatePermission Delete* Set*",
            Unsafe = "CreateSnapshot",
            Local = "GetDirectoryClient GetRootDirectoryClient GetParentServiceClientCore",
        },
        Azure("Azure.Storage.Files.Shares.ShareDirectoryClient") with
        {
            Safe = "Exists Get*",
            Idempotent = "Create* Delete* ForceClose* Rename Set*",
            Local = "GetFileClient GetSubdirectoryClient GetParentShareClientCore GetParentDirectoryClientCore",
        },
        Azure("Azure.Storage.Files.Shares.ShareFileClient") with
        {
            Safe = "Download Exists Get* OpenRead",
            Idempotent = "AbortCopy ClearRange Create* Delete* ForceClose* OpenWrite Rename Set* StartCopy Upload*",
            Local = "GetCopyAuthorizationHeaderAsync GetParentShareClientCore GetParentShareDirectoryClientCore",
        },
        Azure("Azure.Storage.Files.Shares.ShareServiceClient") with
        {
            Safe = "Get*", Idempotent = "CreateShare DeleteShare SetProperties UndeleteShare", Local = "GetShareClient",
        },
    ];

    private static Sink[] Queues =>
    [
        Azure("Azure.Storage.Queues.QueueClient") with
        {
            Safe = "Exists Get* Peek*",
            Idempotent = "ClearMessages Create CreateIfNotExists Delete* Set*",
            Unsafe = "SendMessage",
            Unknown = "Receive* UpdateMessage",
            Local = "GetParentQueueServiceClientCore OnMessageDecodingFailedAsync",
            Batches = "ReceiveMessage=ReceiveMessages PeekMessage=PeekMessages",
        },
        Azure("Azure.Storage.Queues.QueueServiceClient") with { Safe = "Get*", Idempotent = "CreateQueue DeleteQueue SetProperties", Local = "GetQueueClient" },
    ];

    private static Sink[] Tables =>
    [
        Azure("Azure.Data.Tables.TableClient") with
        {
            Safe = "GetAccessPolicies GetEntity GetEntityIfExists Query",
            Idempotent = "Create CreateIfNotExists Delete DeleteEntity SetAccessPolicy UpdateEntity UpsertEntity",
            Unsafe = "AddEntity",
            Unknown = "SubmitTransaction",
            Batches = "AddEntity=SubmitTransaction UpdateEntity=SubmitTransaction UpsertEntity=SubmitTransaction DeleteEntity=SubmitTransaction",
        },
        Azure("Azure.Data.Tables.TableServiceClient") with
        {
            Safe = "GetProperties GetStatistics Query", Idempotent = "CreateTable CreateTableIfNotExists DeleteTable SetProperties",
        },
    ];

    private static Sink Azure(string type) => new(type, RemoteKind.Storage) { BuiltInTimeout = AzureTry, Retries = true, PropagatesTrace = true };
}
