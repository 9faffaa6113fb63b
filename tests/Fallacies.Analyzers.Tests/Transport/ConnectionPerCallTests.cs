using Fallacies.Analyzers.Transport;
using Microsoft.CodeAnalysis;
using Verify = Fallacies.Analyzers.Tests.Verifier<Fallacies.Analyzers.Transport.ConnectionPerCallAnalyzer, Fallacies.Analyzers.Tests.NoFix>;

namespace Fallacies.Analyzers.Tests.Transport;

public sealed class ConnectionPerCallTests
{
    [Theory]
    [InlineData("using var c = [|ConnectionMultiplexer.Connect(address)|]; await c.GetDatabase().StringSetAsync(\"k\", \"v\");")]
    [InlineData("await using var c = await [|ConnectionMultiplexer.ConnectAsync(address)|].ConfigureAwait(false); await c.GetDatabase().StringSetAsync(\"k\", \"v\");")]
    [InlineData("var c = [|ConnectionMultiplexer.Connect(address)|]; var db = c.GetDatabase(); await db.StringSetAsync(\"k\", \"v\");")]
    [InlineData("var db = [|ConnectionMultiplexer.Connect(address)|].GetDatabase(); await db.StringSetAsync(\"k\", \"v\"); ")]
    [InlineData("var db = (await [|ConnectionMultiplexer.ConnectAsync(address)|])!.GetDatabase(); await Set(db);")]
    [InlineData("var c = [|ConnectionMultiplexer.Connect(address)|]; try { await c.GetDatabase().StringSetAsync(\"k\", \"v\"); } finally { await c.CloseAsync(); }")]
    [InlineData("using var channel = [|GrpcChannel.ForAddress(address)|]; await new Greeter(channel).Hello();")]
    [InlineData("var channel = [|GrpcChannel.ForAddress(address, new GrpcChannelOptions { MaxRetryAttempts = 3 })|]; var greeter = new Greeter(channel); await greeter.Hello();")]
    [InlineData("using var connection = [|rabbit.CreateConnection()|]; using var model = connection.CreateModel(); model.BasicPublish(\"\", \"orders\", null, default);")]
    [InlineData("using var connection = [|new ConnectionFactory { HostName = address }.CreateConnection()|]; connection.CreateModel().BasicPublish(\"\", \"orders\", null, default);")]
    [InlineData("using var producer = [|new ProducerBuilder<string, string>(config).Build()|]; await producer.ProduceAsync(\"orders\", null!);")]
    [InlineData("using var producer = [|new ProducerBuilder<string, string>(config).SetErrorHandler((_, _) => { }).Build()|]; foreach (var m in new[] { address }) producer.Produce(m, null!);")]
    [InlineData("using var consumer = [|new ConsumerBuilder<string, string>(config).Build()|]; consumer.Assign(new TopicPartition(address, 0)); var one = consumer.Consume(1000);")]
    public Task Reports(string statements) => Verify.AnalyzeAsync(InMethod(statements));

    [Fact]
    public Task Reports_a_property_that_connects_at_each_read() => Verify.AnalyzeAsync(
        """
        using StackExchange.Redis;
        class Orders(string address)
        {
            private static readonly ConnectionMultiplexer Kept = ConnectionMultiplexer.Connect("redis");
            private ConnectionMultiplexer Fresh => [|ConnectionMultiplexer.Connect(address)|];
            private static ConnectionMultiplexer Once { get; } = ConnectionMultiplexer.Connect("redis");
            public Task Save() => Fresh.GetDatabase().StringSetAsync("k", "v");
            public Task SaveAgain() => Once.GetDatabase().StringSetAsync(Kept.ClientName, "v");
        }
        """);

