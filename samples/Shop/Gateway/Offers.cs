namespace Shop.Gateway;

/// <summary>What the front page shows: the articles that are there, cheapest first.</summary>
internal sealed class Offers(IConfiguration configuration)
{
    public async Task<StockLevel[]> GetAsync(CancellationToken ct)
    {
        using var http = new HttpClient();
        http.BaseAddress = new Uri(configuration["Services:Inventory"]!);
        http.Timeout = TimeSpan.FromSeconds(5);
        var levels = await http.GetFromJsonAsync<StockLevel[]>("stock", ct) ?? [];
        return [.. levels.Where(level => level.Available > 0).OrderBy(level => level.Price)];
    }
}
