using Polly;
using Polly.Retry;

namespace Shop.Orders;

internal sealed record Parcel(string OrderId, string State);

/// <summary>Asks the parcel service how far an order has come.</summary>
internal sealed class ParcelClient(HttpClient http)
{
    private static readonly RetryPolicy Again = Policy.Handle<HttpRequestException>().Retry(2);

    public Task<Parcel?> TrackAsync(string orderId, CancellationToken ct) =>
        Again.Execute(() => http.GetFromJsonAsync<Parcel>($"parcels/{orderId}", ct));

    public async Task AnnounceAsync(string orderId, CancellationToken ct)
    {
        try
        {
            using var response = await http.PostAsJsonAsync("parcels", new Parcel(orderId, "announced"), ct);
            response.EnsureSuccessStatusCode();
        }
        catch (HttpRequestException)
        {
        }
    }
}
