namespace Shop.Orders;

/// <summary>Charges the user's card; a bank may ask the user to confirm, which takes its time.</summary>
internal sealed class PaymentsClient(IConfiguration configuration) : IDisposable
{
    private readonly HttpClient _http = new(new SocketsHttpHandler { PooledConnectionLifetime = TimeSpan.FromMinutes(2) })
    {
        BaseAddress = new Uri(configuration["Services:Payments"]!),
        Timeout = TimeSpan.FromSeconds(30),
    };

    public async Task<Payment?> ChargeAsync(PaymentRequest request)
    {
        using var message = new HttpRequestMessage(HttpMethod.Post, "payments") { Content = JsonContent.Create(request) };
        message.Headers.Add("Idempotency-Key", request.OrderId);
        using var response = await _http.SendAsync(message);
        response.EnsureSuccessStatusCode();
        return await response.Content.ReadFromJsonAsync<Payment>();
    }

    /// <summary>What one payment may be at most.</summary>
    public Task<decimal> GetLimitAsync(CancellationToken ct) => _http.GetFromJsonAsync<decimal>("payments/limit", ct);

    public void Dispose() => _http.Dispose();
}
