using System.Net.Http.Headers;
using Microsoft.Extensions.Http.Resilience;
using Polly;
using Polly.CircuitBreaker;
using Shop.Hosting;

namespace Shop.Inventory;

internal static class InventoryService
{
    public static WebApplication Build(string[] args)
    {
        var builder = ServiceHost.CreateBuilder("Inventory", args);
        var configuration = builder.Configuration;
        builder.Services.AddSingleton<StockStore>();
        builder.Services.AddSingleton<StockGauge>();
        builder.Services.AddSingleton<StockAlerts>();
        builder.Services.AddSingleton<ShelfLabels>();
        builder.Services.AddSingleton<ShelfScale>();
        builder.Services.AddSingleton<PriceDisplays>();
        builder.Services.AddSingleton<SharedRedis>();
        builder.Services.AddSingleton<RestockLock>();
        builder.Services.AddHostedService<StockAudit>();
        builder.Services.AddHostedService<Restocking>();
        builder.Services.AddHostedService<Deliveries>();
        builder.Services.AddHttpClient("audit", client =>
        {
            client.BaseAddress = new Uri(configuration["Services:Orders"]!);
            client.Timeout = TimeSpan.FromSeconds(15);
        }).SetHandlerLifetime(Timeout.InfiniteTimeSpan);
        builder.Services.AddHttpClient<ISupplier, TeaSupplier>(client =>
        {
            client.BaseAddress = new Uri(configuration["Suppliers:Tea"]!);
            client.DefaultRequestHeaders.Add("X-Api-Key", configuration["Suppliers:TeaKey"]);
            client.Timeout = TimeSpan.FromSeconds(10);
        });
        builder.Services.AddHttpClient<ISupplier, PotterySupplier>(client =>
        {
            client.BaseAddress = new Uri(configuration["Suppliers:Pottery"]!);
            client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", "pk-7Hq2mZ9xR4tV1bN8");
            client.Timeout = TimeSpan.FromSeconds(10);
        }).ConfigurePrimaryHttpMessageHandler(() => new HttpClientHandler
        {
            ServerCertificateCustomValidationCallback = HttpClientHandler.DangerousAcceptAnyServerCertificateValidator,
        }).AddResilienceHandler("pottery", pipeline => pipeline.AddCircuitBreaker(new CircuitBreakerStrategyOptions<HttpResponseMessage>()));
        builder.Services.AddHttpClient("warehouse", client =>
        {
            client.BaseAddress = new Uri("http://warehouse.shop.internal:8080");
            client.Timeout = TimeSpan.FromSeconds(10);
        }).AddResilienceHandler("warehouse", pipeline => pipeline
            .AddTimeout(TimeSpan.FromSeconds(5))
            .AddCircuitBreaker(new HttpCircuitBreakerStrategyOptions()));

        var app = builder.Build();
        app.MapGet("/stock", (StockStore stock) => stock.All());
        app.MapGet("/stock/{sku}", (string sku, StockStore stock) => stock.Find(sku));
        app.MapGet("/stock/{sku}/offer", FindOfferAsync);
        app.MapGet("/pictures/{sku}", (string sku, StockStore stock) =>
            stock.Find(sku) is { } level ? Results.Text(Pictures.Of(level), "image/svg+xml") : Results.NotFound());
        app.MapGet("/stock/{sku}/weight", (string sku, ShelfScale scale, CancellationToken ct) => scale.ReadAsync(sku, ct));
        app.MapPost("/stock/{sku}/price", async (string sku, StockStore stock, PriceDisplays displays, CancellationToken ct) =>
        {
            if (stock.Find(sku) is not { } level)
                return Results.NotFound();

            await displays.ShowAsync(level, ct);
            return Results.NoContent();
        });
        app.MapPost("/stock/{sku}/label", (string sku, StockStore stock, ShelfLabels labels) =>
            stock.Find(sku) is { } level ? Results.Ok(labels.Print(level)) : Results.NotFound());
        app.MapPost("/reservations", (Reservation reservation, StockStore stock) =>
            stock.Reserve(reservation) ? Results.Ok() : Results.Conflict());
        app.MapPost("/reservations/release", (Reservation reservation, StockStore stock) =>
            stock.Release(reservation));
        return app;
    }

    private static async Task<IResult> FindOfferAsync(string sku, IEnumerable<ISupplier> suppliers, CancellationToken ct) =>
        suppliers.FirstOrDefault(supplier => supplier.Sells(sku)) is { } supplier
            ? Results.Ok(await supplier.AskAsync(sku, ct))
            : Results.NotFound();
}
