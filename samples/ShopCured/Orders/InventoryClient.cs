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
            BackoffType = DelayBackoffType.Exponential,
            UseJitter = true,
        })
        .Build();

    public async Task<StockLevel?[]> GetLevelsAsync(IReadOnlyList<string> skus, CancellationToken ct)
    {
        var levels = new StockLevel?[skus.Count];
        await Parallel.ForEachAsync(Enumerable.Range(0, skus.Count), AFewAtOnce(ct), async (index, token) =>
            levels[index] = await http.GetFromJsonAsync<StockLevel>($"stock/{skus[index]}", token));
        return levels;
    }

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
        await Parallel.ForEachAsync(reservations, AFewAtOnce(ct), async (reservation, token) =>
        {
            using var response = await http.PostAsJsonAsync("reservations/release", reservation, token);
            response.EnsureSuccessStatusCode();
        });
    }

    private static ParallelOptions AFewAtOnce(CancellationToken ct) =>
        new() { MaxDegreeOfParallelism = 4, CancellationToken = ct };
}
