using System.Net;
using Polly;
using Polly.Retry;

namespace Shop.Gateway;

internal sealed class OrdersClient(HttpClient http)
{
    private static readonly ResiliencePipeline UntilPlaced = new ResiliencePipelineBuilder()
        .AddRetry(new RetryStrategyOptions
        {
            ShouldHandle = new PredicateBuilder().Handle<HttpRequestException>(),
            MaxRetryAttempts = int.MaxValue,
            BackoffType = DelayBackoffType.Exponential,
            MaxDelay = TimeSpan.FromSeconds(30),
            UseJitter = true,
        })
        .Build();

    public async Task<Order?> PlaceAsync(OrderRequest request, CancellationToken ct)
    {
        using var response = await UntilPlaced.ExecuteAsync(
            async token => await http.PostAsJsonAsync("orders", request, token), ct);
        response.EnsureSuccessStatusCode();
        return await response.Content.ReadFromJsonAsync<Order>(ct);
    }

    public async Task<Order?> FindAsync(string id, CancellationToken ct)
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(3));
        using var response = await http.GetAsync($"orders/{id}", limit.Token);
        if (response.StatusCode == HttpStatusCode.NotFound)
            return null;

        response.EnsureSuccessStatusCode();
        return await response.Content.ReadFromJsonAsync<Order>(ct);
    }

    public Task<Order[]?> GetHistoryAsync(string userId, CancellationToken ct) =>
        http.GetFromJsonAsync<Order[]>($"orders?userId={userId}");
}
