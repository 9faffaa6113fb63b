using Microsoft.CodeAnalysis;
using Verify = Fallacies.Analyzers.Tests.Verifier<Fallacies.Analyzers.Reliability.EarlyAcknowledgementAnalyzer, Fallacies.CodeFixes.Reliability.EarlyAcknowledgementFixer>;

namespace Fallacies.Analyzers.Tests.Reliability;

public sealed class EarlyAcknowledgementTests
{
    private const string Usings = "using RabbitMQ.Client;\nusing RabbitMQ.Client.Events;\n\n";

    private static readonly MetadataReference[] Seven = References.With("RabbitMQ.Client");

    [Fact]
    public Task The_handler_acknowledges_as_the_last_thing_it_does() => Verify.FixAsync(
        Usings + """
        class Listener(IChannel channel, HttpClient http)
        {
            public async Task StartAsync(CancellationToken ct)
            {
                var consumer = new AsyncEventingBasicConsumer(channel);
                consumer.ReceivedAsync += async (_, message) =>
                {
                    // The order first.
                    await http.PostAsync("orders", new ByteArrayContent(message.Body.ToArray()), ct); // And that is all.
                };
                await channel.BasicConsumeAsync("orders", [|autoAck: true|], consumer, ct);
            }

            public async Task StartOtherAsync(CancellationToken ct)
            {
                var consumer = new AsyncEventingBasicConsumer(channel);
                consumer.ReceivedAsync += (_, message) => HandleAsync(message);
                await channel.BasicConsumeAsync(queue: "returns", [|true|], consumer: consumer, cancellationToken: ct);
            }

            public async Task StartThirdAsync(CancellationToken ct)
            {
                var consumer = new AsyncEventingBasicConsumer(channel);
                consumer.ReceivedAsync += async (_, message) => { await HandleAsync(message); };
                await channel.BasicConsumeAsync("claims", [|true|], consumer, ct);
            }

            private Task HandleAsync(BasicDeliverEventArgs message) => http.PostAsync("orders", new ByteArrayContent(message.Body.ToArray()));
        }
        """,
        Usings + """
        class Listener(IChannel channel, HttpClient http)
        {
            public async Task StartAsync(CancellationToken ct)
            {
                var consumer = new AsyncEventingBasicConsumer(channel);
                consumer.ReceivedAsync += async (_, message) =>
                {
                    // The order first.
                    await http.PostAsync("orders", new ByteArrayContent(message.Body.ToArray()), ct); // And that is all.
                    await channel.BasicAckAsync(message.DeliveryTag, false);
                };
                await channel.BasicConsumeAsync("orders", autoAck: false, consumer, ct);
            }

            public async Task StartOtherAsync(CancellationToken ct)
            {
                var consumer = new AsyncEventingBasicConsumer(channel);
                consumer.ReceivedAsync += async (_, message) =>
                {
                    await HandleAsync(message);
                    await channel.BasicAckAsync(message.DeliveryTag, false);
                };
                await channel.BasicConsumeAsync(queue: "returns", false, consumer: consumer, cancellationToken: ct);
            }

            public async Task StartThirdAsync(CancellationToken ct)
            {
                var consumer = new AsyncEventingBasicConsumer(channel);
                consumer.ReceivedAsync += async (_, message) => { await HandleAsync(message); await channel.BasicAckAsync(message.DeliveryTag, false); };
                await channel.BasicConsumeAsync("claims", false, consumer, ct);
            }

            private Task HandleAsync(BasicDeliverEventArgs message) => http.PostAsync("orders", new ByteArrayContent(message.Body.ToArray()));
        }
        """,
        references: Seven);

