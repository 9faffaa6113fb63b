using Polly;
using Polly.Timeout;

namespace Shop.Orders;

/// <summary>Tells users what became of their orders.</summary>
internal sealed class Confirmations(HttpClient http)
{
    private static readonly AsyncTimeoutPolicy Limit = Policy.TimeoutAsync(TimeSpan.FromSeconds(3));

    public async Task SendAsync(Order order)
    {
        using var response = await Limit.ExecuteAsync(() => http.PostAsJsonAsync($"users/{order.UserId}/messages", order));
        response.EnsureSuccessStatusCode();
    }
}
