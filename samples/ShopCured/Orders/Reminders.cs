using Medallion.Threading.Redis;
using Shop.Hosting;

namespace Shop.Orders;

/// <summary>Reminds users once a day of orders that are still open.</summary>
internal sealed class Reminders(SharedRedis redis, OrderStore orders, IHttpClientFactory clients, IConfiguration configuration) : BackgroundService
{
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(TimeSpan.FromHours(configuration.GetValue("Orders:ReminderHours", 24)));
        while (await timer.WaitForNextTickAsync(stoppingToken))
            await RemindAsync(stoppingToken);
    }

    private async Task RemindAsync(CancellationToken ct)
    {
        var onlyOne = new RedisDistributedLock("reminders", redis.Connection.GetDatabase());
        await using var handle = await onlyOne.TryAcquireAsync(cancellationToken: ct);
        if (handle is null)
            return;

        using var held = CancellationTokenSource.CreateLinkedTokenSource(ct, handle.HandleLostToken);
        var http = clients.CreateClient("reminders");
        foreach (var order in orders.Open())
        {
            using var response = await http.PutAsJsonAsync($"users/{order.UserId}/reminders/{order.Id}", order, held.Token);
            response.EnsureSuccessStatusCode();
        }
    }
}
