using Polly;
using Polly.Retry;

namespace Shop.Users;

internal sealed class LoyaltyPoints(IHttpClientFactory clients)
{
    private static readonly ResiliencePipeline Retry = new ResiliencePipelineBuilder()
        .AddRetry(new RetryStrategyOptions
        {
            ShouldHandle = new PredicateBuilder()
                .Handle<HttpRequestException>()
                .Handle<TaskCanceledException>(exception => exception.InnerException is TimeoutException),
            MaxRetryAttempts = 3,
            Delay = TimeSpan.FromSeconds(1),
            BackoffType = DelayBackoffType.Exponential,
            UseJitter = true,
        })
        .Build();

    public async Task<Loyalty> CountAsync(string userId, CancellationToken ct)
    {
        var orders = await LoadOrdersAsync(userId, ct);
        var spent = orders.Where(order => order.Status == OrderStatus.Confirmed).Sum(order => order.Total);
        return new Loyalty(orders.Length, (int)spent);
    }

    private async Task<Order[]> LoadOrdersAsync(string userId, CancellationToken ct)
    {
        var http = clients.CreateClient("orders");
        try
        {
            return await Retry.ExecuteAsync(
                async token => await http.GetFromJsonAsync<Order[]>($"orders?userId={userId}", token), ct) ?? [];
        }
        catch (HttpRequestException)
        {
            return [];
        }
    }
}
