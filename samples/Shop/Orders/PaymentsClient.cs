namespace Shop.Orders;

/// <summary>Charges the user's card; a bank may ask the user to confirm, which takes its time.</summary>
internal sealed class PaymentsClient(IConfiguration configuration) : IDisposable
{
    private readonly HttpClient _http = new()
    {
        BaseAddress = new Uri(configuration["Services:Payments"]!),
        Timeout = Timeout.InfiniteTimeSpan,
    };

    public async Task<Payment?> ChargeAsync(PaymentRequest request)
    {
        _http.DefaultRequestHeaders.Remove("Idempotency-Key");
        _http.DefaultRequestHeaders.Add("Idempotency-Key", request.OrderId);
        using var response = await _http.PostAsJsonAsync("payments", request);
        response.EnsureSuccessStatusCode();
        return await response.Content.ReadFromJsonAsync<Payment>();
    }

    /// <summary>What one payment may be at most.</summary>
    public decimal Limit => _http.GetFromJsonAsync<decimal>("payments/limit").Result;

    public void Dispose() => _http.Dispose();
}
