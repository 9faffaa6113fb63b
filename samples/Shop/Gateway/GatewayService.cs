using Microsoft.Extensions.Http.Resilience;
using Polly;
using Shop.Hosting;

namespace Shop.Gateway;

internal static class GatewayService
{
    public static WebApplication Build(string[] args)
    {
        var builder = ServiceHost.CreateBuilder("Gateway", args);
        builder.Services.AddScoped<Caller>();
        builder.Services.AddTransient<CallerHandler>();
        AddClients(builder);
        AddReviews(builder);

        var app = builder.Build();
        app.Use((context, next) =>
        {
            context.RequestServices.GetRequiredService<Caller>().Id = context.Request.Headers["X-Customer"];
            return next(context);
        });
        app.MapGet("/stock", (StockClient stock, CancellationToken ct) => stock.GetAllAsync(ct));
        app.MapGet("/pictures/{sku}", async (string sku, PicturesClient pictures, CancellationToken ct) =>
            await pictures.ExistsAsync(sku, ct) ? Results.Bytes(await pictures.DownloadAsync(sku, ct), "image/svg+xml") : Results.NotFound());
        app.MapGet("/offers", (Offers offers, CancellationToken ct) => offers.GetAsync(ct));
        app.MapGet("/stock/{sku}/price", async (string sku, string currency, StockClient stock, RatesClient rates, CancellationToken ct) =>
            await stock.GetLevelsAsync([sku], ct) is [var level] ? Results.Ok(await rates.ConvertAsync(level.Price, currency, ct)) : Results.NotFound());
        app.MapPut("/baskets/{userId}", (string userId, OrderLine[] lines, Baskets baskets) => baskets.SaveAsync(new Basket(userId, lines)));
        app.MapGet("/account/{userId}", GetAccountAsync);
        app.MapGet("/stock/{sku}/reviews", (string sku, ReviewsClient reviews, CancellationToken ct) => reviews.GetAsync(sku, ct));
        app.MapGet("/orders/{id}", async (string id, OrdersClient orders, CancellationToken ct) =>
            await orders.FindAsync(id, ct) is { } order ? Results.Ok(order) : Results.NotFound());
        app.MapGet("/orders/{id}/invoice", async (string id, IInvoices invoices, CancellationToken ct) =>
            await invoices.WriteAsync(id, ct) is { } invoice ? Results.Text(invoice) : Results.NotFound());
        app.MapPost("/orders", PlaceOrderAsync);
        return app;
    }

    private static void AddClients(WebApplicationBuilder builder)
    {
        var configuration = builder.Configuration;
        builder.Services.AddTransient<Offers>();
        builder.Services.AddSingleton<SharedRedis>();
        builder.Services.AddSingleton<Baskets>();
        builder.Services.AddHttpClient<UsersClient>(client =>
            client.BaseAddress = new Uri(configuration["Services:Users"]!));

        builder.Services.AddHttpClient<OrdersClient>(client =>
            {
                client.BaseAddress = new Uri(configuration["Services:Orders"]!);
                client.Timeout = TimeSpan.FromSeconds(60);
            })
            .AddStandardResilienceHandler();

        builder.Services.AddHttpClient<StockClient>(client =>
            {
                client.BaseAddress = new Uri(configuration["Services:Inventory"] ?? "http://10.20.0.14:5104");
                client.Timeout = TimeSpan.FromSeconds(5);
            })
            .AddHttpMessageHandler<CallerHandler>();

        builder.Services.AddHttpClient<InvoiceClient>(client =>
        {
            client.BaseAddress = new Uri(configuration["Services:Orders"]!);
            client.Timeout = TimeSpan.FromSeconds(10);
        });
        builder.Services.AddScoped<IInvoices, InvoiceClient>();

        builder.Services.AddHttpClient<PicturesClient>(client =>
                client.BaseAddress = new Uri(configuration["Services:Inventory"]!))
            .AddStandardResilienceHandler();

        builder.Services.AddHttpClient<RatesClient>(client =>
        {
            client.BaseAddress = new Uri("http://rates.contoso.com/v1/");
            client.Timeout = TimeSpan.FromSeconds(5);
        });
    }

    private static void AddReviews(WebApplicationBuilder builder) =>
        builder.Services.AddHttpClient<ReviewsClient>(client => client.BaseAddress = new Uri(builder.Configuration["Partners:Reviews"]!))
            .AddResilienceHandler("reviews", pipeline => pipeline
                .AddCircuitBreaker(new HttpCircuitBreakerStrategyOptions { MinimumThroughput = 1 })
                .AddTimeout(TimeSpan.FromSeconds(5)));

    private static async Task<IResult> GetAccountAsync(
        string userId, UsersClient users, OrdersClient orders, CancellationToken ct)
    {
        var user = await users.FindAsync(userId, ct);
        if (user is null)
            return Results.NotFound();

        var loyalty = await users.GetLoyaltyAsync(userId, ct);
        var history = await orders.GetHistoryAsync(userId, ct);
        return Results.Ok(new Account(user.Name, loyalty?.Points ?? 0, history ?? []));
    }

    private static async Task<IResult> PlaceOrderAsync(
        OrderRequest request, UsersClient users, StockClient stock, OrdersClient orders, CancellationToken ct)
    {
        if (request.Lines.Count == 0 || request.Lines.DistinctBy(line => line.Sku).Count() < request.Lines.Count)
            return Results.BadRequest("An order needs one line for each article.");

        if (await users.FindAsync(request.UserId, ct) is null)
            return Results.BadRequest("Unknown user.");

        var levels = await stock.GetLevelsAsync(request.Lines.Select(line => line.Sku), ct);
        if (levels.Length < request.Lines.Count)
            return Results.BadRequest("Unknown article.");

        var order = await orders.PlaceAsync(request, ct);
        return order?.Status == OrderStatus.Confirmed ? Results.Ok(order) : Results.Conflict(order);
    }
}
