using System.Diagnostics;
using System.Text;
using Confluent.Kafka;
using Microsoft.EntityFrameworkCore;

namespace Shop.Payments;

/// <summary>Tells the rest of the company what the store says it has yet to be told; a message may come twice, but none is lost.</summary>
internal sealed class RefundOutbox(IServiceScopeFactory scopes, IProducer<string, string> events, IConfiguration configuration) : BackgroundService
{
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        if (string.IsNullOrEmpty(configuration["Payments:Database"]))
            return;

        using var timer = new PeriodicTimer(TimeSpan.FromSeconds(5));
        while (await timer.WaitForNextTickAsync(stoppingToken))
            await SendAsync(stoppingToken);
    }

    private async Task SendAsync(CancellationToken ct)
    {
        await using var scope = scopes.CreateAsyncScope();
        var store = scope.ServiceProvider.GetRequiredService<RefundStore>();
        foreach (var news in await store.Outbox.OrderBy(news => news.Id).Take(100).ToListAsync(ct))
        {
            var headers = new Headers();
            DistributedContextPropagator.Current.Inject(Activity.Current, headers, static (carrier, name, value) => ((Headers)carrier!).Add(name, Encoding.UTF8.GetBytes(value)));
            await events.ProduceAsync("refunds", new Message<string, string> { Key = news.OrderId, Value = news.Text, Headers = headers }, ct);
            store.Outbox.Remove(news);
        }

        await store.SaveChangesAsync(ct);
    }
}