    [Fact]
    public Task Before_version_7_a_channel_acknowledges_without_a_task() => Verify.FixAsync(
        Usings + """
        class Listener
        {
            private readonly IModel _channel;
            private readonly HttpClient _http = new();

            public Listener(IModel channel) => _channel = channel;

            public void Start()
            {
                var consumer = new EventingBasicConsumer(_channel);
                consumer.Received += OnReceived;
                _channel.BasicConsume("orders", [|true|], consumer);
            }

            public void StartAsync()
            {
                var consumer = new AsyncEventingBasicConsumer(_channel);
                consumer.Received += async (sender, args) => await _http.DeleteAsync("orders");
                _channel.BasicConsume(queue: "returns", [|autoAck: true|], consumer: consumer);
            }

            private void OnReceived(object sender, BasicDeliverEventArgs args)
            {
                _http.PostAsync("orders", new ByteArrayContent(args.Body.ToArray())).Wait();
            }
        }
        """,
        Usings + """
        class Listener
        {
            private readonly IModel _channel;
            private readonly HttpClient _http = new();

            public Listener(IModel channel) => _channel = channel;

            public void Start()
            {
                var consumer = new EventingBasicConsumer(_channel);
                consumer.Received += OnReceived;
                _channel.BasicConsume("orders", false, consumer);
            }

            public void StartAsync()
            {
                var consumer = new AsyncEventingBasicConsumer(_channel);
                consumer.Received += async (sender, args) =>
                {
                    await _http.DeleteAsync("orders");
                    _channel.BasicAck(args.DeliveryTag, false);
                };
                _channel.BasicConsume(queue: "returns", autoAck: false, consumer: consumer);
            }

            private void OnReceived(object sender, BasicDeliverEventArgs args)
            {
                _http.PostAsync("orders", new ByteArrayContent(args.Body.ToArray())).Wait();
                _channel.BasicAck(args.DeliveryTag, false);
            }
        }
        """);

    [Fact]
    public Task A_consumer_of_its_own_class_and_a_message_that_is_fetched_are_seen() => Verify.NoFixAsync(
        Usings + """
        class Own(IChannel channel, HttpClient http) : AsyncDefaultBasicConsumer(channel)
        {
            public override async Task HandleBasicDeliverAsync(string consumerTag, ulong deliveryTag, bool redelivered, string exchange, string routingKey, IReadOnlyBasicProperties properties, ReadOnlyMemory<byte> body, CancellationToken ct = default) =>
                await http.DeleteAsync("orders", ct);
        }

        class Listener(IChannel channel, HttpClient http)
        {
            public Task StartAsync() => channel.BasicConsumeAsync("orders", [|true|], new Own(channel, http));

            public async Task FetchAsync()
            {
                var message = await channel.BasicGetAsync("orders", [|autoAck: true|]);
                if (message is not null)
                    await http.PostAsync("orders", new ByteArrayContent(message.Body.ToArray()));
            }
        }
        """,
        references: Seven);

    [Fact]
    public Task A_processor_that_deletes_what_it_receives_is_seen() => Verify.NoFixAsync(
        """
        using Azure.Messaging.ServiceBus;

        class Listener(ServiceBusClient client, HttpClient http)
        {
            public async Task StartAsync()
            {
                var processor = client.CreateProcessor("orders", new ServiceBusProcessorOptions { MaxConcurrentCalls = 4, [|ReceiveMode = ServiceBusReceiveMode.ReceiveAndDelete|] });
                processor.ProcessMessageAsync += async args => await http.PostAsync("orders", new ByteArrayContent(args.Message.Body.ToArray()));
                processor.ProcessErrorAsync += _ => Task.CompletedTask;
                await processor.StartProcessingAsync();
            }

            public async Task StartLaterAsync()
            {
                var options = new ServiceBusProcessorOptions { MaxConcurrentCalls = 4 };
                options.ReceiveMode = ServiceBusReceiveMode.ReceiveAndDelete;
                var processor = client.CreateProcessor("orders", [|options|]);
                processor.ProcessMessageAsync += async args => await http.PostAsync("orders", new ByteArrayContent(args.Message.Body.ToArray()));
                await processor.StartProcessingAsync();
            }

            public async Task StartSafelyAsync()
            {
                var processor = client.CreateProcessor("orders", new ServiceBusProcessorOptions { ReceiveMode = ServiceBusReceiveMode.PeekLock });
                processor.ProcessMessageAsync += async args => await http.PostAsync("orders", new ByteArrayContent(args.Message.Body.ToArray()));
                await processor.StartProcessingAsync();
            }

            public async Task CountAsync()
            {
                var processor = client.CreateProcessor("orders", new ServiceBusProcessorOptions { ReceiveMode = ServiceBusReceiveMode.ReceiveAndDelete });
                processor.ProcessMessageAsync += args => Task.CompletedTask;
                await processor.StartProcessingAsync();
            }
        }
        """,
        references: References.With("Azure.Messaging.ServiceBus"));

