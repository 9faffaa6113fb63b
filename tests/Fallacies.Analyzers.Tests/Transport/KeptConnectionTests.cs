using Fallacies.Analyzers.Tests.Reliability;
using Fallacies.Analyzers.Transport;
using Fallacies.CodeFixes.Transport;
using Verify = Fallacies.Analyzers.Tests.Verifier<Fallacies.Analyzers.Transport.ConnectionPerCallAnalyzer, Fallacies.CodeFixes.Transport.ConnectionPerCallFixer>;

namespace Fallacies.Analyzers.Tests.Transport;

/// <summary>The fix of FAL7001.</summary>
public sealed class KeptConnectionTests
{
    [Fact]
    public Task One_is_kept_for_all_calls() => Verify.FixAsync(
        """
        using Grpc.Net.Client;

        public class Orders
        {
            private const string Address = "https://orders";

            public async Task PlaceAsync(string id)
            {
                // To the orders.
                using var channel = [|GrpcChannel.ForAddress(Address)|];
                await new Greeter(channel).Hello(id); // once
            }

            public async Task CountAsync(string id)
            {
                var channel = [|GrpcChannel.ForAddress("https://counts", new GrpcChannelOptions { MaxRetryAttempts = 3, InitialReconnectBackoff = TimeSpan.FromSeconds(1) })|];
                var greeter = new Greeter(channel);
                await greeter.Hello(id);
            }
        }

        """ + Greeter,
        """
        using Grpc.Net.Client;

        public class Orders
        {
            private static readonly Lazy<GrpcChannel> Channel2 = new(() => GrpcChannel.ForAddress("https://counts", new GrpcChannelOptions { MaxRetryAttempts = 3, InitialReconnectBackoff = TimeSpan.FromSeconds(1) }));

            // To the orders.
            private static readonly Lazy<GrpcChannel> Channel = new(() => GrpcChannel.ForAddress(Address));

            private const string Address = "https://orders";

            public async Task PlaceAsync(string id)
            {
                await new Greeter(Channel.Value).Hello(id); // once
            }

            public async Task CountAsync(string id)
            {
                var greeter = new Greeter(Channel2.Value);
                await greeter.Hello(id);
            }
        }

        """ + Greeter);

    [Fact]
    public Task A_client_that_new_makes_too() => Verify.FixAsync(
        """
        using Azure.Messaging.ServiceBus;

        public class Orders
        {
            private static readonly ServiceBusClientOptions Options = new();

            public async Task PlaceAsync(string id)
            {
                await using var bus = [|new ServiceBusClient("Endpoint=sb://orders", Options)|];
                await bus.CreateSender("orders").SendMessageAsync(new ServiceBusMessage(id));
            }
        }
        """,
        """
        using Azure.Messaging.ServiceBus;

        public class Orders
        {
            private static readonly ServiceBusClientOptions Options = new();
            private static readonly Lazy<ServiceBusClient> Bus = new(() => new ServiceBusClient("Endpoint=sb://orders", Options));

            public async Task PlaceAsync(string id)
            {
                await Bus.Value.CreateSender("orders").SendMessageAsync(new ServiceBusMessage(id));
            }
        }
        """,
        references: References.With("Azure.Messaging.ServiceBus"));

    [Theory]
    // What it is made of belongs to the call, or may change.
    [InlineData("using var channel = [|GrpcChannel.ForAddress(id)|]; await new Greeter(channel).Hello(id);")]
    [InlineData("using var channel = [|GrpcChannel.ForAddress(_address)|]; await new Greeter(channel).Hello(id);")]
    [InlineData("using var channel = [|GrpcChannel.ForAddress(Environment.GetEnvironmentVariable(\"ORDERS\")!)|]; await new Greeter(channel).Hello(id);")]
    [InlineData("using var channel = [|GrpcChannel.ForAddress(\"https://orders\", new GrpcChannelOptions { MaxRetryAttempts = id.Length })|]; await new Greeter(channel).Hello(id);")]
    // Somebody ends it.
    [InlineData("var channel = [|GrpcChannel.ForAddress(\"https://orders\")|]; await new Greeter(channel).Hello(id); await channel.ShutdownAsync();")]
    [InlineData("using (var channel = [|GrpcChannel.ForAddress(\"https://orders\")|]) await new Greeter(channel).Hello(id);")]
    // A comment would be lost, or nothing holds it.
    [InlineData("using var channel = [|GrpcChannel.ForAddress(\"https://orders\" /* far */)|]; await new Greeter(channel).Hello(id);")]
    [InlineData("await new Greeter([|GrpcChannel.ForAddress(\"https://orders\")|]).Hello(id);")]
    // It connects while it is made, and a failure would be kept.
    [InlineData("using var redis = [|StackExchange.Redis.ConnectionMultiplexer.Connect(\"redis\")|]; await redis.GetDatabase().StringSetAsync(\"id\", id);")]
    public Task Offers_nothing_where(string statements) => Verify.NoFixAsync(
        $$"""
        using Grpc.Net.Client;
        public class Orders(string address)
        {
            private readonly string _address = address;
            public async Task PlaceAsync(string id) { {{statements}} }
        }

        """ + Greeter);

    [Fact]
    public Task Offers_nothing_for_each_type_argument() => Verify.NoFixAsync(
        """
        using Grpc.Net.Client;
        public class Orders<T>
        {
            public async Task PlaceAsync(string id) { using var channel = [|GrpcChannel.ForAddress("https://orders")|]; await new Greeter(channel).Hello(id); }
        }

        """ + Greeter);

    [Fact]
    public async Task Two_calls_make_two_channels_and_after_the_fix_one()
    {
        const string Source = """
            using Grpc.Net.Client;
            public static class Sample
            {
                public static async Task<int> Run()
                {
                    var orders = new Orders();
                    await orders.PlaceAsync();
                    await orders.PlaceAsync();
                    return Orders.Channels.Distinct().Count();
                }
            }
            public class Orders
            {
                public static readonly List<int> Channels = new();
                public async Task PlaceAsync()
                {
                    await Task.Yield();
                    using var channel = GrpcChannel.ForAddress("http://orders");
                    Channels.Add(channel.GetHashCode());
                }
            }
            """;

        Assert.Equal(2, await PipelineSource.RunAsync<int>(Source));
        Assert.Equal(1, await PipelineSource.RunAsync<int>(await PipelineSource.FixedAsync(Source, new ConnectionPerCallAnalyzer(), new ConnectionPerCallFixer())));
    }

    private const string Greeter = """
        class Greeter(Grpc.Core.ChannelBase channel) : Grpc.Core.ClientBase<Greeter>(channel)
        {
            protected override Greeter NewInstance(ClientBaseConfiguration configuration) => this;
            public Task Hello(string id) => Task.CompletedTask;
        }
        """;
}