    [Theory]
    [InlineData("Microsoft.Azure.Cosmos", "using var cosmos = [|new Microsoft.Azure.Cosmos.CosmosClient(address)|]; await cosmos.GetContainer(\"d\", \"c\").ReadContainerAsync();")]
    [InlineData("Microsoft.Azure.Cosmos", "using var cosmos = [|new Microsoft.Azure.Cosmos.Fluent.CosmosClientBuilder(address).WithThrottlingRetryOptions(default, 3).Build()|]; await cosmos.GetContainer(\"d\", \"c\").ReadContainerAsync();")]
    [InlineData("Microsoft.Azure.Cosmos", "var cosmos = await [|Microsoft.Azure.Cosmos.CosmosClient.CreateAndInitializeAsync(address, [])|]; await cosmos.GetContainer(\"d\", \"c\").DeleteItemAsync<string>(\"i\", default);")]
    [InlineData("Azure.Messaging.ServiceBus", "await using var bus = [|new Azure.Messaging.ServiceBus.ServiceBusClient(address)|]; await using var sender = bus.CreateSender(\"q\"); await sender.SendMessageAsync(null);")]
    [InlineData("Azure.Messaging.ServiceBus", "var bus = [|new Azure.Messaging.ServiceBus.ServiceBusClient(address)|]; var sender = bus.CreateSender(\"q\"); await sender.SendMessageAsync(null);")]
    [InlineData("Azure.Messaging.EventHubs", "await using var hub = [|new Azure.Messaging.EventHubs.Producer.EventHubProducerClient(address)|]; await hub.SendAsync(new[] { new Azure.Messaging.EventHubs.EventData(address) });")]
    [InlineData("NATS.Net", "await using var nats = [|new NATS.Client.Core.NatsConnection()|]; await nats.PublishAsync(address);")]
    [InlineData("NATS.Net", "await using var nats = [|new NATS.Net.NatsClient(address)|]; await nats.PublishAsync(address);")]
    [InlineData("Microsoft.AspNetCore.SignalR.Client", "await using var hub = [|new HubConnectionBuilder().WithUrl(address).Build()|]; await hub.StartAsync(); await hub.InvokeAsync(\"Send\");")]
    [InlineData("Microsoft.AspNetCore.SignalR.Client", "var hub = [|new HubConnectionBuilder().WithUrl(address).WithAutomaticReconnect().Build()|]; await hub.StartAsync(); await hub.InvokeAsync(\"Send\"); await hub.StopAsync();")]
    public Task Reports_clients_of_other_brokers_and_stores(string package, string statements) => With(package, InMethod(statements));

    [Fact]
    public Task Reports_the_asynchronous_connections_of_RabbitMQ_7() => With("RabbitMQ.Client", """
        using RabbitMQ.Client;
        class Orders(IConnectionFactory rabbit, ConnectionFactory factory)
        {
            private IChannel? _channel;
            public async Task Publish(byte[] order)
            {
                await using var connection = await [|rabbit.CreateConnectionAsync()|];
                await using var channel = await connection.CreateChannelAsync();
                await channel.BasicPublishAsync("", "orders", order);
            }
            public async Task Again(byte[] order)
            {
                var connection = await [|factory.CreateConnectionAsync()|].ConfigureAwait(false);
                var channel = await connection.CreateChannelAsync();
                await channel.BasicPublishAsync("", "orders", order);
            }
            public async Task<IChannel> Open() => await (await rabbit.CreateConnectionAsync()).CreateChannelAsync();
            public async Task Start() { var connection = await rabbit.CreateConnectionAsync(); _channel = await connection.CreateChannelAsync(); }
        }
        """);

    [Fact]
    public void Every_row_names_a_type_and_methods_that_exist()
    {
        var compilations = new[] { Analysis.Compile("", References.With(References.Packages.Named)), Analysis.Compile("", References.WithPrevious("NATS.Client", "RabbitMQ.Client")) };

        Assert.All(Connection.Table, row =>
        {
            var found = compilations.Select(compilation => compilation.GetTypeByMetadataName(row.Type)).OfType<INamedTypeSymbol>().SelectMany(Members).Select(member => member.Name).ToHashSet();
            Assert.NotEmpty(found);
            Assert.All(row.MethodNames, name => Assert.Contains(name, found));
        });
    }