    [Theory]
    [InlineData("channel.BasicConsumeAsync(\"orders\", false, consumer)")]
    [InlineData("channel.BasicConsumeAsync(\"orders\", autoAck, consumer)")]
    [InlineData("channel.BasicConsumeAsync(\"amq.rabbitmq.reply-to\", true, consumer)")]
    [InlineData("channel.BasicConsumeAsync((await channel.QueueDeclareAsync()).QueueName, true, consumer)")]
    [InlineData("channel.BasicConsumeAsync(declared.QueueName, true, consumer)")]
    [InlineData("channel.BasicConsumeAsync(name, true, consumer)")]
    [InlineData("channel.BasicConsumeAsync(_replies, true, consumer)")]
    [InlineData("channel.BasicConsumeAsync(\"mine\", true, consumer)")]
    [InlineData("channel.BasicConsumeAsync(\"request-logs\", true, consumer)")]
    [InlineData("channel.BasicConsumeAsync(\"device.telemetry\", true, consumer)")]
    public Task Says_nothing_about_a_queue(string consume) => Verify.AnalyzeAsync(
        Usings + $$"""
        class Listener(IChannel channel, HttpClient http, bool autoAck)
        {
            private string _replies = "";

            public async Task StartAsync()
            {
                var declared = await channel.QueueDeclareAsync();
                var name = declared.QueueName;
                await channel.QueueDeclareAsync("mine", durable: false, exclusive: true, autoDelete: false);
                var consumer = new AsyncEventingBasicConsumer(channel);
                consumer.ReceivedAsync += async (_, message) => await http.DeleteAsync("orders");
                await {{consume}};
            }

            public async Task DeclareAsync() => _replies = (await channel.QueueDeclareAsync(exclusive: true)).QueueName;
        }
        """,
        references: Seven);

    [Theory]
    [InlineData("(_, message) => { waiting.TrySetResult(message.Body.ToArray()); return Task.CompletedTask; }")]
    [InlineData("async (_, message) => { count++; await Task.Yield(); }")]
    [InlineData("async (_, message) => await queue.Writer.WriteAsync(message.Body.ToArray())")]
    [InlineData("(_, message) => Task.CompletedTask")]
    public Task Says_nothing_about_a_handler(string handler) => Verify.AnalyzeAsync(
        Usings + $$"""
        class Listener(IChannel channel, TaskCompletionSource<byte[]> waiting, System.Threading.Channels.Channel<byte[]> queue)
        {
            private int count;

            public async Task StartAsync()
            {
                var consumer = new AsyncEventingBasicConsumer(channel);
                consumer.ReceivedAsync += {{handler}};
                await channel.BasicConsumeAsync("orders", true, consumer);
            }
        }
        """,
        references: Seven);

    [Theory]
    [InlineData("async (_, message) => { if (message.Redelivered) return; await http.DeleteAsync(\"a\"); }")]
    [InlineData("async (_, message) => { await http.DeleteAsync(\"a\"); await channel.BasicAckAsync(message.DeliveryTag, false); }")]
    [InlineData("async (_, _) => await http.DeleteAsync(\"a\")")]
    public Task Offers_no_fix_for(string handler) => Verify.NoFixAsync(
        Usings + $$"""
        class Listener(IChannel channel, HttpClient http)
        {
            public async Task StartAsync()
            {
                var consumer = new AsyncEventingBasicConsumer(channel);
                consumer.ReceivedAsync += {{handler}};
                await channel.BasicConsumeAsync("orders", [|true|], consumer);
            }
        }
        """,
        references: Seven);

    [Fact]
    public Task Half_typed_code_is_no_trouble() => Verify.AnalyzeAsync(
        Usings + """
        class Listener(IChannel channel)
        {
            public async Task StartAsync()
            {
                await channel.{|CS7036:BasicConsumeAsync|}();
                await channel.BasicConsumeAsync("a", true, {|CS0103:missing|});
                await channel.BasicGetAsync("a", {|CS0103:tru|});
            }
        }
        """,
        references: Seven);
}
