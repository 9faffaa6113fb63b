using Verify = Fallacies.Analyzers.Tests.Verifier<Fallacies.Analyzers.Administration.LostTraceContextAnalyzer, Fallacies.CodeFixes.Administration.LostTraceContextFixer>;

namespace Fallacies.Analyzers.Tests.Administration;

public sealed class LostTraceContextShapesTests
{
    private const string Usings = """
        using System.Diagnostics;
        using System.Text;
        using System.Text.Json;
        using Amazon.SQS;
        using Amazon.SQS.Model;
        using Confluent.Kafka;
        using OpenTelemetry;
        using OpenTelemetry.Context.Propagation;
        using RabbitMQ.Client;
        using RabbitMQ.Client.Events;
        using StackExchange.Redis;
        using Headers = Confluent.Kafka.Headers;


        """;

    private const string RabbitUsings = "using System.Diagnostics;\nusing RabbitMQ.Client;\n";

    [Theory]
    [InlineData("await kafka.ProduceAsync(\"orders\", incoming);", "a message that was built elsewhere")]
    [InlineData("await kafka.ProduceAsync(\"orders\", new Message<string, string> { Value = json, Headers = incoming.Headers });", "forwarded headers")]
    [InlineData("await kafka.ProduceAsync(\"orders\", new Message<string, string> { Value = json, Headers = given });", "headers from the caller")]
    [InlineData("await kafka.ProduceAsync(\"orders\", new Message<string, string> { Value = json, Headers = new Headers { { \"traceparent\", bytes } } });", "the header itself")]
    [InlineData("await kafka.ProduceAsync(\"orders\", new Message<string, string> { Value = json, Headers = new Headers { new Header(\"X-B3-TraceId\", bytes) } });", "B3")]
    [InlineData("await kafka.ProduceAsync(\"orders\", new Message<string, string> { Value = json, Headers = new Headers { { \"parent\", Encoding.UTF8.GetBytes(Activity.Current.Id) } } });", "an own header")]
    [InlineData("var headers = new Headers(); foreach (var header in given) headers.Add(header.Key, header.GetValueBytes()); await kafka.ProduceAsync(\"orders\", new Message<string, string> { Value = json, Headers = headers });", "copied headers")]
    [InlineData("var headers = new Headers(); DistributedContextPropagator.Current.Inject(Activity.Current, headers, static (carrier, name, value) => ((Headers)carrier).Add(name, Encoding.UTF8.GetBytes(value))); await kafka.ProduceAsync(\"orders\", new Message<string, string> { Value = json, Headers = headers });", "the propagator")]
    [InlineData("var message = new Message<string, string> { Value = json, Headers = new Headers() }; Propagators.DefaultTextMapPropagator.Inject(new PropagationContext(Activity.Current.Context, Baggage.Current), message.Headers, (h, k, v) => h.Add(k, Encoding.UTF8.GetBytes(v))); kafka.Produce(\"orders\", message);", "OpenTelemetry's propagator")]
    [InlineData("var message = new Message<string, string> { Value = json }; Helper.Inject(message); kafka.Produce(\"orders\", message);", "a helper that injects")]
    [InlineData("var message = new Message<string, string> { Value = json }; message.Traced(); kafka.Produce(\"orders\", message);", "an extension that injects")]
    [InlineData("var message = new Message<string, string> { Value = json }; Helper.Nested(message); kafka.Produce(\"orders\", message);", "a helper of a helper")]
    [InlineData("var message = new Message<string, string> { Value = json }; prepare(message); kafka.Produce(\"orders\", message);", "an unknown delegate")]
    [InlineData("var message = new Message<string, string> { Value = json }; Prepare(message); kafka.Produce(\"orders\", message);", "a virtual hook")]
    [InlineData("var message = new Message<string, string> { Value = json }; var copy = message; copy.Headers = given; kafka.Produce(\"orders\", message);", "an alias")]
    [InlineData("var message = new Message<string, string> { Value = json }; message = incoming; kafka.Produce(\"orders\", message);", "a local that changes")]
    [InlineData("kafka.Produce(\"orders\", new Message<string, string> { Value = json, Headers = Helper.Headers() });", "headers from a helper that injects")]
    [InlineData("kafka.Produce(\"orders\", new Message<string, string> { Value = json, Headers = build() });", "headers from an unknown helper")]
    [InlineData("kafka.Produce(\"orders\", new Message<string, string> { Value = JsonSerializer.Serialize(new Envelope(json, null)) });", "an envelope with room for the context")]
    [InlineData("kafka.Produce(\"app-logs\", new Message<string, string> { Value = json });", "a log topic")]
    [InlineData("kafka.Produce(options.MetricsTopic, new Message<string, string> { Value = json });", "a metrics topic")]
    [InlineData("rabbit.BasicPublish(\"\", delivery.BasicProperties.ReplyTo, null, bytes);", "a reply")]
    [InlineData("rabbit.BasicPublish(\"orders\", \"placed\", delivery.BasicProperties, bytes);", "forwarded properties")]
    [InlineData("var properties = rabbit.CreateBasicProperties(); properties.Headers = new Dictionary<string, object>(); Propagators.DefaultTextMapPropagator.Inject(new PropagationContext(Activity.Current.Context, Baggage.Current), properties, (p, k, v) => p.Headers[k] = v); rabbit.BasicPublish(\"orders\", \"placed\", properties, bytes);", "OpenTelemetry on properties")]
    [InlineData("var properties = rabbit.CreateBasicProperties(); properties.Headers = new Dictionary<string, object> { [\"traceparent\"] = Activity.Current.Id }; rabbit.BasicPublish(\"orders\", \"placed\", properties, bytes);", "the header in RabbitMQ")]
    [InlineData("var properties = rabbit.CreateBasicProperties(); properties.Headers = new Dictionary<string, object>(delivery.BasicProperties.Headers); rabbit.BasicPublish(\"orders\", \"placed\", properties, bytes);", "copied headers in RabbitMQ")]
    [InlineData("Helper.BasicPublish(\"orders\", null);", "an own wrapper")]
    [InlineData("await redis.ListRightPushAsync(\"session\", JsonSerializer.Serialize(options));", "a list that is storage")]
    [InlineData("await redis.PublishAsync(RedisChannel.Literal(\"cache:invalidate\"), JsonSerializer.Serialize(options));", "an invalidation")]
    [InlineData("await redis.PublishAsync(RedisChannel.Literal(\"orders\"), json);", "a payload that was built elsewhere")]
    [InlineData("await redis.StreamAddAsync(\"orders\", [new NameValueEntry(\"traceparent\", Activity.Current.Id), new NameValueEntry(\"body\", json)]);", "a stream entry with the context")]
    [InlineData("await sqs.SendMessageAsync(new SendMessageRequest { QueueUrl = json, MessageBody = json, MessageAttributes = attributes });", "attributes")]
    [InlineData("await sqs.SendMessageAsync(request);", "a request from elsewhere")]
    public Task Says_nothing_about(string statements, string why) => Verify.AnalyzeAsync(Usings +
        $$"""
        // {{why}}
        class Options { public string MetricsTopic { get; set; } }

        record Envelope(string Body, string TraceParent);

        class Publisher
        {
            protected virtual void Prepare(Message<string, string> message) { }

            async Task Send(
                IProducer<string, string> kafka, IModel rabbit, IDatabase redis, IAmazonSQS sqs, string json, byte[] bytes, Message<string, string> incoming, Headers given, Options options,
                Action<Message<string, string>> prepare, Func<Headers> build, BasicDeliverEventArgs delivery, SendMessageRequest request, Dictionary<string, MessageAttributeValue> attributes)
            {
                await Task.Yield();
                {{statements}}
            }
        }

        static class Helper
        {
            public static void Inject(Message<string, string> message) => Traced(message);
            public static void BasicPublish(string exchange, IBasicProperties properties) { }
            public static void Nested(Message<string, string> message) => Deeper(message);
            static void Deeper(Message<string, string> message) => message.Headers = new Headers { { "traceparent", Encoding.UTF8.GetBytes(Activity.Current.Id) } };
            public static void Traced(this Message<string, string> message) => message.Headers = Headers();
            public static Headers Headers() => new() { { "traceparent", Encoding.UTF8.GetBytes(Activity.Current.Id) } };
        }
        """);

