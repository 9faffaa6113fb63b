using Polly;
using Polly.Retry;

namespace Shop.Orders;

/// <summary>Has parcels fetched by a carrier.</summary>
internal sealed class CarrierClient(HttpClient http)
{
    // Nobody waits longer than this for a carrier.
    private static readonly ResiliencePipeline Retry = new ResiliencePipelineBuilder()
        .AddTimeout(TimeSpan.FromSeconds(2))
        .AddRetry(new RetryStrategyOptions
        {
            ShouldHandle = new PredicateBuilder().Handle<HttpRequestException>(),
            BackoffType = DelayBackoffType.Exponential,
            Delay = TimeSpan.FromSeconds(5),
            UseJitter = true,
        })
        .Build();

    public async Task BookAsync(string orderId, CancellationToken ct)
    {
        using var request = new HttpRequestMessage(HttpMethod.Put, $"pickups/{orderId}");
        using var response = await Retry.ExecuteAsync(async token => await http.SendAsync(request, token), ct);
        response.EnsureSuccessStatusCode();
    }

    public async Task CancelAsync(string orderId, CancellationToken ct)
    {
        using var response = await http.DeleteAsync($"pickups/{orderId}", ct);
    }

    public async Task InsureAsync(string orderId, decimal value, CancellationToken ct)
    {
        using var response = await Retry.ExecuteAsync(
            async token =>
            {
                using var request = new HttpRequestMessage(HttpMethod.Post, $"pickups/{orderId}/insurance") { Content = JsonContent.Create(value) };
                request.Headers.Add("Idempotency-Key", Guid.NewGuid().ToString());
                return await http.SendAsync(request, token);
            },
            ct);
        response.EnsureSuccessStatusCode();
    }

    /// <summary>Whether the carrier drives today; in doubt it does.</summary>
    public async Task<bool> DrivesTodayAsync(CancellationToken ct)
    {
        try
        {
            return await http.GetFromJsonAsync<bool>("today", ct);
        }
        catch (TimeoutException)
        {
            return true;
        }
    }
}
