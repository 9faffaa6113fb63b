using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace Fallacies.Shapes;

/// <summary>One stand-in for a rule: it looks for calls of one member, binds them, and checks the type that declares it.</summary>
internal sealed record Member(int Number, string Type, string Name)
{
    public static readonly ImmutableArray<Member> All = Read().ToImmutableArray();

    private const string Table = """
        System.Net.Http.HttpClient: GetAsync PostAsync PutAsync DeleteAsync PatchAsync SendAsync GetStringAsync GetStreamAsync GetByteArrayAsync
        System.Net.Http.Json.HttpClientJsonExtensions: GetFromJsonAsync PostAsJsonAsync PutAsJsonAsync
        System.Threading.Tasks.Task: WhenAll WhenAny Run Wait Delay ContinueWith
        System.Threading.Tasks.Parallel: ForEachAsync ForEach Invoke
        System.Net.Sockets.Socket: Connect ConnectAsync Receive ReceiveAsync Send AcceptAsync
        System.Net.Dns: GetHostEntry GetHostAddresses
        System.Net.IPAddress: Parse
        System.Diagnostics.ActivitySource: StartActivity
        System.Threading.Channels.Channel: CreateUnbounded
        System.Runtime.CompilerServices.TaskAwaiter: GetResult
        System.Threading.CancellationTokenSource: CancelAfter CreateLinkedTokenSource
        Microsoft.Extensions.DependencyInjection.HttpClientFactoryServiceCollectionExtensions: AddHttpClient ConfigureHttpClientDefaults
        Microsoft.Extensions.DependencyInjection.ResilienceHttpClientBuilderExtensions: AddStandardResilienceHandler AddStandardHedgingHandler AddResilienceHandler
        Polly.ResiliencePipeline: Execute ExecuteAsync ExecuteOutcomeAsync
        Polly.Policy: Handle WaitAndRetryAsync RetryForeverAsync TimeoutAsync CircuitBreakerAsync BulkheadAsync WrapAsync ExecuteAndCaptureAsync
        StackExchange.Redis.IDatabase: StringSet StringGet KeyDelete LockTake LockRelease StringSetAsync StringGetAsync KeyDeleteAsync LockTakeAsync LockReleaseAsync KeyExpireAsync StreamAddAsync PublishAsync
        StackExchange.Redis.ConnectionMultiplexer: ConnectAsync
        RabbitMQ.Client.IModel: BasicPublish BasicConsume BasicAck BasicQos QueueDeclare CreateModel BasicGet
        Confluent.Kafka.IConsumer`2: Consume Commit StoreOffset
        Confluent.Kafka.IProducer`2: Produce ProduceAsync Flush
        Microsoft.EntityFrameworkCore.DbContext: SaveChangesAsync SaveChanges BeginTransactionAsync
        """;

    private static IEnumerable<Member> Read()
    {
        var number = 0;
        foreach (var line in Table.Split('\n'))
        {
            var parts = line.Split(':');
            foreach (var name in parts[1].Split([' '], StringSplitOptions.RemoveEmptyEntries))
                yield return new Member(++number, parts[0].Trim(), name);
        }
    }

    public DiagnosticDescriptor Descriptor(string prefix) => new(
        $"{prefix}{Number:00}", "Stand-in", "'{0}' is called", "Shapes", DiagnosticSeverity.Info, isEnabledByDefault: true);

    public static bool Matches(IInvocationOperation call, INamedTypeSymbol? type) =>
        SymbolEqualityComparer.Default.Equals(call.TargetMethod.ContainingType.OriginalDefinition, type)
        && call.Arguments.Length > 40;
}
