using Shop.Hosting;

namespace Shop.Orders;

/// <summary>Forgets once a day the orders that came to nothing.</summary>
internal sealed partial class OrderArchive(SharedRedis redis, OrderStore orders, IConfiguration configuration, ILogger<OrderArchive> logger) : BackgroundService
{
    private const string Key = "lock:archive";

    private readonly string _owner = Guid.NewGuid().ToString();

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(TimeSpan.FromHours(configuration.GetValue("Orders:ArchiveHours", 24)));
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            var database = redis.Connection.GetDatabase();
            if (!await database.LockTakeAsync(Key, _owner, TimeSpan.FromMinutes(5)))
                continue;

            LogRemoved(orders.RemoveFailed());
            await database.LockReleaseAsync(Key, _owner);
        }
    }

    [LoggerMessage(LogLevel.Information, "{Orders} failed orders removed")]
    private partial void LogRemoved(int orders);
}