    [Theory]
    [InlineData("using var activity = source.StartActivity(\"send\", ActivityKind.Producer); activity?.SetTag(\"topic\", \"orders\"); await kafka.{|#0:ProduceAsync|}(\"orders\", new Message<string, string> { Value = json });", "orders", "0 headers")]
    [InlineData("var message = new Message<string, string> { Value = json }; Helper.Stamp(message); kafka.{|#0:Produce|}(\"orders\", message);", "orders", "1 header")]
    [InlineData("kafka.{|#0:Produce|}(topic, new Message<string, string> { Value = json, Headers = Helper.Headers() });", "topic", "2 headers")]
    [InlineData("await Task.Run(() => kafka.{|#0:Produce|}(new TopicPartition(\"orders\", 1), new Message<string, string> { Value = json, Headers = null }));", "orders", "0 headers")]
    [InlineData("rabbit?.{|#0:BasicPublish|}(\"\", \"placed\", null, bytes);", "placed", "0 headers")]
    [InlineData("var properties = rabbit.CreateBasicProperties(); properties.ContentType = \"json\"; properties.Headers = new Dictionary<string, object> { { \"type\", 1 } }; rabbit.{|#0:BasicPublish|}(exchange: \"orders\", routingKey: \"\", mandatory: true, basicProperties: properties, body: bytes);", "orders", "1 header")]
    public Task A_hand_built_message_is_a_warning_in_services(string statements, string target, string headers) => RunAsync(statements, target, headers, Microsoft.CodeAnalysis.DiagnosticSeverity.Warning);

