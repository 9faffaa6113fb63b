using RabbitMQ.Client;
using RabbitMQ.Client.Events;

namespace Shop.Inventory;

/// <summary>Takes in what suppliers deliver and what customers send back.</summary>
internal sealed class Deliveries(IConfiguration configuration, IHttpClientFactory clients) : BackgroundService
{
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        if (configuration["Rabbit:Uri"] is not { Length: > 0 } uri)
            return;

        var factory = new ConnectionFactory { Uri = new Uri(uri), DispatchConsumersAsync = true };
        using var connection = factory.CreateConnection();
        using var channel = connection.CreateModel();
        Listen(channel, stoppingToken);
        await Task.Delay(Timeout.InfiniteTimeSpan, stoppingToken);
    }

    private void Listen(IModel channel, CancellationToken ct)
    {
        var deliveries = new AsyncEventingBasicConsumer(channel);
        deliveries.Received += (_, message) => StoreAsync("deliveries", message, ct);
        channel.BasicConsume("deliveries", autoAck: true, deliveries);

        var returns = new AsyncEventingBasicConsumer(channel);
        returns.Received += async (_, message) =>
        {
            await StoreAsync("returns", message, ct);
            channel.BasicAck(message.DeliveryTag, multiple: false);
        };
        channel.BasicConsume("returns", autoAck: false, returns);
    }

    private async Task StoreAsync(string kind, BasicDeliverEventArgs message, CancellationToken ct)
    {
        using var content = new ByteArrayContent(message.Body.ToArray());
        using var response = await clients.CreateClient("warehouse").PutAsync($"{kind}/{message.RoutingKey}", content, ct);
        response.EnsureSuccessStatusCode();
    }
}
