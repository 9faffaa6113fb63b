using Shop.Hosting;

namespace Shop.Users;

internal static class UsersService
{
    public static WebApplication Build(string[] args)
    {
        var builder = ServiceHost.CreateBuilder("Users", args);
        var configuration = builder.Configuration;
        builder.Services.AddSingleton<UserStore>();
        builder.Services.AddSingleton<LoyaltyPoints>();
        builder.Services.AddSingleton<SharedRedis>();
        builder.Services.AddSingleton<Sessions>();
        builder.Services.AddHostedService<LoyaltyRefresh>();
        builder.Services.AddHttpClient("orders", client =>
            client.BaseAddress = new Uri(configuration["Services:Orders"]!));

        var app = builder.Build();
        app.MapGet("/users/{id}", (string id, UserStore users) =>
            users.Find(id) is { } user ? Results.Ok(user) : Results.NotFound());
        app.MapGet("/users/{id}/loyalty", CountPoints);
        app.MapPost("/users/{id}/receipts", (string id, PaymentRequest receipt, UserStore users) =>
            users.Keep(id, receipt) ? Results.NoContent() : Results.NotFound());
        app.MapDelete("/users/{id}/sessions", (string id, Sessions sessions) => sessions.EndAsync(id));
        app.MapPut("/users/{id}/reminders/{orderId}", (string id, string orderId) => Results.Accepted());
        app.MapPost("/users/{id}/messages", (string id) => Results.Accepted());
        return app;
    }

    private static Loyalty CountPoints(string id, LoyaltyPoints points, CancellationToken ct) =>
        points.CountAsync(id, ct).GetAwaiter().GetResult();
}
