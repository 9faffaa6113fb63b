namespace Fallacies.Analyzers.Knowledge.Sinks;

/// <summary>DynamoDB, by its requests, its objects and its documents.</summary>
internal static class DynamoDbSinks
{
    private const double HttpTimeout = 100;

    public static readonly Sink[] Rows =
    [
        .. new Sink("Amazon.DynamoDBv2.IAmazonDynamoDB", RemoteKind.Database)
        {
            Safe = "BatchGetItemAsync Describe* Get* List* Query* Scan* Search* TransactGetItemsAsync",
            Idempotent = "BatchWriteItemAsync Cancel* Create* Delete* Disable* Enable* Put* TagResourceAsync UntagResourceAsync",
            Unknown = "BatchExecuteStatementAsync Execute* Export* Import* Restore* Start* TransactWriteItemsAsync Update*",
            Batches = "GetItemAsync=BatchGetItemAsync PutItemAsync=BatchWriteItemAsync DeleteItemAsync=BatchWriteItemAsync",
            BuiltInTimeout = HttpTimeout,
            Retries = true,
        }.And("Amazon.DynamoDBv2.AmazonDynamoDBClient"),
        .. new Sink("Amazon.DynamoDBv2.DataModel.IDynamoDBContext", RemoteKind.Database)
        {
            Safe = "LoadAsync ExecuteBatchGetAsync ExecuteTransactGetAsync",
            Idempotent = "SaveAsync DeleteAsync ExecuteBatchWriteAsync",
            Unknown = "ExecuteTransactWriteAsync",
            Batches = "LoadAsync=CreateBatchGet SaveAsync=CreateBatchWrite DeleteAsync=CreateBatchWrite",
            BuiltInTimeout = HttpTimeout,
            Retries = true,
        }.And("Amazon.DynamoDBv2.DataModel.DynamoDBContext"),
        .. new Sink("Amazon.DynamoDBv2.DataModel.IAsyncSearch`1", RemoteKind.Database) { Safe = "GetNextSetAsync GetRemainingAsync", BuiltInTimeout = HttpTimeout, Retries = true }
            .And("Amazon.DynamoDBv2.DataModel.AsyncSearch`1", "Amazon.DynamoDBv2.DocumentModel.ISearch", "Amazon.DynamoDBv2.DocumentModel.Search"),
        .. new Sink("Amazon.DynamoDBv2.DataModel.IBatchGet", RemoteKind.Database) { Safe = "ExecuteAsync", BuiltInTimeout = HttpTimeout, Retries = true }.And(
            "Amazon.DynamoDBv2.DataModel.IMultiTableBatchGet",
            "Amazon.DynamoDBv2.DataModel.ITransactGet",
            "Amazon.DynamoDBv2.DataModel.IMultiTableTransactGet",
            "Amazon.DynamoDBv2.DocumentModel.IDocumentBatchGet",
            "Amazon.DynamoDBv2.DocumentModel.IDocumentTransactGet"),
        .. new Sink("Amazon.DynamoDBv2.DataModel.IBatchWrite", RemoteKind.Database) { Idempotent = "ExecuteAsync", BuiltInTimeout = HttpTimeout, Retries = true }
            .And("Amazon.DynamoDBv2.DataModel.IMultiTableBatchWrite", "Amazon.DynamoDBv2.DocumentModel.IDocumentBatchWrite"),
        .. new Sink("Amazon.DynamoDBv2.DataModel.ITransactWrite", RemoteKind.Database) { Unknown = "ExecuteAsync", BuiltInTimeout = HttpTimeout, Retries = true }
            .And("Amazon.DynamoDBv2.DataModel.IMultiTableTransactWrite", "Amazon.DynamoDBv2.DocumentModel.IDocumentTransactWrite"),
        .. new Sink("Amazon.DynamoDBv2.DocumentModel.ITable", RemoteKind.Database)
        {
            Safe = "GetItemAsync", Idempotent = "PutItemAsync DeleteItemAsync", Unknown = "UpdateItemAsync", BuiltInTimeout = HttpTimeout, Retries = true,
        }.And("Amazon.DynamoDBv2.DocumentModel.Table"),
    ];
}
