using Microsoft.CodeAnalysis;
using Verify = Fallacies.Analyzers.Tests.Verifier<Fallacies.Analyzers.Reliability.UnknownDeliveryAnalyzer, Fallacies.CodeFixes.Reliability.UnknownDeliveryFixer>;

namespace Fallacies.Analyzers.Tests.Reliability;

public sealed class UnknownDeliveryTests
{
    private static readonly MetadataReference[] Seven = References.With("RabbitMQ.Client");

    [Fact]
    public Task A_message_to_Kafka_is_waited_for() => Verify.FixAsync(
        """
        using Confluent.Kafka;

        class Orders(IProducer<string, string> producer)
        {
            public async Task PlaceAsync(string id, CancellationToken ct)
            {
                await Task.Yield();
                producer.[|Produce|]("orders", new Message<string, string> { Key = id }); // Out with it.
            }

            public async Task ReturnAsync(string id)
            {
                await Task.Yield();

                // To one partition.
                producer.[|Produce|](new TopicPartition("returns", 3), new Message<string, string> { Key = id }, null);
            }
        }
        """,
        """
        using Confluent.Kafka;

        class Orders(IProducer<string, string> producer)
        {
            public async Task PlaceAsync(string id, CancellationToken ct)
            {
                await Task.Yield();
                await producer.ProduceAsync("orders", new Message<string, string> { Key = id }, ct); // Out with it.
            }

            public async Task ReturnAsync(string id)
            {
                await Task.Yield();

                // To one partition.
                await producer.ProduceAsync(new TopicPartition("returns", 3), new Message<string, string> { Key = id });
            }
        }
        """);

    [Fact]
    public Task Kafka_is_asked_for_an_answer() => Verify.FixAsync(
        """
        using Confluent.Kafka;

        class Orders
        {
            private readonly ProducerConfig _config = new() { BootstrapServers = "a", Acks = [|Acks.None|] /* fast */ };

            public void Set(ProducerConfig config) => config.Acks = [|Acks.None|];
        }
        """,
        """
        using Confluent.Kafka;

        class Orders
        {
            private readonly ProducerConfig _config = new() { BootstrapServers = "a", Acks = Acks.All /* fast */ };

            public void Set(ProducerConfig config) => config.Acks = Acks.All;
        }
        """);

    [Fact]
    public Task A_channel_of_RabbitMQ_is_made_with_confirms() => Verify.FixAsync(
        """
        using RabbitMQ.Client;

        class Orders(IConnection connection)
        {
            public async Task PlaceAsync(byte[] order, CancellationToken ct)
            {
                await using var channel = await connection.CreateChannelAsync(cancellationToken: ct);
                await channel.[|BasicPublishAsync|]("orders", "placed", order, ct);
                await channel.BasicPublishAsync("orders", "counted", order, ct);
            }
        }

        class Returns
        {
            private readonly IConnection _connection;
            private IChannel? _channel;

            public Returns(IConnection connection) => _connection = connection;

            public async Task TakeAsync(byte[] order)
            {
                _channel ??= await _connection.CreateChannelAsync();
                await _channel.[|BasicPublishAsync|](exchange: "", routingKey: "returns", body: order);
            }
        }
        """,
        """
        using RabbitMQ.Client;

        class Orders(IConnection connection)
        {
            public async Task PlaceAsync(byte[] order, CancellationToken ct)
            {
                await using var channel = await connection.CreateChannelAsync(new CreateChannelOptions(publisherConfirmationsEnabled: true, publisherConfirmationTrackingEnabled: true), cancellationToken: ct);
                await channel.BasicPublishAsync("orders", "placed", order, ct);
                await channel.BasicPublishAsync("orders", "counted", order, ct);
            }
        }

        class Returns
        {
            private readonly IConnection _connection;
            private IChannel? _channel;

            public Returns(IConnection connection) => _connection = connection;

            public async Task TakeAsync(byte[] order)
            {
                _channel ??= await _connection.CreateChannelAsync(new CreateChannelOptions(publisherConfirmationsEnabled: true, publisherConfirmationTrackingEnabled: true));
                await _channel.BasicPublishAsync(exchange: "", routingKey: "returns", body: order);
            }
        }
        """,
        references: Seven);

