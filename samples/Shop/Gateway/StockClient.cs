namespace Shop.Gateway;

internal sealed class StockClient(HttpClient http)
{
    public async Task<StockLevel[]?> GetAllAsync(CancellationToken ct)
    {
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                return await http.GetFromJsonAsync<StockLevel[]>("stock", ct);
            }
            catch (HttpRequestException) when (attempt < 3)
            {
                await Task.Delay(500, ct);
            }
        }
    }

    public async Task<StockLevel[]> GetLevelsAsync(IEnumerable<string> skus, CancellationToken ct)
    {
        var levels = new List<StockLevel>();
        foreach (var sku in skus)
        {
            if (await http.GetFromJsonAsync<StockLevel>($"stock/{sku}", ct) is { } level)
                levels.Add(level);
        }

        return [.. levels];
    }
}
