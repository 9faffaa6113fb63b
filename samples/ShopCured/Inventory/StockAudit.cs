using System.Net;

namespace Shop.Inventory;

/// <summary>Compares what is reserved with what was ordered, and tells what runs low.</summary>
internal sealed partial class StockAudit(
    StockStore stock, StockGauge gauge, StockAlerts alerts, IHttpClientFactory clients, IConfiguration configuration, ILogger<StockAudit> logger) : BackgroundService
{
    private const int LowLevel = 5;

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var period = TimeSpan.FromSeconds(configuration.GetValue("Inventory:AuditSeconds", 30));
        using var timer = new PeriodicTimer(period);
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            foreach (var level in stock.All())
                gauge.Report(level);

            var open = await LoadOpenOrdersAsync(stoppingToken);
            if (open is null)
                continue;

            var stale = await CountLostAsync(stock.ReservedOrders().Except(open.Select(order => order.Id)), stoppingToken);
            var low = stock.All().Where(level => level.Available < LowLevel).ToList();
            foreach (var level in low)
                alerts.Send(level);
            LogAudit(open.Length, stale, low.Count);
        }
    }

    private async Task<Order[]?> LoadOpenOrdersAsync(CancellationToken ct)
    {
        var http = clients.CreateClient("audit");
        try
        {
            return await http.GetFromJsonAsync<Order[]>("orders/open", ct);
        }
        catch (Exception exception) when (exception is not OperationCanceledException)
        {
            LogFailure(exception);
            return null;
        }
    }

    private async Task<int> CountLostAsync(IEnumerable<string> orders, CancellationToken ct)
    {
        var lost = 0;
        var http = clients.CreateClient("audit");
        await Parallel.ForEachAsync(orders, ct, async (id, token) =>
        {
            using var response = await http.GetAsync($"orders/{id}", token);
            if (response.StatusCode == HttpStatusCode.NotFound)
                Interlocked.Increment(ref lost);
        });
        return lost;
    }

    [LoggerMessage(LogLevel.Information, "{Open} open orders, {Stale} orders reserved but unknown, {Low} articles low")]
    private partial void LogAudit(int open, int stale, int low);

    [LoggerMessage(LogLevel.Warning, "Orders did not answer")]
    private partial void LogFailure(Exception exception);
}