    [Theory]
    [InlineData("await redis.{|#0:StreamAddAsync|}(\"orders\", \"body\", json);", "orders", "1 field")]
    [InlineData("await redis.{|#0:StreamAddAsync|}(\"orders\", new NameValueEntry[] { new(\"body\", json), new(\"at\", 1) });", "orders", "2 fields")]
    [InlineData("await redis.{|#0:ListLeftPushAsync|}(\"job-queue\", JsonSerializer.Serialize(new { json }));", "job-queue", "0 fields")]
    [InlineData("var text = JsonSerializer.Serialize(new { json }); await redis.{|#0:PublishAsync|}(RedisChannel.Literal(topic), text);", "RedisChannel.Literal(topic)", "0 fields")]
    [InlineData("await sqs.{|#0:SendMessageAsync|}(topic, json);", "topic", "0 headers")]
    [InlineData("var request = new SendMessageRequest { QueueUrl = \"https://sqs/orders\", MessageBody = json }; await sqs.{|#0:SendMessageAsync|}(request);", "https://sqs/orders", "0 headers")]
    [InlineData("await sqs.{|#0:SendMessageBatchAsync|}(\"https://sqs/orders\", [new SendMessageBatchRequestEntry(\"1\", json)]);", "https://sqs/orders", "0 headers")]
    [InlineData("var entries = new List<SendMessageBatchRequestEntry> { new(\"1\", json) }; await sqs.{|#0:SendMessageBatchAsync|}(\"https://sqs/orders\", entries);", "https://sqs/orders", "0 headers")]
    public Task A_message_without_a_place_for_headers_is_a_suggestion(string statements, string target, string headers) => RunAsync(statements, target, headers, Microsoft.CodeAnalysis.DiagnosticSeverity.Info);

    [Theory]
    [InlineData("library")]
    [InlineData("tool")]
    public Task Outside_services_it_is_a_suggestion(string kind) => RunAsync(
        "kafka.{|#0:Produce|}(\"orders\", new Message<string, string> { Value = json });", "orders", "0 headers", Microsoft.CodeAnalysis.DiagnosticSeverity.Info, kind);

    [Fact]
    public Task Tests_may_send_what_they_like() => Verify.AnalyzeAsync(Source("kafka.Produce(\"orders\", new Message<string, string> { Value = json });"), "fallacies.project_kind = test");

    [Fact]
    public Task No_fix_where_no_statement_can_be_put() => Verify.NoFixAsync(Source(
        """
        await Task.Run(() => kafka.[|Produce|]("orders", new Message<string, string> { Value = json }));
        Make().[|BasicPublish|]("orders", "placed", null, bytes);
        rabbit?.[|BasicPublish|]("orders", "placed", null, bytes);
        IModel Make() => rabbit;
        Headers none = null;
        kafka.[|Produce|]("orders", new Message<string, string> { Value = json, Headers = none });
        kafka.[|Produce|]("orders", new Message<string, string> { Value = json, Headers = Helper.Headers() });
        """));

