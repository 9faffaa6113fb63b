namespace Shop.Payments;

/// <summary>Asks the users' service whether a user may pay.</summary>
internal sealed class FraudCheck(IConfiguration configuration) : IDisposable
{
    private readonly HttpClient _http = new() { BaseAddress = new Uri(configuration["Services:Users"]!) };

    public async Task<bool> IsTrustedAsync(string userId, CancellationToken ct)
    {
        var user = await _http.GetFromJsonAsync<User>($"users/{userId}", ct);
        return user is { Trusted: true };
    }

    public void Dispose() => _http.Dispose();
}
