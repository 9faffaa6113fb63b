namespace Fallacies.Analyzers.Knowledge.Sinks;

/// <summary>S3 and what speaks its language.</summary>
internal static class ObjectStores
{
    public static readonly Sink[] Rows =
    [
        // No bound is set: the client waits for 24 days.
        .. new Sink("Amazon.S3.IAmazonS3", RemoteKind.Storage)
        {
            Safe = "Get* Head* List* Select*",
            Idempotent = "Abort* Complete* Copy* CreateBucket* Delete* Put* Rename* Restore* Update* UploadPartAsync WriteGetObjectResponseAsync",
            Unsafe = "InitiateMultipartUploadAsync",
            Unknown = "CreateSessionAsync",
            Local = "GetPreSignedURL CreatePresignedPost",
            Batches = "DeleteObjectAsync=DeleteObjectsAsync",
            Retries = true,
        }.And("Amazon.S3.AmazonS3Client"),
        new("Amazon.Runtime.SharedInterfaces.ICoreAmazonS3", RemoteKind.Storage)
        {
            Safe = "DownloadToFilePathAsync GetAllObjectKeysAsync GetObjectStreamAsync", Idempotent = "Delete* EnsureBucketExistsAsync MakeObjectPublicAsync Upload*", Retries = true,
        },
        .. new Sink("Amazon.S3.Transfer.ITransferUtility", RemoteKind.Storage)
        {
            Safe = "Download* OpenStream*", Idempotent = "AbortMultipartUploads Upload*", Retries = true,
        }.And("Amazon.S3.Transfer.TransferUtility"),
        new("Amazon.S3.Util.AmazonS3Util", RemoteKind.Storage) { Safe = "DoesS3BucketExist*", Idempotent = "DeleteS3BucketWithObjectsAsync", Retries = true },
        Minio("Minio.ApiEndpoints.IBucketOperations") with { Safe = "BucketExistsAsync Get* List*", Idempotent = "Make* Remove* Set*", Local = "Listen*" },
        Minio("Minio.ApiEndpoints.IObjectOperations") with { Safe = "Get* List* Select* Stat*", Idempotent = "Clear* Copy* Put* Remove* Set*", Local = "Presigned*" },
        Minio("Minio.MinioClient") with
        {
            Safe = "BucketExistsAsync Get* List* Select* Stat*", Idempotent = "Clear* Copy* Make* Put* Remove* Set*", Local = "Listen* Presigned* SetTraceOff SetTraceOn Wrapper*",
        },
    ];

    private static Sink Minio(string type) => new(type, RemoteKind.Storage) { BuiltInTimeout = 100, PropagatesTrace = true };
}
