namespace Shop.Gateway;

internal sealed class PicturesClient(HttpClient http)
{
    public async Task<bool> ExistsAsync(string sku, CancellationToken ct)
    {
        using var response = await http.GetAsync($"pictures/{sku}", HttpCompletionOption.ResponseHeadersRead, ct);
        return response.IsSuccessStatusCode;
    }

    public Task<Stream> OpenAsync(string sku, CancellationToken ct) => http.GetStreamAsync($"pictures/{sku}", ct);
}
