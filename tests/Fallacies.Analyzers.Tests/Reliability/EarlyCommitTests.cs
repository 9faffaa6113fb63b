using Verify = Fallacies.Analyzers.Tests.Verifier<Fallacies.Analyzers.Reliability.EarlyCommitAnalyzer, Fallacies.CodeFixes.Reliability.EarlyCommitFixer>;

namespace Fallacies.Analyzers.Tests.Reliability;

public sealed class EarlyCommitTests
{
    [Fact]
    public Task The_commit_moves_behind_the_work() => Verify.FixAsync(
        """
        using Confluent.Kafka;

        class Orders(IConsumer<string, string> consumer, HttpClient http)
        {
            public async Task ReadAsync(CancellationToken ct)
            {
                while (!ct.IsCancellationRequested)
                {
                    var result = consumer.Consume(ct);
                    // Done.
                    consumer.[|Commit|](result);
                    await http.PutAsync(result.Message.Key, new StringContent(result.Message.Value), ct); // Tell the others.
                }
            }

            public async Task TakeAsync(CancellationToken ct)
            {
                var result = consumer.Consume(ct);
                consumer.[|StoreOffset|](result);
                await HandleAsync(result, ct);
            }

            private Task HandleAsync(ConsumeResult<string, string> result, CancellationToken ct) => http.DeleteAsync(result.Message.Key, ct);
        }
        """,
        """
        using Confluent.Kafka;

        class Orders(IConsumer<string, string> consumer, HttpClient http)
        {
            public async Task ReadAsync(CancellationToken ct)
            {
                while (!ct.IsCancellationRequested)
                {
                    var result = consumer.Consume(ct);
                    await http.PutAsync(result.Message.Key, new StringContent(result.Message.Value), ct); // Tell the others.
                    // Done.
                    consumer.Commit(result);
                }
            }

            public async Task TakeAsync(CancellationToken ct)
            {
                var result = consumer.Consume(ct);
                await HandleAsync(result, ct);
                consumer.StoreOffset(result);
            }

            private Task HandleAsync(ConsumeResult<string, string> result, CancellationToken ct) => http.DeleteAsync(result.Message.Key, ct);
        }
        """);

    [Fact]
    public Task An_offset_that_is_stored_by_itself_is_stored_by_hand() => Verify.FixAsync(
        """
        using Confluent.Kafka;

        class Orders(HttpClient http)
        {
            public async Task ReadAsync(CancellationToken ct)
            {
                var config = new ConsumerConfig { BootstrapServers = "kafka", GroupId = "orders" };
                using var consumer = new ConsumerBuilder<string, string>(config).SetErrorHandler((_, _) => { }).Build();
                consumer.Subscribe("orders");
                while (!ct.IsCancellationRequested)
                {
                    var result = consumer.[|Consume|](ct);

                    // The others first.
                    await http.PutAsync(result.Message.Key, new StringContent(result.Message.Value), ct);
                }
            }
        }
        """,
        """
        using Confluent.Kafka;

        class Orders(HttpClient http)
        {
            public async Task ReadAsync(CancellationToken ct)
            {
                var config = new ConsumerConfig { BootstrapServers = "kafka", GroupId = "orders", EnableAutoOffsetStore = false };
                using var consumer = new ConsumerBuilder<string, string>(config).SetErrorHandler((_, _) => { }).Build();
                consumer.Subscribe("orders");
                while (!ct.IsCancellationRequested)
                {
                    var result = consumer.Consume(ct);

                    // The others first.
                    await http.PutAsync(result.Message.Key, new StringContent(result.Message.Value), ct);
                    consumer.StoreOffset(result);
                }
            }
        }
        """);

