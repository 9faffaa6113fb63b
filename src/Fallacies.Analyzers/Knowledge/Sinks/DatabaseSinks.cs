namespace Fallacies.Analyzers.Knowledge.Sinks;

/// <summary>Clients of databases.</summary>
internal static class DatabaseSinks
{
    public static readonly Sink[] Rows =
    [
        new("Microsoft.Azure.Cosmos.Container", RemoteKind.Database)
        {
            Safe = "ReadItemAsync ReadItemStreamAsync ReadManyItemsAsync ReadManyItemsStreamAsync",
            Idempotent = "UpsertItemAsync UpsertItemStreamAsync ReplaceItemAsync ReplaceItemStreamAsync DeleteItemAsync DeleteItemStreamAsync",
            Unsafe = "CreateItemAsync CreateItemStreamAsync PatchItemAsync PatchItemStreamAsync",
            BuiltInTimeout = 6,
            Retries = true,
        },
    ];
}
