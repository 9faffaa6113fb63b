namespace Shop.Orders;

internal sealed record Follower(string CallbackUrl);

/// <summary>Tells those who follow an order that it is on its way.</summary>
internal sealed class FollowersClient(HttpClient http)
{
    public async Task TellAsync(Follower follower, string orderId, CancellationToken ct)
    {
        using var response = await http.PutAsJsonAsync(follower.CallbackUrl, orderId, ct);
        response.EnsureSuccessStatusCode();
    }
}
