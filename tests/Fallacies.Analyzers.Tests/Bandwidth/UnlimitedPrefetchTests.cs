using Microsoft.CodeAnalysis;
using Verify = Fallacies.Analyzers.Tests.Verifier<Fallacies.Analyzers.Bandwidth.UnlimitedPrefetchAnalyzer, Fallacies.CodeFixes.Bandwidth.UnlimitedPrefetchFixer>;

namespace Fallacies.Analyzers.Tests.Bandwidth;

public sealed class UnlimitedPrefetchTests
{
    private const string Usings = "using RabbitMQ.Client;\nusing RabbitMQ.Client.Events;\n\n";

    private static readonly MetadataReference[] Seven = References.With("RabbitMQ.Client");

    [Fact]
    public Task The_channel_is_limited_before_it_is_asked_for_messages() => Verify.FixAsync(
        Usings + """
        class Listener(IChannel channel)
        {
            public async Task StartAsync(CancellationToken ct)
            {
                var consumer = new AsyncEventingBasicConsumer(channel);

                // All orders.
                await channel.[|BasicConsumeAsync|]("orders", autoAck: false, consumer, ct); // By hand.
            }
        }
        """,
        Usings + """
        class Listener(IChannel channel)
        {
            public async Task StartAsync(CancellationToken ct)
            {
                var consumer = new AsyncEventingBasicConsumer(channel);

                await channel.BasicQosAsync(prefetchSize: 0, prefetchCount: 16, global: false, cancellationToken: ct);
                // All orders.
                await channel.BasicConsumeAsync("orders", autoAck: false, consumer, ct); // By hand.
            }
        }
        """,
        references: Seven);

    [Fact]
    public Task A_consumer_that_is_returned_is_limited_too() => Verify.FixAsync(
        Usings + """
        class Listener(IChannel channel)
        {
            public async Task<string> StartAsync(Settings settings)
            {
                return await channel.[|BasicConsumeAsync|](settings.QueueName, false, new AsyncEventingBasicConsumer(channel));
            }
        }

        record Settings(string QueueName);
        """,
        Usings + """
        class Listener(IChannel channel)
        {
            public async Task<string> StartAsync(Settings settings)
            {
                await channel.BasicQosAsync(prefetchSize: 0, prefetchCount: 16, global: false);
                return await channel.BasicConsumeAsync(settings.QueueName, false, new AsyncEventingBasicConsumer(channel));
            }
        }

        record Settings(string QueueName);
        """,
        references: Seven);

    [Fact]
    public Task Before_version_7_too() => Verify.FixAsync(
        Usings + """
        class Listener
        {
            private readonly IModel _channel;

            public Listener(IModel channel) => _channel = channel;

            public void Start() { _channel.[|BasicConsume|]("orders", false, new EventingBasicConsumer(_channel)); }
        }
        """,
        Usings + """
        class Listener
        {
            private readonly IModel _channel;

            public Listener(IModel channel) => _channel = channel;

            public void Start() { _channel.BasicQos(prefetchSize: 0, prefetchCount: 16, global: false); _channel.BasicConsume("orders", false, new EventingBasicConsumer(_channel)); }
        }
        """);

    [Theory]
    [InlineData("await channel.BasicConsumeAsync(\"orders\", true, consumer);")]
    [InlineData("await channel.BasicConsumeAsync(\"orders\", autoAck, consumer);")]
    [InlineData("await channel.BasicConsumeAsync((await channel.QueueDeclareAsync()).QueueName, false, consumer);")]
    [InlineData("await channel.BasicQosAsync(0, 50, false); await channel.BasicConsumeAsync(\"orders\", false, consumer);")]
    [InlineData("await LimitAsync(channel); await channel.BasicConsumeAsync(\"orders\", false, consumer); static Task LimitAsync(IChannel c) => c.BasicQosAsync(0, 50, true);")]
    public Task Says_nothing_about(string statements) => Verify.AnalyzeAsync(
        Usings + $$"""
        class Listener(IChannel channel, bool autoAck)
        {
            public async Task StartAsync()
            {
                var consumer = new AsyncEventingBasicConsumer(channel);
                {{statements}}
                Console.WriteLine(autoAck);
            }
        }
        """,
        references: Seven);

    [Fact]
    public Task Offers_no_fix_where_the_channel_has_no_name() => Verify.NoFixAsync(
        Usings + """
        class Listener(IConnection connection)
        {
            public async Task StartAsync(IAsyncBasicConsumer consumer) => await (await connection.CreateChannelAsync()).[|BasicConsumeAsync|]("orders", false, consumer);
        }
        """,
        references: Seven);

    [Fact]
    public Task Half_typed_code_is_no_trouble() => Verify.AnalyzeAsync(
        Usings + "class Listener(IChannel channel) { public Task StartAsync() => channel.{|CS7036:BasicConsumeAsync|}(false); }", references: Seven);
}
