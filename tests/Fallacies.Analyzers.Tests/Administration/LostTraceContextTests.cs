using Verify = Fallacies.Analyzers.Tests.Verifier<Fallacies.Analyzers.Administration.LostTraceContextAnalyzer, Fallacies.CodeFixes.Administration.LostTraceContextFixer>;

namespace Fallacies.Analyzers.Tests.Administration;

public sealed class LostTraceContextTests
{
    [Fact]
    public Task A_message_in_the_call_gets_headers() => Verify.FixAsync(
        """
        #nullable enable
        using System.Diagnostics;
        using System.Text;
        using Confluent.Kafka;

        class Orders(IProducer<string, string> producer)
        {
            public async Task Place(string id, string json)
            {
                // The key keeps the orders of one customer in order.
                await producer.[|ProduceAsync|]("orders", new Message<string, string>
                {
                    Key = id,
                    Value = json, // as the catalogue has it
                });
            }

            public Task<DeliveryResult<string, string>> Cancel(string id) =>
                producer.[|ProduceAsync|]("orders", new() { Key = id, Value = "cancelled" });

            public async Task Close(string id) => await this.Producer!.[|ProduceAsync|]("orders", (new Message<string, string>()));

            IProducer<string, string>? Producer { get; }
        }
        """,
        """
        #nullable enable
        using System.Diagnostics;
        using System.Text;
        using Confluent.Kafka;

        class Orders(IProducer<string, string> producer)
        {
            public async Task Place(string id, string json)
            {
                var headers = new Headers();
                DistributedContextPropagator.Current.Inject(Activity.Current, headers, static (carrier, name, value) => ((Headers)carrier!).Add(name, Encoding.UTF8.GetBytes(value)));
                // The key keeps the orders of one customer in order.
                await producer.ProduceAsync("orders", new Message<string, string>
                {
                    Key = id,
                    Value = json, // as the catalogue has it
                    Headers = headers
                });
            }

            public Task<DeliveryResult<string, string>> Cancel(string id)
            {
                var headers2 = new Headers();
                DistributedContextPropagator.Current.Inject(Activity.Current, headers2, static (carrier, name, value) => ((Headers)carrier!).Add(name, Encoding.UTF8.GetBytes(value)));
                return producer.ProduceAsync("orders", new() { Key = id, Value = "cancelled", Headers = headers2 });
            }

            public async Task Close(string id)
            {
                var headers3 = new Headers();
                DistributedContextPropagator.Current.Inject(Activity.Current, headers3, static (carrier, name, value) => ((Headers)carrier!).Add(name, Encoding.UTF8.GetBytes(value)));
                await this.Producer!.ProduceAsync("orders", (new Message<string, string>() { Headers = headers3 }));
            }

            IProducer<string, string>? Producer { get; }
        }
        """);

    [Fact]
    public Task A_message_built_before_keeps_its_headers() => Verify.FixAsync(
        """
        using System.Buffers;
        using Confluent.Kafka;

        class Orders
        {
            readonly IProducer<Null, string> _producer;

            void Place(string json)
            {
                var headers = new Headers { { "type", new byte[] { 1 } } };
                var message = new Message<Null, string> { Value = json, Headers = headers };
                message.Timestamp = Timestamp.Default;
                for (var attempt = 0; attempt < 3; attempt++)
                    _producer?.[|Produce|](new TopicPartition("orders", 0), message);
            }

            void Ship(string json, bool urgent)
            {
                var message = new Message<Null, string> { Value = json };
                if (urgent)
                    _producer.[|Produce|]("urgent", message, report => Console.WriteLine(report.Error));
            }

            void Bill(string json, bool urgent)
            {
                if (urgent)
                    _producer.[|Produce|]("bills", new Message<Null, string> { Value = json, Headers = new Headers { { "a", null }, new Header("b", null) } });
            }

            void Pay(string json)
            {
                var message = new Message<Null, string> { Value = json };
                message.Headers = new Headers();
                message.Headers.Add("type", null);
                _producer.[|Produce|]("payments", message);
            }
        }
        """,
        """
        using System.Buffers;
        using System.Diagnostics;
        using System.Text;
        using Confluent.Kafka;

        class Orders
        {
            readonly IProducer<Null, string> _producer;

            void Place(string json)
            {
                var headers = new Headers { { "type", new byte[] { 1 } } };
                var message = new Message<Null, string> { Value = json, Headers = headers };
                message.Timestamp = Timestamp.Default;
                DistributedContextPropagator.Current.Inject(Activity.Current, message.Headers, static (carrier, name, value) => ((Headers)carrier).Add(name, Encoding.UTF8.GetBytes(value)));
                for (var attempt = 0; attempt < 3; attempt++)
                    _producer?.Produce(new TopicPartition("orders", 0), message);
            }

            void Ship(string json, bool urgent)
            {
                var message = new Message<Null, string> { Value = json, Headers = new Headers() };
                DistributedContextPropagator.Current.Inject(Activity.Current, message.Headers, static (carrier, name, value) => ((Headers)carrier).Add(name, Encoding.UTF8.GetBytes(value)));
                if (urgent)
                    _producer.Produce("urgent", message, report => Console.WriteLine(report.Error));
            }

            void Bill(string json, bool urgent)
            {
                if (urgent)
                {
                    var headers2 = new Headers { { "a", null }, new Header("b", null) };
                    DistributedContextPropagator.Current.Inject(Activity.Current, headers2, static (carrier, name, value) => ((Headers)carrier).Add(name, Encoding.UTF8.GetBytes(value)));
                    _producer.Produce("bills", new Message<Null, string> { Value = json, Headers = headers2 });
                }
            }

            void Pay(string json)
            {
                var message = new Message<Null, string> { Value = json };
                message.Headers = new Headers();
                message.Headers.Add("type", null);
                DistributedContextPropagator.Current.Inject(Activity.Current, message.Headers, static (carrier, name, value) => ((Headers)carrier).Add(name, Encoding.UTF8.GetBytes(value)));
                _producer.Produce("payments", message);
            }
        }
        """);