    [Theory]
    [InlineData("source.{|#0:StartActivity|}(\"handle\", ActivityKind.Consumer)", "")]
    [InlineData("source.StartActivity(\"handle\", ActivityKind.Internal)", null)]
    [InlineData("source.StartActivity(\"handle\", ActivityKind.Consumer, Parent(result.Message.Headers))", null)]
    [InlineData("source.StartActivity(\"handle\", ActivityKind.Consumer, default(ActivityContext), links: [new(parent)])", null)]
    [InlineData("source.StartActivity(\"handle\", ActivityKind.Consumer, parent)", null)]
    public Task A_consumer_that_drops_the_parent_is_a_suggestion(string start, string? finding)
    {
        var test = NewTest($$"""
            class Worker(ActivitySource source)
            {
                void Handle(IConsumer<string, string> consumer, ActivityContext parent)
                {
                    var result = consumer.Consume(default(CancellationToken));
                    using var activity = {{start}};
                    Console.WriteLine(result.Message.Value);
                }

                ActivityContext Parent(Headers headers) => default;
            }
            """);
        if (finding is not null)
        {
            test.ExpectedDiagnostics.Add(new Microsoft.CodeAnalysis.Testing.DiagnosticResult("FAL6001", Microsoft.CodeAnalysis.DiagnosticSeverity.Info).WithLocation(0)
                .WithMessage("'StartActivity' starts a Consumer activity without the parent that stands in the message's headers, so the sender's trace ends here"));
        }

        return test.RunAsync();
    }

    [Fact]
    public Task A_decorator_of_the_client_may_inject() => Verify.AnalyzeAsync(Usings +
        """
        class Publisher(IModel channel)
        {
            void Send(byte[] body) => channel.BasicPublish("orders", "placed", null, body);
        }

        interface ITracedChannel : IModel { }
        """);

    [Fact]
    public Task A_project_that_does_not_trace_loses_nothing()
    {
        var test = NewTest("class Publisher(IModel channel) { void Send(byte[] body) => channel.BasicPublish(\"orders\", \"placed\", null, body); }", usings: RabbitUsings);
        Without(test, "OpenTelemetry");
        return test.RunAsync();
    }

    [Fact]
    public Task An_activity_source_is_enough()
    {
        var test = NewTest(
            """
            class Publisher(IModel channel)
            {
                static readonly ActivitySource Source = new("orders");
                void Send(byte[] body) => channel.[|BasicPublish|]("orders", "placed", null, body);
            }
            """,
            usings: RabbitUsings);
        Without(test, "OpenTelemetry");
        return test.RunAsync();
    }

    [Theory]
    [InlineData("static readonly ActivityListener Listener = new();", Microsoft.CodeAnalysis.DiagnosticSeverity.Warning)]
    [InlineData("", Microsoft.CodeAnalysis.DiagnosticSeverity.Info)]
    public Task Nobody_in_sight_may_listen(string listener, Microsoft.CodeAnalysis.DiagnosticSeverity severity)
    {
        var test = NewTest(
            $$"""
            class Publisher(IModel channel)
            {
                static readonly ActivitySource Source = new("orders");
                {{listener}}
                void Send(byte[] body) => channel.{|#0:BasicPublish|}("orders", "placed", null, body);
            }
            """,
            usings: RabbitUsings);
        Without(test, "OpenTelemetry");
        test.ExpectedDiagnostics.Add(new Microsoft.CodeAnalysis.Testing.DiagnosticResult("FAL6001", severity).WithLocation(0)
            .WithMessage("'BasicPublish' sends to 'orders' with 0 headers and no 'traceparent', so the trace ends here and the receiver starts another"));
        return test.RunAsync();
    }

    [Theory]
    [InlineData("", "", "Publish")]
    [InlineData("using var activity = source.StartActivity(\"tell\");", "(ActivitySource source)", "[|Publish|]")]
    [InlineData("await Task.Yield();", "(Tracing tracing)", "Publish")]
    public Task A_worker_that_starts_no_activity_has_no_trace_to_lose(string start, string given, string call) => Verify.AnalyzeAsync(Usings +
        $$"""
        class Worker{{given}} : Microsoft.Extensions.Hosting.BackgroundService
        {
            IModel channel = null;
            protected override async Task ExecuteAsync(CancellationToken token) { {{start}} await Task.Yield(); Tell(); }
            public void Ask() => channel.[|BasicPublish|]("orders", "asked", null, new byte[0]);
            void Tell() => channel.{{call.Replace("Publish", "BasicPublish", StringComparison.Ordinal)}}("orders", "placed", null, new byte[0]);
        }
        class Tracing { public static readonly ActivitySource Source = new("orders"); }
        """);

