using Shop.Hosting;

namespace Shop.Inventory;

internal static class InventoryService
{
    public static WebApplication Build(string[] args)
    {
        var builder = ServiceHost.CreateBuilder("Inventory", args);
        var configuration = builder.Configuration;
        builder.Services.AddSingleton<StockStore>();
        builder.Services.AddHostedService<StockAudit>();
        builder.Services.AddHttpClient("audit", client =>
        {
            client.BaseAddress = new Uri(configuration["Services:Orders"]!);
            client.Timeout = TimeSpan.FromSeconds(15);
        });

        var app = builder.Build();
        app.MapGet("/stock", (StockStore stock) => stock.All());
        app.MapGet("/stock/{sku}", (string sku, StockStore stock) => stock.Find(sku));
        app.MapPost("/reservations", (Reservation reservation, StockStore stock) =>
            stock.Reserve(reservation) ? Results.Ok() : Results.Conflict());
        app.MapPost("/reservations/release", (Reservation reservation, StockStore stock) =>
            stock.Release(reservation));
        return app;
    }
}
