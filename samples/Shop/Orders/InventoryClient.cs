using System.Net;
using Polly;
using Polly.Retry;

namespace Shop.Orders;

internal sealed class InventoryClient(HttpClient http)
{
    private static readonly ResiliencePipeline Retry = new ResiliencePipelineBuilder()
        .AddRetry(new RetryStrategyOptions
        {
            ShouldHandle = new PredicateBuilder().Handle<HttpRequestException>(),
            MaxRetryAttempts = 3,
            Delay = TimeSpan.FromMilliseconds(200),
        })
        .Build();

    public Task<StockLevel?[]> GetLevelsAsync(IReadOnlyList<string> skus, CancellationToken ct) =>
        Task.WhenAll(skus.Select(sku => http.GetFromJsonAsync<StockLevel>($"stock/{sku}", ct)));

    public async Task<bool> ReserveAsync(Reservation reservation, CancellationToken ct)
    {
        using var response = await Retry.ExecuteAsync(
            async token => await http.PostAsJsonAsync("reservations", reservation, token), ct);
        if (response.StatusCode == HttpStatusCode.Conflict)
            return false;

        response.EnsureSuccessStatusCode();
        return true;
    }

    public async Task ReleaseAsync(IReadOnlyCollection<Reservation> reservations, CancellationToken ct)
    {
        await Task.WhenAll(reservations.Select(reservation =>
            http.PostAsJsonAsync("reservations/release", reservation, ct)));
    }
}
