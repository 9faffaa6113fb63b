using Polly;
using Polly.Retry;
using Polly.Timeout;

namespace Shop.Orders;

/// <summary>Has parcels fetched by a carrier.</summary>
internal sealed class CarrierClient(HttpClient http)
{
    // Nobody waits longer than this for a carrier.
    private static readonly ResiliencePipeline Retry = new ResiliencePipelineBuilder()
        .AddTimeout(TimeSpan.FromSeconds(10))
        .AddRetry(new RetryStrategyOptions
        {
            ShouldHandle = new PredicateBuilder().Handle<HttpRequestException>(),
            BackoffType = DelayBackoffType.Exponential,
            Delay = TimeSpan.FromMilliseconds(200),
            UseJitter = true,
        })
        .AddTimeout(TimeSpan.FromSeconds(2))
        .Build();

    public async Task BookAsync(string orderId, CancellationToken ct)
    {
        using var response = await Retry.ExecuteAsync(
            async token =>
            {
                using var request = new HttpRequestMessage(HttpMethod.Put, $"pickups/{orderId}");
                return await http.SendAsync(request, token);
            },
            ct);
        response.EnsureSuccessStatusCode();
    }

    public async Task CancelAsync(string orderId, CancellationToken ct)
    {
        using var response = await Retry.ExecuteAsync(async token => await http.DeleteAsync($"pickups/{orderId}", token), ct);
        response.EnsureSuccessStatusCode();
    }

    public async Task InsureAsync(string orderId, decimal value, CancellationToken ct)
    {
        var key = Guid.NewGuid().ToString();
        using var response = await Retry.ExecuteAsync(
            async token =>
            {
                using var request = new HttpRequestMessage(HttpMethod.Post, $"pickups/{orderId}/insurance") { Content = JsonContent.Create(value) };
                request.Headers.Add("Idempotency-Key", key);
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
            return await Retry.ExecuteAsync(async token => await http.GetFromJsonAsync<bool>("today", token), ct);
        }
        catch (Exception exception) when (exception is TimeoutRejectedException or TaskCanceledException { InnerException: TimeoutException })
        {
            return true;
        }
    }
}
