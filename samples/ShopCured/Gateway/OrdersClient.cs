using System.Net;

namespace Shop.Gateway;

internal sealed class OrdersClient(HttpClient http)
{
    public async Task<Order?> PlaceAsync(OrderRequest request, CancellationToken ct)
    {
        using var response = await http.PostAsJsonAsync("orders", request, ct);
        response.EnsureSuccessStatusCode();
        return await response.Content.ReadFromJsonAsync<Order>(ct);
    }

    public async Task<Order?> FindAsync(string id, CancellationToken ct)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(ct);
        limit.CancelAfter(TimeSpan.FromSeconds(3));
        using var response = await http.GetAsync($"orders/{id}", limit.Token);
        if (response.StatusCode == HttpStatusCode.NotFound)
            return null;

        response.EnsureSuccessStatusCode();
        return await response.Content.ReadFromJsonAsync<Order>(ct);
    }

    public Task<Order[]?> GetHistoryAsync(string userId, CancellationToken ct) =>
        http.GetFromJsonAsync<Order[]>($"orders?userId={userId}", ct);
}
