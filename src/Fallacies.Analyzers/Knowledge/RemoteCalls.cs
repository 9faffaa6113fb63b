using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace Fallacies.Analyzers.Knowledge;

/// <summary>A call that crosses the network: the row of the table it matched, and what a repetition does.</summary>
internal sealed record RemoteCall(Sink Sink, Idempotency Idempotency);

/// <summary>Knows which calls cross the network.</summary>
internal sealed class RemoteCalls
{
    internal static readonly Sink[] Table =
    [
        new("System.Net.Http.HttpClient", RemoteKind.Http)
        {
            Safe = "GetAsync GetStringAsync GetByteArrayAsync GetStreamAsync",
            Idempotent = "PutAsync DeleteAsync",
            Unsafe = "PostAsync PatchAsync",
            Unknown = "SendAsync Send",
            BuiltInTimeout = 100,
            PropagatesTrace = true,
        },
        new("System.Net.Http.HttpMessageInvoker", RemoteKind.Http) { Unknown = "SendAsync Send", PropagatesTrace = true },
        new("System.Net.Http.DelegatingHandler", RemoteKind.Http) { Unknown = "SendAsync Send", PropagatesTrace = true },
        new("System.Net.Http.Json.HttpClientJsonExtensions", RemoteKind.Http)
        {
            Safe = "GetFromJsonAsync GetFromJsonAsAsyncEnumerable",
            Idempotent = "PutAsJsonAsync DeleteFromJsonAsync",
            Unsafe = "PostAsJsonAsync PatchAsJsonAsync",
            BuiltInTimeout = 100,
            PropagatesTrace = true,
        },
        new("Grpc.Core.ClientBase", RemoteKind.Rpc) { Unknown = "*", Derived = true, PropagatesTrace = true },
        new("System.Net.Sockets.Socket", RemoteKind.Socket) { Unknown = "Connect ConnectAsync Send SendAsync SendTo SendToAsync Receive ReceiveAsync ReceiveFrom ReceiveFromAsync" },
        new("System.Net.Sockets.TcpClient", RemoteKind.Socket) { Unknown = "Connect ConnectAsync" },
        new("System.Net.Sockets.UdpClient", RemoteKind.Socket) { Unknown = "Send SendAsync Receive ReceiveAsync" },
        new("System.Net.Sockets.NetworkStream", RemoteKind.Socket) { Unknown = "Read ReadAsync Write WriteAsync" },
        new("Confluent.Kafka.IProducer`2", RemoteKind.Broker) { Unsafe = "ProduceAsync Produce", BuiltInTimeout = 300, Retries = true, Pipelines = true },
        new("Confluent.Kafka.IConsumer`2", RemoteKind.Broker) { Safe = "Consume", Idempotent = "Commit", Pipelines = true },
        new("RabbitMQ.Client.IModel", RemoteKind.Broker) { Unsafe = "BasicPublish", Unknown = "BasicGet", Pipelines = true },
        new("RabbitMQ.Client.IModelExensions", RemoteKind.Broker) { Unsafe = "BasicPublish", Pipelines = true },
        new("RabbitMQ.Client.IChannel", RemoteKind.Broker) { Unsafe = "BasicPublishAsync", Unknown = "BasicGetAsync", PropagatesTrace = true, Pipelines = true },
        new("RabbitMQ.Client.IChannelExtensions", RemoteKind.Broker) { Unsafe = "BasicPublishAsync", PropagatesTrace = true, Pipelines = true },
        new("StackExchange.Redis.IDatabase", RemoteKind.Cache) { Unknown = "*", BuiltInTimeout = 5, Pipelines = true },
        new("StackExchange.Redis.IDatabaseAsync", RemoteKind.Cache) { Unknown = "*", BuiltInTimeout = 5, Pipelines = true },
        new("StackExchange.Redis.ISubscriber", RemoteKind.Cache) { Unsafe = "Publish PublishAsync", BuiltInTimeout = 5, Pipelines = true },
        new("Amazon.SQS.IAmazonSQS", RemoteKind.Broker)
        {
            Safe = "ReceiveMessageAsync", Idempotent = "DeleteMessageAsync DeleteMessageBatchAsync", Unsafe = "SendMessageAsync SendMessageBatchAsync", BuiltInTimeout = 100, Retries = true,
        },
        new("Amazon.SQS.AmazonSQSClient", RemoteKind.Broker)
        {
            Safe = "ReceiveMessageAsync", Idempotent = "DeleteMessageAsync DeleteMessageBatchAsync", Unsafe = "SendMessageAsync SendMessageBatchAsync", BuiltInTimeout = 100, Retries = true,
        },
    ];

    private readonly Lazy<Dictionary<ISymbol, Sink>> _sinks;

    private RemoteCalls(KnownTypes types) => _sinks = new(() => Table
        .Select(sink => (Type: types.Type(sink.Type), Sink: sink))
        .Where(row => row.Type is not null)
        .ToDictionary(row => (ISymbol)row.Type!, row => row.Sink, SymbolEqualityComparer.Default));

    public static RemoteCalls Of(KnownTypes types) => new(types);

    /// <summary>The table's row for a call, or <see langword="null"/> where nothing says that it crosses the network.</summary>
    public RemoteCall? Find(IInvocationOperation call) => Find(call.TargetMethod);

    public RemoteCall? Find(IMethodSymbol method)
    {
        if (method.MethodKind is not (MethodKind.Ordinary or MethodKind.ReducedExtension or MethodKind.ExplicitInterfaceImplementation))
            return null;

        for (var type = method.ContainingType; type is not null; type = type.BaseType)
        {
            if (_sinks.Value.TryGetValue(type.OriginalDefinition, out var sink) && (sink.Derived || SymbolEqualityComparer.Default.Equals(type, method.ContainingType)))
                return sink.Find(method.Name) is { } idempotency ? new RemoteCall(sink, idempotency) : null;
        }

        return null;
    }

    /// <summary>The first remote call below an operation; code in lambdas and local functions counts, it runs when the operation does or later.</summary>
    public IInvocationOperation? FirstIn(IOperation operation) =>
        operation.DescendantsAndSelf().OfType<IInvocationOperation>().FirstOrDefault(call => Find(call) is not null);
}
