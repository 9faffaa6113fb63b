namespace Shop.Orders;

internal sealed record Parcel(string OrderId, string State);

/// <summary>Asks the parcel service how far an order has come.</summary>
internal sealed partial class ParcelClient(HttpClient http, ILogger<ParcelClient> logger)
{
    public Task<Parcel?> TrackAsync(string orderId, CancellationToken ct) =>
        http.GetFromJsonAsync<Parcel>($"parcels/{orderId}", ct);

    public async Task<bool> AnnounceAsync(string orderId, CancellationToken ct)
    {
        try
        {
            using var response = await http.PostAsJsonAsync("parcels", new Parcel(orderId, "announced"), ct);
            response.EnsureSuccessStatusCode();
            return true;
        }
        catch (HttpRequestException exception)
        {
            LogLoss(exception, orderId);
            return false;
        }
    }

    [LoggerMessage(LogLevel.Warning, "Order {OrderId} was not announced to the parcel service")]
    private partial void LogLoss(Exception exception, string orderId);
}
