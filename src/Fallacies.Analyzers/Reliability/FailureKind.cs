using Fallacies.Analyzers.Knowledge;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace Fallacies.Analyzers.Reliability;

/// <summary>What kind of failure a retry answers.</summary>
internal enum FailureKind
{
    /// <summary>Everything, or something that may come from anywhere.</summary>
    Unknown,

    /// <summary>A failure of the network or of a server behind it.</summary>
    Network,

    /// <summary>A file in use, a locked SQLite database, a lost race for a row: many callers do not fail together.</summary>
    Local,
}

/// <summary>Tells failures of the network from others by the types that a retry names.</summary>
internal static class Failures
{
    // The answers of HTTP, and so of Cosmos and the Azure SDK, to a write that comes too late.
    private const int Conflict = 409;

    private const int PreconditionFailed = 412;

    private const int NotFound = 404;

    private static readonly string[] OfTheNetwork =
    [
        "System.Net.Http.HttpResponseMessage",
        "System.Net.Http.HttpRequestException",
        "System.Net.Http.HttpIOException",
        "System.Net.WebException",
        "System.Net.Sockets.SocketException",
        "System.Net.WebSockets.WebSocketException",
        "System.Data.Common.DbException",
        "Grpc.Core.RpcException",
        "StackExchange.Redis.RedisException",
        "StackExchange.Redis.RedisTimeoutException",
        "RabbitMQ.Client.Exceptions.RabbitMQClientException",
        "RabbitMQ.Client.Exceptions.BrokerUnreachableException",
        "RabbitMQ.Client.Exceptions.OperationInterruptedException",
        "RabbitMQ.Client.Exceptions.ConnectFailureException",
        "Confluent.Kafka.KafkaException",
        "MongoDB.Driver.MongoConnectionException",
        "Azure.RequestFailedException",
        "Azure.Messaging.ServiceBus.ServiceBusException",
        "Azure.Messaging.EventHubs.EventHubsException",
        "Microsoft.Azure.Cosmos.CosmosException",
        "Amazon.Runtime.AmazonServiceException",
        "Refit.ApiException",
    ];

    private static readonly string[] OfThisMachine =
    [
        "System.IO.IOException",
        "System.UnauthorizedAccessException",
        "System.Data.DBConcurrencyException",
        "Microsoft.Data.Sqlite.SqliteException",
        "System.Data.SQLite.SQLiteException",
    ];

    /// <summary>One failure of the network is enough; a local one counts when there is no other.</summary>
    public static FailureKind Of(IReadOnlyCollection<ITypeSymbol> types, KnownTypes known)
    {
        var kinds = types.Select(type => Of(type, known)).ToList();
        if (kinds.Contains(FailureKind.Network))
            return FailureKind.Network;

        // A result type says nothing about where its failures come from.
        var exceptions = types.Zip(kinds, (type, kind) => (type, kind)).Where(pair => IsException(pair.type, known)).ToList();
        return exceptions.Count > 0 && exceptions.All(pair => pair.kind == FailureKind.Local) ? FailureKind.Local : FailureKind.Unknown;
    }

    /// <summary>Whether only a database is meant: its failures, and those that come along with them from anywhere.</summary>
    public static bool AreOfDatabase(IReadOnlyCollection<ITypeSymbol> types, KnownTypes known) =>
        types.Any(type => IsOfDatabase(type, known)) && types.All(type => IsOfDatabase(type, known) || type.Name is "TimeoutException" or "InvalidOperationException" or "Exception");

    private static bool IsOfDatabase(ITypeSymbol? type, KnownTypes known) =>
        type.IsOrDerivesFrom(known.Type("System.Data.Common.DbException")) || type.SelfAndBases().Any(above => above.Name == "DbUpdateException");

    private static FailureKind Of(ITypeSymbol type, KnownTypes known)
    {
        // Every store has a class of its own for a lost race; they share nothing but the word.
        if (SaysRace(type.Name))
            return FailureKind.Local;

        // The nearest base decides: SqliteException is a DbException, HttpIOException an IOException.
        foreach (var current in type.SelfAndBases())
        {
            if (Any(OfTheNetwork, current, known))
                return FailureKind.Network;
            if (Any(OfThisMachine, current, known))
                return FailureKind.Local;
        }

        return FailureKind.Unknown;
    }

    /// <summary>Whether a clause catches only that somebody else was faster: the next round starts from what he has written.</summary>
    public static bool IsLostRace(ICatchClauseOperation clause) =>
        SaysRace(clause.ExceptionType.Name) || clause.Filter?.DescendantsAndSelf().Any(part => part.ConstantValue is { HasValue: true, Value: Conflict or PreconditionFailed } && !IsExcepted(part)) == true;

    /// <summary>Whether a clause catches only that something is not there yet: nobody is in trouble, and the loop polls until it comes.</summary>
    public static bool IsAbsence(ICatchClauseOperation clause) =>
        clause.ExceptionType.Name.Contains("NotFound") || clause.Filter?.DescendantsAndSelf().Any(part => part.ConstantValue is { HasValue: true, Value: NotFound } && !IsExcepted(part)) == true;

    // "when (e.StatusCode != HttpStatusCode.NotFound)"
    private static bool IsExcepted(IOperation status)
    {
        for (var around = status.Parent; around is not (null or ICatchClauseOperation); around = around.Parent)
        {
            if (around is IBinaryOperation { OperatorKind: BinaryOperatorKind.NotEquals } or INegatedPatternOperation or IUnaryOperation { OperatorKind: UnaryOperatorKind.Not })
                return true;
        }

        return false;
    }

    private static bool SaysRace(string name) => name.Contains("Concurrency") || name.Contains("Conflict");

    public static bool IsException(ITypeSymbol type, KnownTypes known) => type.IsOrDerivesFrom(known.Type("System.Exception"));

    private static bool Any(string[] names, ITypeSymbol type, KnownTypes known) =>
        names.Any(name => SymbolEqualityComparer.Default.Equals(known.Type(name), type));
}
