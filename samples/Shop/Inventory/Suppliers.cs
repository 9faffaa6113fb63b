namespace Shop.Inventory;

internal sealed record Offer(string Sku, decimal Price, int Days, DateTime ValidUntil);

internal interface ISupplier
{
    bool Sells(string sku);

    Task<Offer?> AskAsync(string sku, CancellationToken ct);
}

internal sealed class TeaSupplier(HttpClient http) : ISupplier
{
    public bool Sells(string sku) => sku == "tea";

    public async Task<Offer?> AskAsync(string sku, CancellationToken ct)
    {
        var offer = await http.GetFromJsonAsync<Offer>($"offers/{sku}", ct);
        return offer?.ValidUntil < DateTime.Now ? null : offer;
    }
}

internal sealed class PotterySupplier(HttpClient http) : ISupplier
{
    public bool Sells(string sku) => sku is "cup" or "pot";

    public Task<Offer?> AskAsync(string sku, CancellationToken ct) => http.GetFromJsonAsync<Offer>($"v2/articles/{sku}/price", ct);
}