    [Fact]
    public Task A_message_of_RabbitMQ_6_gets_headers() => Verify.FixAsync(
        """
        #nullable enable
        using System.Collections.Generic;
        using System.Diagnostics;
        using System.Text;
        using RabbitMQ.Client;

        class Orders(IModel channel)
        {
            void Place(byte[] body)
            {
                var properties = channel.CreateBasicProperties();
                properties.Persistent = true;
                channel.[|BasicPublish|]("orders", "placed", properties, body);
            }

            void Ship(byte[] body)
            {
                var properties = channel.CreateBasicProperties();
                properties.Headers = new Dictionary<string, object> { ["type"] = "shipped" };
                properties.Headers["version"] = 2;
                channel.[|BasicPublish|]("orders", "shipped", false, properties, body);
            }

            void Cancel(byte[] body) => channel.[|BasicPublish|](exchange: "", routingKey: "cancelled", basicProperties: null, body: body);

            void Close(byte[] body)
            {
                channel.[|BasicPublish|]("", "closed", body: body);
            }
        }
        """,
        """
        #nullable enable
        using System.Collections.Generic;
        using System.Diagnostics;
        using System.Text;
        using RabbitMQ.Client;

        class Orders(IModel channel)
        {
            void Place(byte[] body)
            {
                var properties = channel.CreateBasicProperties();
                properties.Persistent = true;
                properties.Headers ??= new Dictionary<string, object>();
                DistributedContextPropagator.Current.Inject(Activity.Current, properties.Headers, static (carrier, name, value) => ((IDictionary<string, object>)carrier!)[name] = Encoding.UTF8.GetBytes(value));
                channel.BasicPublish("orders", "placed", properties, body);
            }

            void Ship(byte[] body)
            {
                var properties = channel.CreateBasicProperties();
                properties.Headers = new Dictionary<string, object> { ["type"] = "shipped" };
                properties.Headers["version"] = 2;
                DistributedContextPropagator.Current.Inject(Activity.Current, properties.Headers, static (carrier, name, value) => ((IDictionary<string, object>)carrier!)[name] = Encoding.UTF8.GetBytes(value));
                channel.BasicPublish("orders", "shipped", false, properties, body);
            }

            void Cancel(byte[] body)
            {
                var properties2 = channel.CreateBasicProperties();
                properties2.Headers = new Dictionary<string, object>();
                DistributedContextPropagator.Current.Inject(Activity.Current, properties2.Headers, static (carrier, name, value) => ((IDictionary<string, object>)carrier!)[name] = Encoding.UTF8.GetBytes(value));
                channel.BasicPublish(exchange: "", routingKey: "cancelled", basicProperties: properties2, body: body);
            }

            void Close(byte[] body)
            {
                var properties3 = channel.CreateBasicProperties();
                properties3.Headers = new Dictionary<string, object>();
                DistributedContextPropagator.Current.Inject(Activity.Current, properties3.Headers, static (carrier, name, value) => ((IDictionary<string, object>)carrier!)[name] = Encoding.UTF8.GetBytes(value));
                channel.BasicPublish("", "closed", body: body, basicProperties: properties3);
            }
        }
        """);
}
