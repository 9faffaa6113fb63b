using System.Net;
using Polly;
using Polly.Retry;

namespace Shop.Gateway;

internal sealed class UsersClient(HttpClient http)
{
    private static readonly AsyncRetryPolicy Retry = Policy
        .Handle<HttpRequestException>()
        .WaitAndRetryAsync(3, attempt => TimeSpan.FromSeconds(Math.Pow(2, attempt)));

    public async Task<User?> FindAsync(string id, CancellationToken ct)
    {
        using var response = await Retry.ExecuteAsync(token => http.GetAsync($"users/{id}", token), ct);
        if (response.StatusCode == HttpStatusCode.NotFound)
            return null;

        response.EnsureSuccessStatusCode();
        return await response.Content.ReadFromJsonAsync<User>(ct);
    }

    public async Task<Loyalty?> GetLoyaltyAsync(string id, CancellationToken ct)
    {
        var breaker = Policy.Handle<HttpRequestException>().CircuitBreakerAsync(5, TimeSpan.FromSeconds(30));
        return await breaker.ExecuteAsync(token => http.GetFromJsonAsync<Loyalty>($"users/{id}/loyalty", token), ct);
    }
}
