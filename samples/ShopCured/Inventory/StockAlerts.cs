using System.Diagnostics;
using System.Globalization;
using System.Text;
using Confluent.Kafka;

namespace Shop.Inventory;

/// <summary>Tells the purchasers what runs low.</summary>
internal sealed partial class StockAlerts : IDisposable
{
    private readonly ILogger<StockAlerts> _logger;
    private readonly IProducer<string, string> _producer;

    public StockAlerts(IConfiguration configuration, ILogger<StockAlerts> logger)
    {
        _logger = logger;
        var config = new ProducerConfig
        {
            BootstrapServers = configuration["Kafka:Servers"]
                ?? throw new InvalidOperationException("Kafka:Servers is not configured."),
            SecurityProtocol = configuration.GetValue("Kafka:SecurityProtocol", SecurityProtocol.Ssl),
            MessageTimeoutMs = 5_000,
        };
        _producer = new ProducerBuilder<string, string>(config)
            .SetErrorHandler((_, error) => LogClient(error.Reason))
            .SetLogHandler((_, message) => LogClient(message.Message))
            .Build();
    }

    public void Send(StockLevel level)
    {
        var message = new Message<string, string>
        {
            Key = level.Sku,
            Value = level.Available.ToString(CultureInfo.InvariantCulture),
            Headers = [],
        };
        DistributedContextPropagator.Current.Inject(Activity.Current, message.Headers, static (carrier, name, value) =>
            ((Headers)carrier!).Add(name, Encoding.UTF8.GetBytes(value)));
        _producer.Produce("stock-alerts", message, report =>
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

    [LoggerMessage(LogLevel.Warning, "Nobody was told that {Sku} runs low: {Reason}")]
    private partial void LogLoss(string sku, string reason);
}
