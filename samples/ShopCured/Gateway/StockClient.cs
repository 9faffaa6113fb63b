using Polly;
using Polly.Retry;

namespace Shop.Gateway;

internal sealed class StockClient(HttpClient http)
{
    private static readonly ResiliencePipeline Retry = new ResiliencePipelineBuilder()
        .AddRetry(new RetryStrategyOptions
        {
            ShouldHandle = new PredicateBuilder()
                .Handle<HttpRequestException>()
                .Handle<TaskCanceledException>(exception => exception.InnerException is TimeoutException),
            MaxRetryAttempts = 2,
            Delay = TimeSpan.FromMilliseconds(500),
            BackoffType = DelayBackoffType.Exponential,
            UseJitter = true,
        })
        .Build();

    public async Task<StockLevel[]?> GetAllAsync(CancellationToken ct) =>
        await Retry.ExecuteAsync(async token => await http.GetFromJsonAsync<StockLevel[]>("stock", token), ct);

    public async Task<StockLevel[]> GetLevelsAsync(IEnumerable<string> skus, CancellationToken ct)
    {
        var levels = await GetAllAsync(ct) ?? [];
        return [.. levels.IntersectBy(skus, level => level.Sku)];
    }
}