    [Theory]
    [InlineData("OpenTelemetry.Instrumentation.ConfluentKafka")]
    [InlineData("Confluent.Kafka.Extensions.Diagnostics")]
    [InlineData("Datadog.Trace.Annotations")]
    public Task Instrumentation_injects_by_itself(string assembly)
    {
        var test = NewTest("class Publisher(IProducer<string, string> kafka) { void Send() => kafka.Produce(\"orders\", new Message<string, string>()); }");
        test.TestState.AdditionalReferences.Add(Microsoft.CodeAnalysis.CSharp.CSharpCompilation.Create(assembly, references: References.WithoutNetwork, options: new(Microsoft.CodeAnalysis.OutputKind.DynamicallyLinkedLibrary)).ToMetadataReference());
        return test.RunAsync();
    }

    [Fact]
    public Task Top_level_statements_and_broken_code_do_no_harm()
    {
        var test = NewTest(
            """
            IModel channel = null;
            Handle(new byte[0]);
            channel.{|FAL6001:BasicPublish|}("orders", "placed", null, new byte[0]);

            void Handle(byte[] body) => channel.{|FAL6001:BasicPublish|}("orders", "placed", null, body);

            class Half(IProducer<string, string> kafka)
            {
                object o = kafka.Produce("orders", new Message<string, string> { Headers = , Value = });
                void Send() { kafka.Produce(); kafka.Produce("orders", new Message<string, string> { Headers = { } } kafka.ProduceAsync(null!, null!); }
            }
            """);
        test.TestState.OutputKind = Microsoft.CodeAnalysis.OutputKind.ConsoleApplication;
        test.CompilerDiagnostics = Microsoft.CodeAnalysis.Testing.CompilerDiagnostics.None;
        return test.RunAsync();
    }

    private static Task RunAsync(string statements, string target, string headers, Microsoft.CodeAnalysis.DiagnosticSeverity severity, string kind = "service")
    {
        var test = NewTest(Body(statements), kind);
        var name = System.Text.RegularExpressions.Regex.Match(statements, @"#0:(\w+)\|").Groups[1].Value;
        test.ExpectedDiagnostics.Add(new Microsoft.CodeAnalysis.Testing.DiagnosticResult("FAL6001", severity).WithLocation(0).WithOptions(Microsoft.CodeAnalysis.Testing.DiagnosticOptions.IgnoreAdditionalLocations)
            .WithMessage($"'{name}' sends to '{target}' with {headers} and no 'traceparent', so the trace ends here and the receiver starts another"));
        return test.RunAsync();
    }

    private static Verifier<Analyzers.Administration.LostTraceContextAnalyzer, CodeFixes.Administration.LostTraceContextFixer>.Test NewTest(string source, string kind = "service", string usings = Usings) =>
        new(usings + source, "fallacies.project_kind = " + kind);

    private static void Without(Verifier<Analyzers.Administration.LostTraceContextAnalyzer, CodeFixes.Administration.LostTraceContextFixer>.Test test, string assembly)
    {
        var kept = test.TestState.AdditionalReferences.Where(reference => !Path.GetFileName(reference.Display!).StartsWith(assembly, StringComparison.Ordinal)).ToArray();
        test.TestState.AdditionalReferences.Clear();
        test.TestState.AdditionalReferences.AddRange(kept);
    }

    private static string Source(string statements) => Usings + Body(statements);

    private static string Body(string statements) =>
        $$"""
        class Publisher
        {
            async Task Send(ActivitySource source, IProducer<string, string> kafka, IModel rabbit, IDatabase redis, IAmazonSQS sqs, string topic, string json, byte[] bytes)
            {
                await Task.Yield();
                {{statements}}
            }
        }

        static class Helper
        {
            public static void Stamp(Message<string, string> message) => message.Headers = new Headers { { "at", null } };
            public static Headers Headers() => new() { { "a", null }, { "b", null } };
        }
        """;
}