    [Theory]
    [InlineData("var r = consumer.Consume(ct); await http.DeleteAsync(r.Message.Key, ct); consumer.Commit(r);")]
    [InlineData("var r = consumer.Consume(ct); var key = r.Message.Key; consumer.Commit(r); await http.DeleteAsync(key, ct);")]
    [InlineData("var r = consumer.Consume(ct); consumer.Commit(r); Console.WriteLine(r.Message.Key);")]
    [InlineData("var r = consumer.Consume(ct); if (r.Message.Value is null) consumer.Commit(r); else await http.DeleteAsync(r.Message.Key, ct);")]
    [InlineData("var r = consumer.Consume(ct); consumer.Commit(r); await Task.Delay(5, ct);")]
    [InlineData("var r = consumer.Consume(ct); consumer.Commit(); await http.DeleteAsync(r.Message.Key, ct);")]
    public Task Says_nothing_about_a_consumer_whose_configuration_is_elsewhere(string statements) => Verify.AnalyzeAsync(
        $$"""
        using Confluent.Kafka;

        public class Orders(IConsumer<string, string> consumer, HttpClient http)
        {
            public async Task ReadAsync(CancellationToken ct)
            {
                while (true)
                {
                    {{statements}}
                }
            }
        }
        """);

    [Theory]
    [InlineData("private readonly ConsumerConfig _config = new() { GroupId = \"orders\" };", "")]
    [InlineData("private static readonly ConsumerConfig _config = new ConsumerConfig { GroupId = \"orders\" };", "")]
    [InlineData("", "ConsumerConfig _config = new() { GroupId = \"orders\" };")]
    public Task A_configuration_in_a_field_or_local_is_whole(string field, string local) => Verify.AnalyzeAsync(
        $$"""
        using Confluent.Kafka;

        class Orders(HttpClient http)
        {
            {{field}}

            public async Task ReadAsync(CancellationToken ct)
            {
                {{local}}
                using var consumer = new ConsumerBuilder<string, string>(_config).Build();
                while (true)
                {
                    var r = consumer.[|Consume|](ct);
                    await http.DeleteAsync(r.Message.Key, ct);
                }
            }
        }
        """);

    [Theory]
    [InlineData("new ConsumerConfig { EnableAutoCommit = false }", "await http.DeleteAsync(r.Message.Key, ct);")]
    [InlineData("new ConsumerConfig { EnableAutoOffsetStore = false }", "await http.DeleteAsync(r.Message.Key, ct);")]
    [InlineData("new ConsumerConfig(settings)", "await http.DeleteAsync(r.Message.Key, ct);")]
    [InlineData("Bound(new ConsumerConfig())", "await http.DeleteAsync(r.Message.Key, ct);")]
    [InlineData("new ConsumerConfig()", "Console.WriteLine(r.Message.Key); await Task.Yield();")]
    public Task Says_nothing_about(string config, string work) => Verify.AnalyzeAsync(
        $$"""
        using Confluent.Kafka;

        class Orders(HttpClient http, Dictionary<string, string> settings)
        {
            public async Task ReadAsync(CancellationToken ct)
            {
                using var consumer = new ConsumerBuilder<string, string>({{config}}).Build();
                while (true)
                {
                    var r = consumer.Consume(ct);
                    {{work}}
                }
            }

            public async Task<string> OneAsync(CancellationToken ct)
            {
                using var consumer = new ConsumerBuilder<string, string>({{config}}).Build();
                var r = consumer.Consume(ct);
                await http.DeleteAsync(r.Message.Key, ct);
                return r.Message.Key + http + settings;
            }

            private static ConsumerConfig Bound(ConsumerConfig config)
            {
                Console.WriteLine(config);
                return config;
            }
        }
        """);

    [Theory]
    [InlineData("var r = consumer.Consume(ct); consumer.[|Commit|](r); if (r.IsPartitionEOF) continue; await http.DeleteAsync(r.Message.Key, ct);")]
    [InlineData("var r = consumer.Consume(ct); consumer.[|Commit|](r); try { await http.DeleteAsync(r.Message.Key, ct); } catch { return; }")]
    public Task Offers_no_fix_where_the_offset_could_be_left_behind(string statements) => Verify.NoFixAsync(
        $$"""
        using Confluent.Kafka;

        public class Orders(IConsumer<string, string> consumer, HttpClient http)
        {
            public async Task ReadAsync(CancellationToken ct)
            {
                while (true)
                {
                    {{statements}}
                }
            }
        }
        """);

    [Fact]
    public Task Half_typed_code_is_no_trouble() => Verify.AnalyzeAsync(
        """
        using Confluent.Kafka;

        class Orders(IConsumer<string, string> consumer)
        {
            public void Read()
            {
                while (true)
                {
                    var result = consumer.Consume({|CS0103:c|});
                    consumer.Commit({|CS0103:resul|});
                }
            }
        }
        """);
}
