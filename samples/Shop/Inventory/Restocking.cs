using System.Diagnostics;

namespace Shop.Inventory;

/// <summary>Orders more of what runs low, twice a day.</summary>
internal sealed partial class Restocking(
    StockStore stock, RestockLock onlyOne, IHttpClientFactory clients, IConfiguration configuration, ILogger<Restocking> logger) : BackgroundService
{
    private const int LowLevel = 5;

    private static readonly ActivitySource Tracing = new("Shop.Inventory");

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(TimeSpan.FromHours(configuration.GetValue("Inventory:RestockHours", 12)));
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            var low = stock.All().Where(level => level.Available < LowLevel).Select(level => level.Sku).ToList();
            if (low.Count > 0 && await onlyOne.TryTakeAsync())
            {
                low.ForEach(async sku => await OrderAsync(sku, stoppingToken));
                await onlyOne.ReleaseAsync();
            }
        }
    }

    private async Task OrderAsync(string sku, CancellationToken ct)
    {
        var activity = Tracing.StartActivity("restock");
        activity?.SetTag("sku", sku);
        try
        {
            using var response = await clients.CreateClient("warehouse").PutAsJsonAsync("deliveries/next", sku, ct);
            response.EnsureSuccessStatusCode();
        }
        catch (HttpRequestException exception)
        {
            LogFailure(exception, sku);
        }
    }

    [LoggerMessage(LogLevel.Warning, "The warehouse did not take the order of {Sku}")]
    private partial void LogFailure(Exception exception, string sku);
}
