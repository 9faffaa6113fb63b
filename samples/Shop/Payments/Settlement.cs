using Shop.Hosting;

namespace Shop.Payments;

/// <summary>Closes the books every night.</summary>
internal sealed partial class Settlement(SharedRedis redis, Ledger ledger, IConfiguration configuration, ILogger<Settlement> logger) : BackgroundService
{
    private const string Key = "lock:settlement";

    private readonly string _owner = Guid.NewGuid().ToString();

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(TimeSpan.FromHours(configuration.GetValue("Payments:SettleHours", 24)));
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            var database = redis.Connection.GetDatabase();
            if (!await database.LockTakeAsync(Key, _owner, TimeSpan.FromMinutes(1)))
                continue;

            try
            {
                LogSettled(ledger.Close());
            }
            finally
            {
                await database.KeyDeleteAsync(Key);
            }
        }
    }

    [LoggerMessage(LogLevel.Information, "{Total} settled")]
    private partial void LogSettled(decimal total);
}
