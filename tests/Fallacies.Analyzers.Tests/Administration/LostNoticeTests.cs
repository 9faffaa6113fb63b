using Verify = Fallacies.Analyzers.Tests.Verifier<Fallacies.Analyzers.Administration.LostTraceContextAnalyzer, Fallacies.CodeFixes.Administration.LostTraceContextFixer>;

namespace Fallacies.Analyzers.Tests.Administration;

public sealed class LostNoticeTests
{
    [Theory]
    [InlineData("var message = new MqttApplicationMessageBuilder().WithTopic(\"orders\").WithPayload(data).Build(); await mqtt.[|PublishAsync|](message, ct);")]
    [InlineData("await mqtt.[|PublishAsync|](new MqttApplicationMessageBuilder().WithTopic(\"orders\").WithRetainFlag().Build(), ct);")]
    [InlineData("await mqtt.[|PublishStringAsync|](\"orders\", JsonSerializer.Serialize(data));")]
    public Task A_message_of_MQTT_without_properties_is_seen(string statements) => Verify.NoFixAsync(Mqtt(statements), references: References.With("MQTTnet"));

    [Theory]
    [InlineData("var message = new MqttApplicationMessageBuilder().WithTopic(\"orders\").WithUserProperty(\"traceparent\", Activity.Current?.Id).Build(); await mqtt.PublishAsync(message, ct);")]
    [InlineData("var message = new MqttApplicationMessageBuilder().WithTopic(\"orders\").WithUserProperty(\"tenant\", \"a\").Build(); await mqtt.PublishAsync(message, ct);")]
    [InlineData("var message = new MqttApplicationMessageBuilder().WithTopic(\"device/telemetry\").WithPayload(data).Build(); await mqtt.PublishAsync(message, ct);")]
    [InlineData("await mqtt.PublishStringAsync(\"lamp\", \"on\");")]
    [InlineData("await mqtt.PublishAsync(given, ct);")]
    [InlineData("var options = new MqttClientOptionsBuilder().WithProtocolVersion(MQTTnet.Formatter.MqttProtocolVersion.V311); await mqtt.PublishAsync(new MqttApplicationMessageBuilder().WithTopic(\"orders\").Build(), ct);")]
    public Task Says_nothing_about_MQTT(string statements) => Verify.AnalyzeAsync(Mqtt(statements), references: References.With("MQTTnet"));

    [Theory]
    [InlineData("nats.[|Publish|](\"orders\", JsonSerializer.SerializeToUtf8Bytes(order));")]
    [InlineData("var data = JsonSerializer.SerializeToUtf8Bytes(order); nats.[|Publish|](\"orders\", \"replies\", data);")]
    [InlineData("nats.Publish(\"orders\", headers, JsonSerializer.SerializeToUtf8Bytes(order));")]
    [InlineData("nats.Publish(\"orders\", new byte[] { 1 });")]
    [InlineData("nats.Publish(\"metrics\", JsonSerializer.SerializeToUtf8Bytes(order));")]
    public Task A_message_of_the_first_client_of_NATS_has_headers_or_is_seen(string statements) => Verify.NoFixAsync(
        $$"""
        using System.Diagnostics;
        using System.Text.Json;

        class Orders(NATS.Client.IConnection nats)
        {
            private static readonly ActivitySource Source = new("Orders");

            public void Place(string[] order, NATS.Client.MsgHeader headers)
            {
                {{statements}}
                Console.WriteLine(Source);
            }
        }
        """,
        references: References.WithPrevious("NATS.Client"));

    [Theory]
    [InlineData("await sns.[|PublishAsync|](\"arn:orders\", \"placed\");")]
    [InlineData("await sns.[|PublishAsync|](new PublishRequest { TopicArn = \"arn:orders\", Message = \"placed\" });")]
    [InlineData("var request = new PublishRequest { TopicArn = \"arn:orders\" }; request.MessageAttributes[\"traceparent\"] = Activity.Current?.Id; await sns.PublishAsync(request);")]
    public Task A_notice_of_SNS_has_attributes_or_is_seen(string statements) => Verify.NoFixAsync(
        $$"""
        using System.Diagnostics;
        using Amazon.SimpleNotificationService;

        class Orders(IAmazonSimpleNotificationService sns)
        {
            private static readonly ActivitySource Source = new("Orders");

            public async Task PlaceAsync()
            {
                {{statements}}
                Console.WriteLine(Source);
            }
        }

        namespace Amazon.SimpleNotificationService
        {
            public interface IAmazonSimpleNotificationService
            {
                Task PublishAsync(string topicArn, string message);

                Task PublishAsync(PublishRequest request);
            }

            public class PublishRequest
            {
                public string TopicArn { get; set; } = "";

                public string Message { get; set; } = "";

                public Dictionary<string, string?> MessageAttributes { get; } = [];
            }
        }
        """);

    private static string Mqtt(string statements) => $$"""
        using System.Diagnostics;
        using System.Text.Json;
        using MQTTnet;

        class Orders(IMqttClient mqtt)
        {
            private static readonly ActivitySource Source = new("Orders");

            public async Task PlaceAsync(byte[] data, MqttApplicationMessage given, CancellationToken ct)
            {
                {{statements}}
                Console.WriteLine(Source);
            }
        }
        """;
}
