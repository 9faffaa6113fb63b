using System.Diagnostics;
using System.Text;
using System.Text.Json;
using Confluent.Kafka;

namespace Shop.Orders;

/// <summary>Tells the rest of the company about orders.</summary>
internal sealed partial class OrderEvents : IDisposable
{
    private readonly ILogger<OrderEvents> _logger;
    private readonly IProducer<string, string> _producer;

    public OrderEvents(IConfiguration configuration, ILogger<OrderEvents> logger)
    {
        _logger = logger;
        var config = new ProducerConfig
        {
            BootstrapServers = configuration["Kafka:Servers"]
                ?? throw new InvalidOperationException("Kafka:Servers is not configured."),
            MessageTimeoutMs = configuration.GetValue("Kafka:MessageTimeoutMs", 300_000),
            SocketTimeoutMs = configuration.GetValue("Kafka:SocketTimeoutMs", 60_000),
        };
        _producer = new ProducerBuilder<string, string>(config)
            .SetErrorHandler((_, error) => LogClient(error.Reason))
            .SetLogHandler((_, message) => LogClient(message.Message))
            .Build();
    }

    public void Publish(Order order)
    {
        var message = new Message<string, string>
        {
            Key = order.Id,
            Value = JsonSerializer.Serialize(order),
            Headers = [],
        };
        DistributedContextPropagator.Current.Inject(Activity.Current, message.Headers, static (carrier, name, value) =>
            ((Headers)carrier!).Add(name, Encoding.UTF8.GetBytes(value)));
        _producer.Produce("orders", message, report =>
        {
            if (report.Error.IsError)
                LogLoss(report.Key, report.Error.Reason);
        });
    }

    public void Dispose()
    {
        _producer.Flush(TimeSpan.FromSeconds(1));
        _producer.Dispose();
    }

    [LoggerMessage(LogLevel.Debug, "Kafka: {Message}")]
    private partial void LogClient(string message);

    [LoggerMessage(LogLevel.Warning, "Order {Id} was not published: {Reason}")]
    private partial void LogLoss(string id, string reason);
}
