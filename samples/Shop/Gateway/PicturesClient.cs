namespace Shop.Gateway;

internal sealed class PicturesClient(HttpClient http)
{
    public async Task<bool> ExistsAsync(string sku, CancellationToken ct)
    {
        var response = await http.GetAsync($"pictures/{sku}", HttpCompletionOption.ResponseHeadersRead, ct);
        return response.IsSuccessStatusCode;
    }

    public Task<byte[]> DownloadAsync(string sku, CancellationToken ct) => http.GetByteArrayAsync($"pictures/{sku}", ct);
}
