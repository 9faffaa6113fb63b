using Polly;
using Polly.Retry;

namespace Shop.Payments;

/// <summary>Asks the users' service whether a user may pay; no money is taken without its answer.</summary>
internal sealed class FraudCheck(IConfiguration configuration) : IDisposable
{
    private static readonly ResiliencePipeline UntilAnswered = new ResiliencePipelineBuilder()
        .AddRetry(new RetryStrategyOptions
        {
            ShouldHandle = new PredicateBuilder().Handle<HttpRequestException>(),
            MaxRetryAttempts = 3,
            BackoffType = DelayBackoffType.Exponential,
            MaxDelay = TimeSpan.FromSeconds(30),
            UseJitter = true,
        })
        .Build();

    private readonly HttpClient _http = new(new SocketsHttpHandler { PooledConnectionLifetime = TimeSpan.FromMinutes(2) })
    {
        BaseAddress = new Uri(configuration["Services:Users"]!),
        Timeout = TimeSpan.FromSeconds(5),
    };

    public async Task<bool> IsTrustedAsync(string userId, CancellationToken ct)
    {
        var user = await UntilAnswered.ExecuteAsync(
            async token => await _http.GetFromJsonAsync<User>($"users/{userId}", token), ct);
        return user is { Trusted: true };
    }

    public void Dispose() => _http.Dispose();
}
