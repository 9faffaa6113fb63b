using Polly;

namespace Shop.Payments;

/// <summary>Asks the users' service whether a user may pay.</summary>
internal sealed class FraudCheck(IConfiguration configuration) : IDisposable
{
    private static readonly ResiliencePipeline Limit = new ResiliencePipelineBuilder().AddTimeout(TimeSpan.FromSeconds(2)).Build();

    private readonly HttpClient _http = new() { BaseAddress = new Uri(configuration["Services:Users"]!) };

    private readonly SemaphoreSlim _gate = new(1, 1);

    public async Task<bool> IsTrustedAsync(string userId, CancellationToken ct)
    {
        // Two payments of one user must not be looked at side by side.
        await _gate.WaitAsync(ct);
        try
        {
            var user = await Limit.ExecuteAsync(async _ => await _http.GetFromJsonAsync<User>($"users/{userId}", ct), ct);
            return user is { Trusted: true };
        }
        finally
        {
            _gate.Release();
        }
    }

    public void Dispose()
    {
        _gate.Dispose();
        _http.Dispose();
    }
}
