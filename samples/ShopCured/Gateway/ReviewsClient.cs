namespace Shop.Gateway;

internal sealed record Review(string Sku, int Stars, string Text);

/// <summary>Asks a partner what customers say about an article.</summary>
internal sealed class ReviewsClient(HttpClient http)
{
    public Task<Review[]?> GetAsync(string sku, CancellationToken ct) => http.GetFromJsonAsync<Review[]>($"reviews/{sku}", ct);
}
