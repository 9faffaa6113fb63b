namespace Shop.Users;

internal sealed class LoyaltyPoints(IHttpClientFactory clients)
{
    private const int MaxAttempts = 4;

    public async Task<Loyalty> CountAsync(string userId, CancellationToken ct)
    {
        var orders = await LoadOrdersAsync(userId, ct);
        var spent = orders.Where(order => order.Status == OrderStatus.Confirmed).Sum(order => order.Total);
        return new Loyalty(orders.Length, (int)spent);
    }

    private async Task<Order[]> LoadOrdersAsync(string userId, CancellationToken ct)
    {
        var http = clients.CreateClient("orders");
        var attempts = 0;
        while (attempts < MaxAttempts)
        {
            try
            {
                return await http.GetFromJsonAsync<Order[]>($"orders?userId={userId}", ct) ?? [];
            }
            catch (HttpRequestException)
            {
                attempts++;
                await Task.Delay(TimeSpan.FromSeconds(1), ct);
            }
        }

        return [];
    }
}
