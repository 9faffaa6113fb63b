namespace Fallacies.Analyzers.Knowledge.Sinks;

/// <summary>Clients of databases.</summary>
internal static class DatabaseSinks
{
    private const double CommandTimeout = 30;
    private const double ConnectTimeout = 15;

    public static readonly Sink[] Rows = [.. AdoNet, .. EntityFramework, .. Cosmos, .. DynamoDbSinks.Rows, .. MongoDbSinks.Rows];

    // What a command does stands in its text. Ends of transactions are left out: to give them up half-way helps nobody.
    private static Sink[] AdoNet =>
    [
        new("System.Data.Common.DbCommand", RemoteKind.Database)
        {
            Unknown = "Execute*", Local = "PrepareAsync", Derived = true, ByProvider = true, BuiltInTimeout = CommandTimeout,
        },
        new("System.Data.IDbCommand", RemoteKind.Database) { Unknown = "ExecuteNonQuery ExecuteReader ExecuteScalar", ByProvider = true, BuiltInTimeout = CommandTimeout },
        new("System.Data.Common.DbBatch", RemoteKind.Database)
        {
            Unknown = "Execute*", Local = "PrepareAsync", Derived = true, ByProvider = true, BuiltInTimeout = CommandTimeout,
        },
        new("System.Data.Common.DbConnection", RemoteKind.Database)
        {
            Idempotent = "Open", Local = "BeginTransactionAsync BeginDbTransactionAsync ChangeDatabaseAsync GetSchemaAsync", Derived = true, ByProvider = true, BuiltInTimeout = ConnectTimeout,
        },
        new("System.Data.IDbConnection", RemoteKind.Database) { Idempotent = "Open", ByProvider = true, BuiltInTimeout = ConnectTimeout },
        new("System.Data.Common.DbDataSource", RemoteKind.Database)
        {
            Idempotent = "OpenConnection OpenDbConnection", Derived = true, ByProvider = true, BuiltInTimeout = ConnectTimeout,
        },
        new("System.Data.Common.DbDataAdapter", RemoteKind.Database) { Safe = "Fill", Unknown = "Update", Derived = true, ByProvider = true, BuiltInTimeout = CommandTimeout },
        new("Microsoft.Data.SqlClient.SqlBulkCopy", RemoteKind.Database) { Unsafe = "WriteToServer", BuiltInTimeout = CommandTimeout },
        new("MySqlConnector.MySqlBulkCopy", RemoteKind.Database) { Unsafe = "WriteToServer", BuiltInTimeout = CommandTimeout },
        new("Npgsql.NpgsqlBinaryImporter", RemoteKind.Database) { Unsafe = "Complete", Local = "StartRowAsync Write*", BuiltInTimeout = CommandTimeout },
        new("Dapper.SqlMapper", RemoteKind.Database) { Unknown = "Execute* Query*", ByProvider = true, BuiltInTimeout = CommandTimeout },
    ];

