namespace Shop.Gateway;

/// <summary>What the front page shows: the articles that are there, cheapest first.</summary>
internal sealed class Offers(HttpClient http)
{
    public async Task<StockLevel[]> GetAsync(CancellationToken ct)
    {
        var levels = await http.GetFromJsonAsync<StockLevel[]>("stock", ct) ?? [];
        return [.. levels.Where(level => level.Available > 0).OrderBy(level => level.Price)];
    }
}
