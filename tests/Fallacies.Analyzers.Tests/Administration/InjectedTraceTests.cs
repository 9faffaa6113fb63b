using System.Diagnostics;
using System.Reflection;
using System.Text;
using Confluent.Kafka;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using RabbitMQ.Client;
using Verify = Fallacies.Analyzers.Tests.Verifier<Fallacies.Analyzers.Administration.LostTraceContextAnalyzer, Fallacies.CodeFixes.Administration.LostTraceContextFixer>;

namespace Fallacies.Analyzers.Tests.Administration;

/// <summary>Runs what the fix wrote: the real libraries' messages carry the trace of the activity that is under way.</summary>
public sealed class InjectedTraceTests
{
    private const string KafkaBefore = """
        using System.Diagnostics;
        using System.Text;
        using Confluent.Kafka;

        public class Orders
        {
            public static void Send(IProducer<string, string> producer)
            {
                producer.[|Produce|]("inline", new Message<string, string> { Value = "1" });
            }

            public static Task Later(IProducer<string, string> producer)
            {
                var message = new Message<string, string> { Value = "2", Headers = new Headers { { "type", Encoding.UTF8.GetBytes("placed") } } };
                return producer.[|ProduceAsync|]("local", message);
            }
        }
        """;

    private const string KafkaAfter = """
        using System.Diagnostics;
        using System.Text;
        using Confluent.Kafka;

        public class Orders
        {
            public static void Send(IProducer<string, string> producer)
            {
                var headers = new Headers();
                DistributedContextPropagator.Current.Inject(Activity.Current, headers, static (carrier, name, value) => ((Headers)carrier).Add(name, Encoding.UTF8.GetBytes(value)));
                producer.Produce("inline", new Message<string, string> { Value = "1", Headers = headers });
            }

            public static Task Later(IProducer<string, string> producer)
            {
                var message = new Message<string, string> { Value = "2", Headers = new Headers { { "type", Encoding.UTF8.GetBytes("placed") } } };
                DistributedContextPropagator.Current.Inject(Activity.Current, message.Headers, static (carrier, name, value) => ((Headers)carrier).Add(name, Encoding.UTF8.GetBytes(value)));
                return producer.ProduceAsync("local", message);
            }
        }
        """;

    private const string RabbitBefore = """
        using System.Collections.Generic;
        using System.Diagnostics;
        using System.Text;
        using RabbitMQ.Client;

        public class Orders
        {
            public static void Send(IModel channel)
            {
                channel.[|BasicPublish|]("orders", "placed", null, new byte[1]);
            }

            public static void Later(IModel channel)
            {
                var properties = channel.CreateBasicProperties();
                channel.[|BasicPublish|]("orders", "placed", false, properties, new byte[1]);
            }
        }
        """;

    private const string RabbitAfter = """
        using System.Collections.Generic;
        using System.Diagnostics;
        using System.Text;
        using RabbitMQ.Client;

        public class Orders
        {
            public static void Send(IModel channel)
            {
                var properties2 = channel.CreateBasicProperties();
                properties2.Headers = new Dictionary<string, object>();
                DistributedContextPropagator.Current.Inject(Activity.Current, properties2.Headers, static (carrier, name, value) => ((IDictionary<string, object>)carrier)[name] = Encoding.UTF8.GetBytes(value));
                channel.BasicPublish("orders", "placed", properties2, new byte[1]);
            }

            public static void Later(IModel channel)
            {
                var properties = channel.CreateBasicProperties();
                properties.Headers ??= new Dictionary<string, object>();
                DistributedContextPropagator.Current.Inject(Activity.Current, properties.Headers, static (carrier, name, value) => ((IDictionary<string, object>)carrier)[name] = Encoding.UTF8.GetBytes(value));
                channel.BasicPublish("orders", "placed", false, properties, new byte[1]);
            }
        }
        """;

    [Theory]
    [InlineData("Send", 1)]
    [InlineData("Later", 2)]
    public async Task A_Kafka_message_carries_the_trace(string method, int headers)
    {
        await Verify.FixAsync(KafkaBefore, KafkaAfter);

        var producer = DispatchProxy.Create<IProducer<string, string>, Recorder>();
        var trace = Run(KafkaAfter, method, producer);

        var message = Assert.Single(((Recorder)(object)producer).Arguments.OfType<Message<string, string>>());
        Assert.Equal(headers, message.Headers.Count);
        Assert.Equal(trace, Encoding.UTF8.GetString(message.Headers.GetLastBytes("traceparent")));
    }

    [Theory]
    [InlineData("Send")]
    [InlineData("Later")]
    public async Task A_RabbitMQ_message_carries_the_trace(string method)
    {
        await Verify.FixAsync(RabbitBefore, RabbitAfter);

        var channel = DispatchProxy.Create<IModel, Recorder>();
        var trace = Run(RabbitAfter, method, channel);

        var properties = Assert.Single(((Recorder)(object)channel).Arguments.OfType<IBasicProperties>());
        Assert.Equal(trace, Encoding.UTF8.GetString(Assert.IsType<byte[]>(properties.Headers["traceparent"])));
    }

    [Fact]
    public void Without_an_activity_nothing_is_injected_and_nothing_fails()
    {
        Assert.Null(Activity.Current);
        var producer = DispatchProxy.Create<IProducer<string, string>, Recorder>();
        Load(KafkaAfter).GetMethod("Send")!.Invoke(null, [producer]);
        Assert.Empty(Assert.Single(((Recorder)(object)producer).Arguments.OfType<Message<string, string>>()).Headers);
    }

    private static string Run(string source, string method, object client)
    {
        var type = Load(source);
        using var activity = new Activity("request").SetIdFormat(ActivityIdFormat.W3C).Start();
        type.GetMethod(method)!.Invoke(null, [client]);
        return activity.Id!;
    }

    private static Type Load(string source)
    {
        var trees = new[] { CSharpSyntaxTree.ParseText(Verify.Test.ImplicitUsings), CSharpSyntaxTree.ParseText(source) };
        using var image = new MemoryStream();
        var result = CSharpCompilation.Create("Fixed" + Guid.NewGuid().ToString("N"), trees, References.All, new(OutputKind.DynamicallyLinkedLibrary)).Emit(image);
        Assert.Empty(result.Diagnostics.Where(diagnostic => diagnostic.Severity >= DiagnosticSeverity.Warning));
        return Assembly.Load(image.ToArray()).GetType("Orders")!;
    }

    /// <summary>A client without a broker: it keeps what it is given.</summary>
    public class Recorder : DispatchProxy
    {
        public List<object?> Arguments { get; } = [];

        protected override object? Invoke(MethodInfo? targetMethod, object?[]? args)
        {
            Arguments.AddRange(args ?? []);
            return targetMethod!.Name switch
            {
                "CreateBasicProperties" => Activator.CreateInstance(typeof(IModel).Assembly.GetType("RabbitMQ.Client.Framing.BasicProperties")!, nonPublic: true),
                "ProduceAsync" => Task.FromResult(new DeliveryResult<string, string>()),
                _ => null,
            };
        }
    }
}
