namespace Fallacies.Analyzers.Transport;

/// <summary>A type that holds connections of its own, and how it is made.</summary>
/// <param name="Type">The metadata name of the type that is created, or that has the methods.</param>
/// <param name="Methods">The methods that make one, separated by blanks; none where <c>new</c> does.</param>
/// <param name="Costs">What it takes before the first byte of use can be sent.</param>
internal sealed record Connection(string Type, string Methods, string Costs)
{
    private const string Amqp = "TCP, TLS, SASL and AMQP, at least 5 round trips";
    private const string Kafka = "TCP, the broker's versions and the cluster's metadata, at least 3 round trips";

    public static readonly Connection[] Table =
    [
        new("StackExchange.Redis.ConnectionMultiplexer", "Connect ConnectAsync SentinelConnect SentinelConnectAsync", "two connections with TCP, TLS and login, at least 3 round trips"),
        new("Grpc.Net.Client.GrpcChannel", "ForAddress", "TCP, TLS and HTTP/2, at least 2 round trips"),
        new("RabbitMQ.Client.IConnectionFactory", "CreateConnection CreateConnectionAsync", Amqp),
        new("RabbitMQ.Client.ConnectionFactory", "CreateConnection CreateConnectionAsync", Amqp),
        new("NATS.Client.ConnectionFactory", "CreateConnection", "TCP, TLS and login, at least 3 round trips"),
        new("Confluent.Kafka.ProducerBuilder`2", "Build", Kafka),
        new("Confluent.Kafka.ConsumerBuilder`2", "Build", Kafka + ", and a rebalance of the group"),
        new("Microsoft.AspNetCore.SignalR.Client.HubConnectionBuilder", "Build", "TCP, TLS, negotiation, upgrade and handshake, at least 5 round trips"),
        new("Microsoft.AspNetCore.SignalR.Client.IHubConnectionBuilder", "Build", "TCP, TLS, negotiation, upgrade and handshake, at least 5 round trips"),
        new("Microsoft.Azure.Cosmos.CosmosClient", "CreateAndInitializeAsync", "TCP, TLS, the account and the addresses of its partitions, at least 4 round trips"),
        new("Microsoft.Azure.Cosmos.Fluent.CosmosClientBuilder", "Build BuildAndInitializeAsync", "TCP, TLS, the account and the addresses of its partitions, at least 4 round trips"),
        new("Microsoft.Azure.Cosmos.CosmosClient", "", "TCP, TLS, the account and the addresses of its partitions, at least 4 round trips"),
        new("Azure.Messaging.ServiceBus.ServiceBusClient", "", Amqp),
        new("Azure.Messaging.EventHubs.Producer.EventHubProducerClient", "", Amqp),
        new("Azure.Messaging.EventHubs.Producer.EventHubBufferedProducerClient", "", Amqp),
        new("Azure.Messaging.EventHubs.Consumer.EventHubConsumerClient", "", Amqp),
        new("NATS.Client.Core.NatsConnection", "", "TCP, TLS and login, at least 3 round trips"),
        new("NATS.Net.NatsClient", "", "TCP, TLS and login, at least 3 round trips"),
    ];

    /// <summary>The methods of the table.</summary>
    public static string[] AllMethodNames { get; } = Table.SelectMany(row => row.MethodNames).Distinct().ToArray();

    /// <summary>The types of the table that <c>new</c> makes.</summary>
    public static string[] AllTypeNames { get; } = Table.Where(row => row.MethodNames.Length == 0).Select(row => row.TypeName).ToArray();

    public string[] MethodNames { get; } = Methods.Split([' '], StringSplitOptions.RemoveEmptyEntries);

    /// <summary>The type's name without namespace and arity.</summary>
    public string TypeName { get; } = Type.Substring(Type.LastIndexOf('.') + 1).Split('`')[0];

    /// <summary>Whether a method makes one; by <c>new</c> where there is no method.</summary>
    public bool IsMadeBy(string? method) => method is null ? MethodNames.Length == 0 : MethodNames.Contains(method);
}