    [Theory]
    [InlineData("Kept = ConnectionMultiplexer.Connect(address);")]
    [InlineData("_db = ConnectionMultiplexer.Connect(address).GetDatabase();")]
    [InlineData("var c = ConnectionMultiplexer.Connect(address); _db = c.GetDatabase();")]
    [InlineData("var c = ConnectionMultiplexer.Connect(address); var db = c.GetDatabase(); _db = db;")]
    [InlineData("var c = ConnectionMultiplexer.Connect(address); Keep(c);")]
    [InlineData("var c = ConnectionMultiplexer.Connect(address); c.ConnectionFailed += (_, _) => c.Dispose();")]
    [InlineData("var c = await All.GetOrAdd(address, a => ConnectionMultiplexer.ConnectAsync(a)); await c.GetDatabase().PingAsync();")]
    [InlineData("Greeter = new Greeter(GrpcChannel.ForAddress(address));")]
    [InlineData("using var channel = GrpcChannel.ForAddress(address, new GrpcChannelOptions { HttpHandler = handler }); await new Greeter(channel).Hello();")]
    [InlineData("using var channel = GrpcChannel.ForAddress(address, new GrpcChannelOptions { HttpClient = http, DisposeHttpClient = false }); await new Greeter(channel).Hello();")]
    [InlineData("var options = new GrpcChannelOptions { HttpClient = http }; using var channel = GrpcChannel.ForAddress(address, options); await new Greeter(channel).Hello();")]
    [InlineData("using var channel = GrpcChannel.ForAddress(address, given); await new Greeter(channel).Hello();")]
    [InlineData("using var connection = rabbit.CreateConnection(); var model = connection.CreateModel(); while (true) model.BasicGet(\"q\", true);")]
    [InlineData("using var connection = rabbit.CreateConnection(); var model = connection.CreateModel(); model.BasicConsume(\"q\", false, basic); await Task.Delay(-1);")]
    [InlineData("using var consumer = new ConsumerBuilder<string, string>(config).Build(); consumer.Subscribe(address); consumer.Consume(1000);")]
    [InlineData("using var consumer = new ConsumerBuilder<string, string>(config).Build(); for (; ; ) consumer.Consume(1000);")]
    [InlineData("using var admin = new AdminClientBuilder(config).Build();")]
    [InlineData("using var own = new Own.ServiceBusClient();")]
    [InlineData("IConnection? c = null; try { c = rabbit.CreateConnection(); } catch { c?.Dispose(); throw; } Keep(c);")]
    public Task Leaves_alone_what_is_kept_shared_or_received_from(string statements) => Verify.AnalyzeAsync(InMethod(statements));

    [Theory]
    // Commands for servers.
    [InlineData("using (ConnectionMultiplexer c = ConnectionMultiplexer.Connect(address)) { var keys = c.GetServer(address + \":6379\").Keys(); Things.AddRange(keys.Select(key => (object)(string)key).ToList()); }")]
    [InlineData("using var c = ConnectionMultiplexer.Connect(address); foreach (var e in c.GetEndPoints()) await c.GetServer(e).FlushDatabaseAsync();")]
    [InlineData("await using var c = await ConnectionMultiplexer.ConnectAsync(address).ConfigureAwait(false); foreach (var s in c.GetServers()) await s.FlushAllDatabasesAsync();")]
    [InlineData("await using IConnectionMultiplexer c = await ConnectionMultiplexer.ConnectAsync(address); await c.GetServers().First().PingAsync();")]
    [InlineData("var server = ConnectionMultiplexer.Connect(address).GetServer(address, 6379); await server.FlushDatabaseAsync();")]
    [InlineData("ConnectionMultiplexer? c = null; try { c = ConnectionMultiplexer.Connect(address); if (c.IsConnected) await c.GetServer(address, 6379).SaveAsync(SaveType.BackgroundSave); } finally { if (c != null) await c.CloseAsync(); c?.Dispose(); }")]
    [InlineData("var c = ConnectionMultiplexer.Connect(address); var first = c?.GetEndPoints()[0]; c?.Dispose();")]
    // Data as well, a connection that nobody uses, another one, and what another method may do with it.
    [InlineData("using var c = [|ConnectionMultiplexer.Connect(address)|]; foreach (var key in c.GetServer(address, 6379).Keys()) await c.GetDatabase().KeyDeleteAsync(key);")]
    [InlineData("using var c = [|ConnectionMultiplexer.Connect(address)|]; var db = c.GetDatabase(); var keys = c.GetServer(c.GetEndPoints()[0]).Keys().ToArray(); await db.KeyDeleteAsync(keys);")]
    [InlineData("using var c = [|ConnectionMultiplexer.Connect(address)|]; await c.GetServer(address, 6379).PingAsync(); await c.GetSubscriber().PublishAsync(RedisChannel.Literal(\"a\"), \"b\");")]
    [InlineData("using var c = [|ConnectionMultiplexer.Connect(address)|]; await Task.Run(async () => await c.GetDatabase().PingAsync()); c.GetEndPoints();")]
    [InlineData("using var c = [|ConnectionMultiplexer.Connect(address)|]; var e = c.GetEndPoints(); var other = c; await other.GetDatabase().PingAsync();")]
    [InlineData("using var c = [|ConnectionMultiplexer.Connect(address)|]; var e = c.GetEndPoints(); await SetAll(c);")]
    [InlineData("using var c = [|ConnectionMultiplexer.Connect(address)|]; if (c.IsConnected) Things.Add(address);")]
    [InlineData("using var c = [|ConnectionMultiplexer.Connect(address)|]; using var d = ConnectionMultiplexer.Connect(address); await c.GetDatabase().PingAsync(); await d.GetServers()[0].PingAsync();")]
    public Task Leaves_alone_what_commands_a_server(string statements) => Verify.AnalyzeAsync(InMethod(statements));

