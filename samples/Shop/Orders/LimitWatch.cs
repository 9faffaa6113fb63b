namespace Shop.Orders;

/// <summary>Knows what one payment may be at most, as Payments said a minute ago.</summary>
internal sealed partial class LimitWatch(IHttpClientFactory clients, IConfiguration configuration, ILogger<LimitWatch> logger) : BackgroundService
{
    public decimal? Limit { get; private set; }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var period = TimeSpan.FromSeconds(configuration.GetValue("Orders:LimitSeconds", 60));
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                Limit = await clients.CreateClient("limits").GetFromJsonAsync<decimal>("payments/limit", stoppingToken);
                await Task.Delay(period, stoppingToken);
            }
            catch (HttpRequestException exception)
            {
                LogFailure(exception);
            }
        }
    }

    [LoggerMessage(LogLevel.Warning, "Payments did not tell its limit")]
    private partial void LogFailure(Exception exception);
}
