using System.Globalization;
using System.Net;

namespace Shop.Gateway;

internal interface IInvoices
{
    Task<string?> WriteAsync(string orderId, CancellationToken ct);
}

/// <summary>Writes the invoice of an order.</summary>
internal sealed class InvoiceClient(HttpClient http) : IInvoices
{
    public async Task<string?> WriteAsync(string orderId, CancellationToken ct)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(ct);
        limit.CancelAfter(2000);
        using var response = await http.GetAsync($"orders/{orderId}", limit.Token);
        if (response.StatusCode == HttpStatusCode.NotFound)
            return null;

        response.EnsureSuccessStatusCode();
        var order = await response.Content.ReadFromJsonAsync<Order>(ct);
        return string.Create(CultureInfo.InvariantCulture, $"Invoice for order {orderId}: {order?.Total:0.00}");
    }
}
