using Microsoft.Extensions.Http.Resilience;
using Shop.Hosting;

namespace Shop.Orders;

internal static class OrdersService
{
    public static WebApplication Build(string[] args)
    {
        var builder = ServiceHost.CreateBuilder("Orders", args);
        var configuration = builder.Configuration;
        builder.Services.AddSingleton<OrderStore>();
        builder.Services.AddSingleton<OrderEvents>();
        builder.Services.AddSingleton<SharedRedis>();
        builder.Services.AddHostedService<OrderArchive>();
        builder.Services.AddHostedService<Reminders>();
        builder.Services.AddHttpClient("reminders", client => client.BaseAddress = new Uri(configuration["Services:Users"]!))
            .AddStandardResilienceHandler();
        builder.Services.AddSingleton<LimitWatch>();
        builder.Services.AddHostedService(services => services.GetRequiredService<LimitWatch>());
        builder.Services.AddHttpClient("limits", client => client.BaseAddress = new Uri(configuration["Services:Payments"]!))
            .AddStandardResilienceHandler();
        builder.Services.AddSingleton<PaymentsClient>();
        builder.Services.AddTransient<OrderPlacement>();
        builder.Services.AddHttpClient<Confirmations>(client => client.BaseAddress = new Uri(configuration["Services:Users"]!))
            .AddStandardResilienceHandler(options => options.Retry.DisableForUnsafeHttpMethods());
        builder.Services.AddHttpClient<InventoryClient>(client => client.BaseAddress = new Uri(configuration["Services:Inventory"]!))
            .AddStandardResilienceHandler(options =>
            {
                options.TotalRequestTimeout.Timeout = TimeSpan.FromSeconds(10);
                options.Retry.DisableForUnsafeHttpMethods();
            });
        builder.Services.AddHttpClient<ParcelClient>(client => client.BaseAddress = new Uri(configuration["Partners:Parcels"]!))
            .AddStandardResilienceHandler(options =>
            {
                options.TotalRequestTimeout.Timeout = TimeSpan.FromSeconds(10);
                options.Retry.DisableForUnsafeHttpMethods();
            });
        Pickups.Add(builder);

        var app = builder.Build();
        app.MapPost("/orders", PlaceOrderAsync);
        app.MapGet("/orders", (string userId, OrderStore orders) => orders.OfUser(userId));
        app.MapGet("/orders/limit", (LimitWatch watch) => watch.Limit);
        app.MapGet("/orders/open", (OrderStore orders) => orders.Open());
        app.MapGet("/orders/{id}", (string id, OrderStore orders) =>
            orders.Find(id) is { } order ? Results.Ok(order) : Results.NotFound());
        app.MapPost("/orders/{id}/parcel", async (string id, ParcelClient parcels, CancellationToken ct) =>
            await parcels.AnnounceAsync(id, ct) ? Results.Accepted() : Results.StatusCode(StatusCodes.Status502BadGateway));
        app.MapGet("/orders/{id}/parcel", (string id, ParcelClient parcels, CancellationToken ct) => parcels.TrackAsync(id, ct));
        Pickups.Map(app);
        return app;
    }

    private static Task<Order> PlaceOrderAsync(OrderRequest request, OrderPlacement placement, CancellationToken ct) =>
        placement.PlaceAsync(request, ct);
}
