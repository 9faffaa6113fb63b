using Polly;

namespace Shop.Payments;

/// <summary>Asks the users' service whether a user may pay.</summary>
internal sealed class FraudCheck(IConfiguration configuration) : IDisposable
{
    private static readonly ResiliencePipeline Limit = new ResiliencePipelineBuilder().AddTimeout(TimeSpan.FromSeconds(2)).Build();

    private readonly HttpClient _http = new(new SocketsHttpHandler { PooledConnectionLifetime = TimeSpan.FromMinutes(2) })
    {
        BaseAddress = new Uri(configuration["Services:Users"]!),
        Timeout = TimeSpan.FromSeconds(5),
    };

    public async Task<bool> IsTrustedAsync(string userId, CancellationToken ct)
    {
        var user = await Limit.ExecuteAsync(async token => await _http.GetFromJsonAsync<User>($"users/{userId}", token), ct);
        return user is { Trusted: true };
    }

    public void Dispose() => _http.Dispose();
}