    [Theory]
    [InlineData("Produce", "producer.CommitTransaction();", "")]
    [InlineData("Produce", "", "public void Finish() => producer.CommitTransaction(TimeSpan.FromSeconds(9));")]
    // The other producer's, or one that is only begun.
    [InlineData("[|Produce|]", "other.CommitTransaction();", "")]
    [InlineData("[|Produce|]", "", "public void Begin() { producer.InitTransactions(TimeSpan.FromSeconds(9)); producer.BeginTransaction(); }")]
    public Task A_commit_tells_of_a_loss(string call, string end, string others) => Verify.AnalyzeAsync(
        $$"""
        using Confluent.Kafka;

        class Orders(IProducer<string, string> producer, IProducer<string, string> other)
        {
            public void Place(string id)
            {
                other.BeginTransaction();
                producer.{{call}}("orders", new Message<string, string> { Key = id });
                {{end}}
            }
            {{others}}
        }
        """);

    [Theory]
    [InlineData("", DiagnosticSeverity.Info, DiagnosticSeverity.Info)]
    [InlineData("suggestion", DiagnosticSeverity.Info, DiagnosticSeverity.Info)]
    [InlineData("warning", DiagnosticSeverity.Warning, DiagnosticSeverity.Info)]
    public async Task Messages_to_Kafka_may_count_for_more(string option, DiagnosticSeverity kafka, DiagnosticSeverity rabbit)
    {
        var found = await Analysis.RunAsync(
            Analysis.Compile(
                """
                using Confluent.Kafka;
                using RabbitMQ.Client;
                class Orders(IProducer<string, string> producer, IConnection connection)
                {
                    private readonly ProducerConfig _config = new() { Acks = Acks.None };
                    public void Place(byte[] order)
                    {
                        producer.Produce("orders", new Message<string, string> { Key = "a" });
                        using var channel = connection.CreateModel();
                        channel.BasicPublish("orders", "placed", null, order);
                    }
                }
                """),
            [("fallacies.project_kind", "service"), .. option.Length > 0 ? new[] { ("fal1016.kafka", option) } : []]);

        Assert.Equal([kafka, kafka, rabbit], found.Where(finding => finding.Id == "FAL1016").OrderBy(finding => finding.Location.SourceSpan.Start).Select(finding => finding.Severity));
    }

    [Theory]
    [InlineData("channel.TxSelect();", "channel.TxCommit();", "BasicPublish")]
    [InlineData("", "", "[|BasicPublish|]")]
    public Task A_transaction_cannot_be_committed_without_its_messages(string begin, string end, string call) => Verify.AnalyzeAsync(
        $$"""
        using RabbitMQ.Client;
        class Orders(IConnection connection)
        {
            public void Place(byte[] order) { using var channel = connection.CreateModel(); {{begin}} channel.{{call}}("orders", "placed", null, order); {{end}} }
        }
        """);

    [Fact]
    public Task A_channel_from_a_method_of_this_program_is_known() => Verify.AnalyzeAsync(
        """
        using RabbitMQ.Client;

        class Channels(IConnection connection)
        {
            public async Task<IChannel> OpenAsync(CancellationToken ct = default) => await connection.CreateChannelAsync(new CreateChannelOptions(publisherConfirmationsEnabled: false, publisherConfirmationTrackingEnabled: false), ct);
        }

        class Orders(Channels channels)
        {
            public async Task PlaceAsync(byte[] order)
            {
                await using var channel = await channels.OpenAsync();
                await channel.[|BasicPublishAsync|]("orders", "placed", order);
            }
        }
        """,
        references: Seven);

