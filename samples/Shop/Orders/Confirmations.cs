namespace Shop.Orders;

/// <summary>Tells users what became of their orders.</summary>
internal sealed class Confirmations(HttpClient http)
{
    public async Task SendAsync(Order order)
    {
        using var response = await http.PostAsJsonAsync($"users/{order.UserId}/messages", order);
        response.EnsureSuccessStatusCode();
    }
}
