namespace Shop.Gateway;

/// <summary>Tells what an article costs in the customer's own money.</summary>
internal sealed class RatesClient(HttpClient http)
{
    public Task<decimal> ConvertAsync(decimal amount, string currency, CancellationToken ct) =>
        http.GetFromJsonAsync<decimal>($"convert?amount={amount}&to={currency}", ct);
}