    [Theory]
    [InlineData("Azure.Storage.Blobs", "await new Azure.Storage.Blobs.BlobServiceClient(address).GetPropertiesAsync();")]
    [InlineData("Azure.Messaging.ServiceBus", "var bus = new Azure.Messaging.ServiceBus.Administration.ServiceBusAdministrationClient(address); await bus.GetQueueAsync(\"q\");")]
    [InlineData("MongoDB.Driver", "using var mongo = new MongoDB.Driver.MongoClient(address); await mongo.ListDatabaseNamesAsync();")]
    [InlineData("AWSSDK.SQS", "using var sqs = new Amazon.SQS.AmazonSQSClient(); await sqs.ListQueuesAsync(\"q\");")]
    [InlineData("Npgsql.EntityFrameworkCore.PostgreSQL", "await using var sql = new Npgsql.NpgsqlConnection(address); await sql.OpenAsync();")]
    [InlineData("MailKit", "using var smtp = new MailKit.Net.Smtp.SmtpClient(); await smtp.ConnectAsync(address);")]
    [InlineData("Azure.Messaging.ServiceBus", "var bus = new Azure.Messaging.ServiceBus.ServiceBusClient(address); Sender = bus.CreateSender(\"q\");")]
    [InlineData("Azure.Messaging.ServiceBus", "await using var bus = new Azure.Messaging.ServiceBus.ServiceBusClient(address); await using var p = bus.CreateProcessor(\"q\"); await p.StartProcessingAsync();")]
    [InlineData("Microsoft.AspNetCore.SignalR.Client", "var hub = new HubConnectionBuilder().WithUrl(address).Build(); hub.On(\"x\", () => { }); await hub.StartAsync();")]
    public Task Leaves_alone_clients_that_share_connections_or_stay(string package, string statements) => With(package, InMethod(statements));

    [Theory]
    [InlineData("class C { readonly IDatabase _db; C(string a) => _db = ConnectionMultiplexer.Connect(a).GetDatabase(); }")]
    [InlineData("class C { C(string a) { using var c = ConnectionMultiplexer.Connect(a); c.GetDatabase().Ping(); } }")]
    [InlineData("class C { static readonly Lazy<ConnectionMultiplexer> L = new(() => ConnectionMultiplexer.Connect(\"redis\")); }")]
    [InlineData("class C { static void Add(IServiceCollection s) => s.AddSingleton<IConnectionMultiplexer>(_ => ConnectionMultiplexer.Connect(\"redis\")); }")]
    [InlineData("class C { static void Add(IServiceCollection s, string a) { var c = ConnectionMultiplexer.Connect(a); s.AddSingleton(c.GetDatabase()); } }")]
    [InlineData("class C { public static ConnectionMultiplexer Make(string a) => ConnectionMultiplexer.Connect(a); }")]
    [InlineData("class C { public static IDatabase Make(string a) { var c = ConnectionMultiplexer.Connect(a); return c.GetDatabase(); } }")]
    [InlineData("class C { static Task<ConnectionMultiplexer>? K; static Task<ConnectionMultiplexer> Make() => ConnectionMultiplexer.ConnectAsync(\"r\"); static Task<ConnectionMultiplexer> Get() => K ??= Make(); }")]
    [InlineData("class C : IHealthCheck { public async Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext x, CancellationToken t = default) { using var c = ConnectionMultiplexer.Connect(\"redis\"); await c.GetDatabase().PingAsync(); return default; } }")]
    [InlineData("class C { public async Task<bool> TestConnectionAsync(string a) { using var c = await ConnectionMultiplexer.ConnectAsync(a); return c.IsConnected; } }")]
    [InlineData("abstract class C : BackgroundService { protected override async Task ExecuteAsync(CancellationToken t) { using var c = ConnectionMultiplexer.Connect(\"redis\"); await c.GetDatabase().PingAsync(); } }")]
    [InlineData("class Program { static void Main() { using var c = ConnectionMultiplexer.Connect(\"redis\"); Once(c); Once(); } static void Once(ConnectionMultiplexer c) { } static void Once() { using var c = ConnectionMultiplexer.Connect(\"redis\"); c.GetDatabase().Ping(); } }", true)]
    public Task Leaves_alone_what_happens_once_or_is_made_for_others(string source, bool isProgram = false)
    {
        var test = new Verifier<ConnectionPerCallAnalyzer, NoFix>.Test(Usings + source, "fallacies.project_kind = service");
        if (isProgram)
            test.TestState.OutputKind = OutputKind.ConsoleApplication;
        return test.RunAsync();
    }

