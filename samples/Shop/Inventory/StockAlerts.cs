using System.Globalization;
using Confluent.Kafka;

namespace Shop.Inventory;

/// <summary>Tells the purchasers what runs low.</summary>
internal sealed partial class StockAlerts(IConfiguration configuration, ILogger<StockAlerts> logger)
{
    public void Send(StockLevel level)
    {
        var config = new ProducerConfig
        {
            BootstrapServers = configuration["Kafka:Servers"],
            SecurityProtocol = SecurityProtocol.Plaintext,
            MessageTimeoutMs = 5_000,
        };
        using var producer = new ProducerBuilder<string, string>(config)
            .SetErrorHandler((_, error) => LogClient(error.Reason))
            .SetLogHandler((_, message) => LogClient(message.Message))
            .Build();
        var available = level.Available.ToString(CultureInfo.InvariantCulture);
        producer.Produce("stock-alerts", new Message<string, string> { Key = level.Sku, Value = available }, report =>
        {
            if (report.Error.IsError)
                LogLoss(report.Key, report.Error.Reason);
        });
        producer.Flush(TimeSpan.FromSeconds(5));
    }

    [LoggerMessage(LogLevel.Debug, "Kafka: {Message}")]
    private partial void LogClient(string message);

    [LoggerMessage(LogLevel.Warning, "Nobody was told that {Sku} runs low: {Reason}")]
    private partial void LogLoss(string sku, string reason);
}
