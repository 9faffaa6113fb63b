using System.Text.Json;
using Confluent.Kafka;

namespace Shop.Users;

/// <summary>Counts the points of users anew when they have ordered.</summary>
internal sealed class LoyaltyRefresh(IConfiguration configuration, LoyaltyPoints points) : BackgroundService
{
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        if (configuration["Kafka:LoyaltyGroup"] is not { Length: > 0 } group)
            return;

        await Task.Yield();
        var config = new ConsumerConfig
        {
            BootstrapServers = configuration["Kafka:Servers"],
            GroupId = group,
        };
        using var consumer = new ConsumerBuilder<string, string>(config).Build();
        consumer.Subscribe("orders");
        while (!stoppingToken.IsCancellationRequested)
        {
            var result = consumer.Consume(stoppingToken);
            if (JsonSerializer.Deserialize<Order>(result.Message.Value) is { } order)
                await points.CountAsync(order.UserId, stoppingToken);
        }
    }
}