    [Theory]
    [InlineData("class C { static ConnectionMultiplexer Make() => [|ConnectionMultiplexer.Connect(\"redis\")|]; async Task Set() { using var c = Make(); await c.GetDatabase().PingAsync(); } }")]
    [InlineData("class C { static IDatabase Make() { var c = [|ConnectionMultiplexer.Connect(\"redis\")|]; return c.GetDatabase(); } async Task Set() => await Make().PingAsync(); }")]
    [InlineData("class C { async Task<RedisValue> Get() { var c = await [|ConnectionMultiplexer.ConnectAsync(\"redis\")|]; return await c.GetDatabase().StringGetAsync(\"k\"); } }")]
    public Task Follows_a_factory_to_those_who_use_it(string source) => Verify.AnalyzeAsync(Usings + source);

    [Theory]
    [InlineData("library", true)]
    [InlineData("tool", false)]
    [InlineData("test", false)]
    public Task Speaks_by_the_kind_of_project(string kind, bool isFinding)
    {
        var creation = isFinding ? "[|ConnectionMultiplexer.Connect(address)|]" : "ConnectionMultiplexer.Connect(address)";
        return Verify.AnalyzeAsync(InMethod($"using var c = {creation}; await c.GetDatabase().PingAsync();"), "fallacies.project_kind = " + kind);
    }

    [Theory]
    [InlineData("using var = ConnectionMultiplexer.Connect(address);")]
    [InlineData("var c = ConnectionMultiplexer.Connect(; c = c.GetDatabase(")]
    [InlineData("var channel = GrpcChannel.ForAddress(address, new GrpcChannelOptions { HttpHandler = }); new Greeter(channel).")]
    [InlineData("new ProducerBuilder<string>(config).Build(); new ProducerBuilder<,>().Build().")]
    public async Task Survives_half_typed(string statements)
    {
        var findings = await Analysis.RunAsync(Analysis.Compile("using System; using System.Net.Http; using System.Threading; using System.Threading.Tasks;" + InMethod(statements)), ("fallacies.project_kind", "service"));

        Assert.DoesNotContain(findings, finding => finding.Id == "AD0001");
    }

    private const string Usings = """
        using System.Collections.Concurrent;
        using Confluent.Kafka;
        using Grpc.Net.Client;
        using Microsoft.Extensions.DependencyInjection;
        using Microsoft.Extensions.Diagnostics.HealthChecks;
        using Microsoft.Extensions.Hosting;
        using RabbitMQ.Client;
        using StackExchange.Redis;

        """;

    private static Task With(string package, string source)
    {
        var imports = package == "Microsoft.AspNetCore.SignalR.Client" ? "using Microsoft.AspNetCore.SignalR.Client;\n" : "";
        var test = new Verifier<ConnectionPerCallAnalyzer, NoFix>.Test(imports + source, "fallacies.project_kind = service");
        test.TestState.AdditionalReferences.Clear();
        test.TestState.AdditionalReferences.AddRange(References.With(package));
        return test.RunAsync();
    }

    private static IEnumerable<ISymbol> Members(INamedTypeSymbol type)
    {
        for (var ancestor = type; ancestor is not null; ancestor = ancestor.BaseType)
        {
            foreach (var member in ancestor.GetMembers())
                yield return member;
        }
    }

    private static string InMethod(string statements) =>
        $$"""
        {{Usings}}
        class Greeter(Grpc.Core.ChannelBase channel) : Grpc.Core.ClientBase<Greeter>(channel)
        {
            protected override Greeter NewInstance(ClientBaseConfiguration configuration) => this;
            public Task Hello() => Task.CompletedTask;
        }
        class Own { public class ServiceBusClient : IDisposable { public void Dispose() { } } }
        class Orders
        {
            private static readonly ConcurrentDictionary<string, Task<ConnectionMultiplexer>> All = new();
            private static readonly List<object> Things = new();
            private static object? Kept, Sender;
            private static Greeter? Greeter;
            private IDatabase? _db;
            public async Task Place(string address, IConnectionFactory rabbit, ClientConfig config, HttpMessageHandler handler, HttpClient http, GrpcChannelOptions given, IBasicConsumer basic)
            {
                await Task.Yield();
                {{statements}}
            }
            private static Task Set(IDatabase db) => db.StringSetAsync("k", "v");
            private static Task SetAll(IConnectionMultiplexer c) => Set(c.GetDatabase());
            private static void Keep(object? client) => Things.Add(client!);
            public object? Fields => (Kept, Sender, Greeter, _db);
        }
        """;
}