    [Fact]
    public Task Before_version_7_confirms_are_a_call() => Verify.NoFixAsync(
        """
        using RabbitMQ.Client;

        class Orders(IConnection connection)
        {
            public void Place(byte[] order)
            {
                using var channel = connection.CreateModel();
                channel.[|BasicPublish|]("orders", "placed", null, order);
            }
        }
        """);

    [Theory]
    [InlineData("channel.ConfirmSelect(); channel.BasicPublish(\"orders\", \"placed\", null, order); channel.WaitForConfirmsOrDie();")]
    [InlineData("channel.BasicPublish(\"\", properties.ReplyTo, null, order);")]
    [InlineData("properties.ReplyTo = \"mine\"; channel.BasicPublish(\"orders\", \"placed\", properties, order);")]
    [InlineData("channel.BasicPublish(\"telemetry\", \"placed\", null, order);")]
    [InlineData("given.BasicPublish(\"orders\", \"placed\", null, order);")]
    public Task Says_nothing_about_a_publish(string statements) => Verify.AnalyzeAsync(
        $$"""
        using RabbitMQ.Client;

        public class Orders(IConnection connection)
        {
            public void Place(byte[] order, IBasicProperties properties, IModel given)
            {
                using var channel = connection.CreateModel();
                {{statements}}
            }
        }
        """);

    [Theory]
    [InlineData("new CreateChannelOptions(true, true)")]
    [InlineData("options")]
    public Task Says_nothing_about_a_channel_with(string options) => Verify.AnalyzeAsync(
        $$"""
        using RabbitMQ.Client;

        public class Orders(IConnection connection)
        {
            public async Task PlaceAsync(byte[] order, CreateChannelOptions options)
            {
                await using var channel = await connection.CreateChannelAsync({{options}});
                await channel.BasicPublishAsync("orders", "placed", order);
            }
        }
        """,
        references: Seven);

    [Theory]
    [InlineData("producer.Produce(\"orders\", message, report => Console.WriteLine(report.Error));")]
    [InlineData("producer.Produce(\"orders\", message, Check);")]
    [InlineData("producer.Produce(\"request-log\", message);")]
    [InlineData("producer.Produce(\"orders\", message); producer.Flush(TimeSpan.FromSeconds(5));")]
    [InlineData("producer.ProduceAsync(\"orders\", message).Wait();")]
    [InlineData("var config = new ProducerConfig { Acks = Acks.Leader };")]
    public Task Says_nothing_about(string statements) => Verify.AnalyzeAsync(
        $$"""
        using Confluent.Kafka;

        class Orders(IProducer<string, string> producer)
        {
            public void Place(Message<string, string> message)
            {
                {{statements}}
            }

            public static IProducer<string, string> Make() => new ProducerBuilder<string, string>(new ProducerConfig()).SetErrorHandler((_, error) => Console.WriteLine(error)).Build();

            private static void Check(DeliveryReport<string, string> report) => Console.WriteLine(report.Error);
        }

        class RequestLogger(IProducer<string, string> producer)
        {
            public void Write(Message<string, string> message) => producer.Produce("requests", message);
        }
        """);

    [Theory]
    [InlineData("public void Place(Message<string, string> message) => producer.[|Produce|](\"orders\", message);")]
    [InlineData("public async Task PlaceAsync(Message<string, string> message) { await Task.Yield(); lock (producer) { producer.[|Produce|](\"orders\", message); } }")]
    public Task Offers_no_fix_where_nothing_can_wait(string member) => Verify.NoFixAsync(
        $$"""
        using Confluent.Kafka;

        class Orders(IProducer<string, string> producer)
        {
            {{member}}
        }
        """);

    [Fact]
    public Task Half_typed_code_is_no_trouble() => Verify.AnalyzeAsync(
        """
        using Confluent.Kafka;

        class Orders(IProducer<string, string> producer)
        {
            public void Place()
            {
                producer.{|CS1501:Produce|}();
                var config = new ProducerConfig { Acks = {|CS0117:Acks.Non|} };
            }
        }
        """.Replace("{|CS0117:Acks.Non|}", "Acks.{|CS0117:Non|}", StringComparison.Ordinal));
}
