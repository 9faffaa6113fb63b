using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using Fallacies.Analyzers.Knowledge;
using Microsoft.CodeAnalysis;

namespace Fallacies.Analyzers;

/// <summary>
/// The types that rules know, looked up in one compilation at their first use. A type that is missing, or that several
/// references define none of which is named after it, is <see langword="null"/>; a rule then stays silent.
/// </summary>
internal sealed class KnownTypes
{
    // The table holds its keys weakly: a compilation takes its entry along when it goes.
    private static readonly ConditionalWeakTable<Compilation, KnownTypes> Cache = new();

    private readonly ConcurrentDictionary<string, INamedTypeSymbol?> _types = new();
    private readonly Func<string, INamedTypeSymbol?> _find;

    private KnownTypes(Compilation compilation)
    {
        var packages = new PackageTypes(compilation);
        var places = TypePlaces.Of(compilation);
        var assemblies = compilation.SourceModule.ReferencedAssemblySymbols;
        _find = name => packages.TryFind(name, out var found) ? found : places.Find(name, compilation, assemblies);
    }

    public INamedTypeSymbol? HttpClient => Type("System.Net.Http.HttpClient");

    public INamedTypeSymbol? HttpMessageInvoker => Type("System.Net.Http.HttpMessageInvoker");

    public INamedTypeSymbol? HttpClientJsonExtensions => Type("System.Net.Http.Json.HttpClientJsonExtensions");

    public INamedTypeSymbol? HttpClientFactory => Type("System.Net.Http.IHttpClientFactory");

    public INamedTypeSymbol? HttpClientRegistrations => Type("Microsoft.Extensions.DependencyInjection.HttpClientFactoryServiceCollectionExtensions");

    public INamedTypeSymbol? RefitRegistrations => Type("Refit.HttpClientFactoryExtensions");

    public INamedTypeSymbol? GrpcRegistrations => Type("Microsoft.Extensions.DependencyInjection.GrpcClientServiceExtensions");

    public INamedTypeSymbol? HttpClientBuilder => Type("Microsoft.Extensions.DependencyInjection.IHttpClientBuilder");

    public INamedTypeSymbol? DelegatingHandler => Type("System.Net.Http.DelegatingHandler");

    public INamedTypeSymbol? Socket => Type("System.Net.Sockets.Socket");

    public INamedTypeSymbol? TimeSpan => Type("System.TimeSpan");

    public INamedTypeSymbol? Timeout => Type("System.Threading.Timeout");

    public INamedTypeSymbol? CancellationToken => Type("System.Threading.CancellationToken");

    public INamedTypeSymbol? Uri => Type("System.Uri");

    public INamedTypeSymbol? IPAddress => Type("System.Net.IPAddress");

    public INamedTypeSymbol? EndPoint => Type("System.Net.EndPoint");

    public INamedTypeSymbol? IPEndPoint => Type("System.Net.IPEndPoint");

    public INamedTypeSymbol? ConfigurationBinder => Type("Microsoft.Extensions.Configuration.ConfigurationBinder");

    public INamedTypeSymbol? HostedService => Type("Microsoft.Extensions.Hosting.IHostedService");

    /// <summary>What retry policies of Polly 7 are built from.</summary>
    public INamedTypeSymbol? PolicyBuilder => Type("Polly.PolicyBuilder");

    public INamedTypeSymbol? PolicyBuilderOfT => Type("Polly.PolicyBuilder`1");

    /// <summary>The retry of Polly 8; the options without a result and those for HTTP derive from it.</summary>
    public INamedTypeSymbol? RetryStrategyOptions => Type("Polly.Retry.RetryStrategyOptions`1");

    public INamedTypeSymbol? HttpRetryStrategyOptions => Type("Microsoft.Extensions.Http.Resilience.HttpRetryStrategyOptions");

    /// <summary>What runs calls in Polly 8.</summary>
    public INamedTypeSymbol? ResiliencePipeline => Type("Polly.ResiliencePipeline");

    public INamedTypeSymbol? ResiliencePipelineOfT => Type("Polly.ResiliencePipeline`1");

    /// <summary>What both builders of Polly 8 derive from.</summary>
    public INamedTypeSymbol? ResiliencePipelineBuilderBase => Type("Polly.ResiliencePipelineBuilderBase");

    /// <summary>What every policy of Polly 7 implements.</summary>
    public INamedTypeSymbol? AnyPolicy => Type("Polly.IsPolicy");

    public INamedTypeSymbol? KafkaProducer => Type("Confluent.Kafka.IProducer`2");

    public INamedTypeSymbol? KafkaMessage => Type("Confluent.Kafka.Message`2");

    public INamedTypeSymbol? KafkaConsumer => Type("Confluent.Kafka.IConsumer`2");

    public INamedTypeSymbol? KafkaConsumeResult => Type("Confluent.Kafka.ConsumeResult`2");

    /// <summary>A channel of RabbitMQ before version 7.</summary>
    public INamedTypeSymbol? RabbitModel => Type("RabbitMQ.Client.IModel");

