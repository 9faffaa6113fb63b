namespace Fallacies.Analyzers.Knowledge.Sinks;

/// <summary>MongoDB's driver. It retries once by itself, and a query may take for ever.</summary>
internal static class MongoDbSinks
{
    public static readonly Sink[] Rows =
    [
        new("MongoDB.Driver.IMongoCollection`1", RemoteKind.Database)
        {
            Safe = "Aggregate Count CountDocuments Distinct DistinctMany EstimatedDocumentCount FindAsync FindSync MapReduce Watch",
            Idempotent = "AggregateToCollection DeleteMany DeleteOne FindOneAndDelete FindOneAndReplace ReplaceOne",
            Unsafe = "InsertMany InsertOne",
            Unknown = "BulkWrite FindOneAndUpdate UpdateMany UpdateOne",
            Batches = "InsertOne=InsertMany ReplaceOne=BulkWrite UpdateOne=BulkWrite DeleteOne=BulkWrite",
            Retries = true,
        },
        new("MongoDB.Driver.IMongoCollectionExtensions", RemoteKind.Database)
        {
            Safe = "Count CountDocuments Distinct DistinctMany FindAsync FindSync Watch",
            Idempotent = "DeleteMany DeleteOne FindOneAndDelete FindOneAndReplace ReplaceOne",
            Unknown = "FindOneAndUpdate UpdateMany UpdateOne",
            Retries = true,
        },
        new("MongoDB.Driver.IMongoDatabase", RemoteKind.Database)
        {
            Safe = "Aggregate ListCollectionNames ListCollections Watch",
            Idempotent = "AggregateToCollection CreateCollection CreateView DropCollection RenameCollection",
            Unknown = "RunCommand",
            Retries = true,
        },
        // A session is taken from a pool: only what runs in it makes calls.
        .. new Sink("MongoDB.Driver.IMongoClient", RemoteKind.Database)
        {
            Safe = "ListDatabaseNames ListDatabases Watch", Idempotent = "DropDatabase", Unknown = "BulkWrite", Local = "StartSessionAsync", Retries = true,
        }.And("MongoDB.Driver.MongoClient"),
        new("MongoDB.Driver.IMongoIndexManager`1", RemoteKind.Database) { Safe = "List", Idempotent = "CreateMany CreateOne DropAll DropOne", Batches = "CreateOne=CreateMany", Retries = true },
        new("MongoDB.Driver.Search.IMongoSearchIndexManager", RemoteKind.Database)
        {
            Safe = "List", Idempotent = "CreateMany CreateOne DropOne Update", Batches = "CreateOne=CreateMany", Retries = true,
        },
        new("MongoDB.Driver.IClientSession", RemoteKind.Database) { Idempotent = "AbortTransaction CommitTransaction", Local = "WithTransactionAsync", Retries = true },
        new("MongoDB.Driver.IAsyncCursor`1", RemoteKind.Database) { Safe = "MoveNext", Retries = true },
        new("MongoDB.Driver.IAsyncCursorSource`1", RemoteKind.Database) { Safe = "ToCursor", Retries = true },
        .. new Sink("MongoDB.Driver.IAsyncCursorSourceExtensions", RemoteKind.Database)
        {
            Safe = "Any First FirstOrDefault ForEachAsync Single SingleOrDefault ToList", Local = "ToAsyncEnumerable", Retries = true,
        }.And("MongoDB.Driver.IAsyncCursorExtensions"),
        new("MongoDB.Driver.IFindFluent`2", RemoteKind.Database) { Safe = "Count CountDocuments", Retries = true },
        new("MongoDB.Driver.IFindFluentExtensions", RemoteKind.Database) { Safe = "Any First FirstOrDefault Single SingleOrDefault", Retries = true },
        new("MongoDB.Driver.IAggregateFluent`1", RemoteKind.Database) { Idempotent = "MergeAsync OutAsync ToCollection", Retries = true },
        new("MongoDB.Driver.IAggregateFluentExtensions", RemoteKind.Database) { Safe = "First FirstOrDefault Single SingleOrDefault", Retries = true },
        new("MongoDB.Driver.Linq.MongoQueryable", RemoteKind.Database)
        {
            Safe = """
                AnyAsync AverageAsync CountAsync FirstAsync FirstOrDefaultAsync LongCountAsync MaxAsync MinAsync SingleAsync SingleOrDefaultAsync
                StandardDeviationPopulationAsync StandardDeviationSampleAsync SumAsync ToCursor ToListAsync
                """,
            Local = "ToAsyncEnumerable",
            Retries = true,
        },
        .. new Sink("MongoDB.Driver.GridFS.IGridFSBucket`1", RemoteKind.Database)
        {
            Safe = "Download* Find OpenDownload*", Idempotent = "Delete* Drop* Rename*", Unsafe = "Upload* OpenUpload*", Retries = true,
        }.And("MongoDB.Driver.GridFS.GridFSBucket`1"),
        new("MongoDB.Driver.GridFS.GridFSBucket", RemoteKind.Database)
        {
            Safe = "Download* Find OpenDownload*", Idempotent = "Delete* Rename*", Unsafe = "Upload* OpenUpload*", Retries = true,
        },
        new("MongoDB.Driver.GridFS.IGridFSBucket", RemoteKind.Database) { Safe = "Find", Unsafe = "Upload* OpenUpload*", Retries = true },
    ];
}
