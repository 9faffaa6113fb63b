using System.Net;

namespace Shop.Gateway;

internal sealed class UsersClient(HttpClient http)
{
    public async Task<User?> FindAsync(string id, CancellationToken ct)
    {
        using var response = await http.GetAsync($"users/{id}", ct);
        if (response.StatusCode == HttpStatusCode.NotFound)
            return null;

        response.EnsureSuccessStatusCode();
        return await response.Content.ReadFromJsonAsync<User>(ct);
    }

    public Task<Loyalty?> GetLoyaltyAsync(string id, CancellationToken ct) =>
        http.GetFromJsonAsync<Loyalty>($"users/{id}/loyalty", ct);
}
