using System.Globalization;

namespace Shop.Hosting;

/// <summary>Places one order through the gateway and tells how it went.</summary>
internal static class SmokeRun
{
    public static async Task<int> RunAsync(string gateway)
    {
        using var http = new HttpClient { BaseAddress = new Uri(gateway), Timeout = TimeSpan.FromSeconds(20) };
        try
        {
            var stock = await http.GetFromJsonAsync<StockLevel[]>("stock");
            var request = new OrderRequest("ada", [new OrderLine("tea", 2), new OrderLine("cup", 1)]);
            using var response = await http.PostAsJsonAsync("orders", request);
            response.EnsureSuccessStatusCode();
            var order = await response.Content.ReadFromJsonAsync<Order>();
            var account = await http.GetFromJsonAsync<Account>("account/ada");

            var total = order?.Total.ToString("0.00", CultureInfo.InvariantCulture);
            Console.WriteLine($"order {order?.Status} for {total}, {stock?.Length} articles in stock");
            Console.WriteLine($"account {account?.Name}: {account?.Orders.Count} order, {account?.Points} points");
            return order?.Status == OrderStatus.Confirmed && account?.Orders.Count == 1 && stock?.Length > 0 ? 0 : 1;
        }
        catch (Exception exception) when (exception is HttpRequestException or TaskCanceledException)
        {
            Console.WriteLine($"order failed: {exception.Message}");
            return 1;
        }
    }
}
