namespace Shop.Orders;

/// <summary>The part of the orders' service that has to do with carriers.</summary>
internal static class Pickups
{
    public static void Add(WebApplicationBuilder builder)
    {
        builder.Services.AddHttpClient<FollowersClient>().AddStandardResilienceHandler();
        builder.Services.AddHttpClient<CarrierClient>(client =>
        {
            client.BaseAddress = new Uri(builder.Configuration["Partners:Carrier"]!);
            client.Timeout = TimeSpan.FromSeconds(10);
        });
    }

    public static void Map(WebApplication app)
    {
        app.MapPut("/orders/{id}/pickup", (string id, CarrierClient carrier, CancellationToken ct) => carrier.BookAsync(id, ct));
        app.MapPut("/orders/{id}/insurance", (string id, decimal value, CarrierClient carrier, CancellationToken ct) => carrier.InsureAsync(id, value, ct));
        app.MapPut("/orders/{id}/followers", (string id, Follower follower, FollowersClient followers, CancellationToken ct) => followers.TellAsync(follower, id, ct));
        app.MapGet("/pickups/today", (CarrierClient carrier, CancellationToken ct) => carrier.DrivesTodayAsync(ct));
        app.MapDelete("/orders/{id}/pickup", (string id, CarrierClient carrier, CancellationToken ct) => carrier.CancelAsync(id, ct));
    }
}