    private static Sink[] EntityFramework =>
    [
        new("Microsoft.EntityFrameworkCore.DbContext", RemoteKind.Database)
        {
            Safe = "Find", Unsafe = "SaveChanges", Local = "AddAsync AddRangeAsync", Derived = true, ByProvider = true, BuiltInTimeout = CommandTimeout,
        },
        new("Microsoft.EntityFrameworkCore.DbSet`1", RemoteKind.Database)
        {
            Safe = "Find", Local = "AddAsync AddRangeAsync AsAsyncEnumerable", ByProvider = true, BuiltInTimeout = CommandTimeout,
        },
        new("Microsoft.EntityFrameworkCore.EntityFrameworkQueryableExtensions", RemoteKind.Database)
        {
            Safe = """
                AllAsync AnyAsync AverageAsync ContainsAsync CountAsync ElementAtAsync ElementAtOrDefaultAsync FirstAsync FirstOrDefaultAsync ForEachAsync
                LastAsync LastOrDefaultAsync Load LongCountAsync MaxAsync MinAsync SingleAsync SingleOrDefaultAsync SumAsync
                ToArrayAsync ToDictionaryAsync ToHashSetAsync ToListAsync
                """,
            Idempotent = "ExecuteDelete",
            Unknown = "ExecuteUpdate",
            Local = "AsAsyncEnumerable",
            ByProvider = true,
            BuiltInTimeout = CommandTimeout,
        },
        new("Microsoft.EntityFrameworkCore.RelationalQueryableExtensions", RemoteKind.Database)
        {
            Idempotent = "ExecuteDelete", Unknown = "ExecuteUpdate", ByProvider = true, BuiltInTimeout = CommandTimeout,
        },
        new("Microsoft.EntityFrameworkCore.RelationalDatabaseFacadeExtensions", RemoteKind.Database)
        {
            Safe = "GetAppliedMigrations GetPendingMigrations",
            Idempotent = "Migrate OpenConnection",
            Unknown = "ExecuteSql ExecuteSqlInterpolated ExecuteSqlRaw",
            Local = "BeginTransactionAsync CloseConnectionAsync UseTransactionAsync",
            ByProvider = true,
            BuiltInTimeout = CommandTimeout,
        },
        new("Microsoft.EntityFrameworkCore.Infrastructure.DatabaseFacade", RemoteKind.Database)
        {
            Safe = "CanConnect",
            Idempotent = "EnsureCreated EnsureDeleted",
            Local = "BeginTransactionAsync CommitTransactionAsync RollbackTransactionAsync",
            ByProvider = true,
            BuiltInTimeout = CommandTimeout,
        },
        new("Microsoft.EntityFrameworkCore.ChangeTracking.EntityEntry", RemoteKind.Database)
        {
            Safe = "Reload GetDatabaseValues", Derived = true, ByProvider = true, BuiltInTimeout = CommandTimeout,
        },
        new("Microsoft.EntityFrameworkCore.ChangeTracking.NavigationEntry", RemoteKind.Database) { Safe = "Load", Derived = true, ByProvider = true, BuiltInTimeout = CommandTimeout },
    ];

    private static Sink[] Cosmos =>
    [
        new("Microsoft.Azure.Cosmos.Container", RemoteKind.Database)
        {
            Safe = "Read* GetFeedRangesAsync",
            Idempotent = "Upsert* Replace* Delete*",
            Unsafe = "CreateItem*",
            Unknown = "PatchItem*",
            Batches = "ReadItemAsync=ReadManyItemsAsync ReadItemStreamAsync=ReadManyItemsStreamAsync",
            BuiltInTimeout = 6,
            Retries = true,
        },
        new("Microsoft.Azure.Cosmos.Database", RemoteKind.Database)
        {
            Safe = "Read*", Idempotent = "Create* Delete* Replace* Upsert*", BuiltInTimeout = 6, Retries = true,
        },
        new("Microsoft.Azure.Cosmos.CosmosClient", RemoteKind.Database) { Safe = "ReadAccountAsync", Idempotent = "Create*", BuiltInTimeout = 6, Retries = true },
        .. new Sink("Microsoft.Azure.Cosmos.FeedIterator", RemoteKind.Database) { Safe = "ReadNextAsync", BuiltInTimeout = 6, Retries = true }.And("Microsoft.Azure.Cosmos.FeedIterator`1"),
        new("Microsoft.Azure.Cosmos.Scripts.Scripts", RemoteKind.Database)
        {
            Safe = "Read*", Idempotent = "Create* Replace* Delete*", Unknown = "Execute*", BuiltInTimeout = 6, Retries = true,
        },
        new("Microsoft.Azure.Cosmos.TransactionalBatch", RemoteKind.Database) { Unknown = "ExecuteAsync", BuiltInTimeout = 6, Retries = true },
        new("Microsoft.Azure.Cosmos.Linq.CosmosLinqExtensions", RemoteKind.Database) { Safe = "AverageAsync CountAsync MaxAsync MinAsync SumAsync", BuiltInTimeout = 6, Retries = true },
    ];
}
