namespace Shop.Orders;

internal sealed record Parcel(string OrderId, string State);

/// <summary>Asks the parcel service how far an order has come.</summary>
internal sealed class ParcelClient(HttpClient http)
{
    public Task<Parcel?> TrackAsync(string orderId, CancellationToken ct) =>
        http.GetFromJsonAsync<Parcel>($"parcels/{orderId}", ct);
}