    /// <summary>A channel of RabbitMQ from version 7 on.</summary>
    public INamedTypeSymbol? RabbitChannel => Type("RabbitMQ.Client.IChannel");

    public INamedTypeSymbol? RabbitProperties => Type("RabbitMQ.Client.IBasicProperties");

    public INamedTypeSymbol? RabbitDelivery => Type("RabbitMQ.Client.Events.BasicDeliverEventArgs");

    public INamedTypeSymbol? ServiceBusProcessor => Type("Azure.Messaging.ServiceBus.ServiceBusProcessor");

    public INamedTypeSymbol? RedisDatabase => Type("StackExchange.Redis.IDatabaseAsync");

    public INamedTypeSymbol? RedisBlockingDatabase => Type("StackExchange.Redis.IDatabase");

    /// <summary>The lock of the package DistributedLock, over whatever store.</summary>
    public INamedTypeSymbol? DistributedLock => Type("Medallion.Threading.IDistributedLock");

    /// <summary>Where RedLock.net takes locks.</summary>
    public INamedTypeSymbol? RedLockFactory => Type("RedLockNet.IDistributedLockFactory");

    public INamedTypeSymbol? ConsulSession => Type("Consul.SessionEntry");

    public INamedTypeSymbol? BlobLease => Type("Azure.Storage.Blobs.Specialized.BlobLeaseClient");

    public INamedTypeSymbol? RedisServer => Type("StackExchange.Redis.IServer");

    public INamedTypeSymbol? WebSocket => Type("System.Net.WebSockets.WebSocket");

    public INamedTypeSymbol? JsonConvert => Type("Newtonsoft.Json.JsonConvert");

    public INamedTypeSymbol? Sqs => Type("Amazon.SQS.IAmazonSQS");

    public INamedTypeSymbol? Sns => Type("Amazon.SimpleNotificationService.IAmazonSimpleNotificationService");

    public INamedTypeSymbol? Mqtt => Type("MQTTnet.IMqttClient");

    /// <summary>A connection of NATS before its second client.</summary>
    public INamedTypeSymbol? NatsConnection => Type("NATS.Client.IConnection");

    public INamedTypeSymbol? Activity => Type("System.Diagnostics.Activity");

    public INamedTypeSymbol? ActivitySource => Type("System.Diagnostics.ActivitySource");

    public INamedTypeSymbol? Propagator => Type("System.Diagnostics.DistributedContextPropagator");

    public INamedTypeSymbol? SocketsHttpHandler => Type("System.Net.Http.SocketsHttpHandler");

    public INamedTypeSymbol? AppContext => Type("System.AppContext");

    public INamedTypeSymbol? OpenTelemetrySdk => Type("OpenTelemetry.Sdk");

    public INamedTypeSymbol? Task => Type("System.Threading.Tasks.Task");

    public INamedTypeSymbol? CancellationTokenSource => Type("System.Threading.CancellationTokenSource");

    public INamedTypeSymbol? OperationCanceledException => Type("System.OperationCanceledException");

    public INamedTypeSymbol? Exception => Type("System.Exception");

    public INamedTypeSymbol? Thread => Type("System.Threading.Thread");

    public INamedTypeSymbol? Math => Type("System.Math");

    public INamedTypeSymbol? Random => Type("System.Random");

    public INamedTypeSymbol? Enumerable => Type("System.Linq.Enumerable");

    public INamedTypeSymbol? DbContext => Type("Microsoft.EntityFrameworkCore.DbContext");

    public INamedTypeSymbol? DatabaseFacade => Type("Microsoft.EntityFrameworkCore.Infrastructure.DatabaseFacade");

    public INamedTypeSymbol? RelationalDatabaseFacade => Type("Microsoft.EntityFrameworkCore.RelationalDatabaseFacadeExtensions");

    /// <summary>What retrying execution strategies of EF Core derive from.</summary>
    public INamedTypeSymbol? ExecutionStrategy => Type("Microsoft.EntityFrameworkCore.Storage.ExecutionStrategy");

    public INamedTypeSymbol? ExecutionStrategyContract => Type("Microsoft.EntityFrameworkCore.Storage.IExecutionStrategy");

    public INamedTypeSymbol? ExecutionStrategyExtensions => Type("Microsoft.EntityFrameworkCore.ExecutionStrategyExtensions");

    /// <summary>What generated gRPC clients derive from.</summary>
    public INamedTypeSymbol? GrpcClientBase => Type("Grpc.Core.ClientBase`1");

    /// <summary>Whether the compilation references any type that reaches a network.</summary>
    public bool CanReachNetwork => HttpClient is not null || Socket is not null;

    public static KnownTypes Of(Compilation compilation) => Cache.GetValue(compilation, static c => new KnownTypes(c));

    /// <summary>The type with this metadata name, for tables that name types by data; rules use the properties.</summary>
    public INamedTypeSymbol? Type(string metadataName) => _types.GetOrAdd(metadataName, _find);
}
