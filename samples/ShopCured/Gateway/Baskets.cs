using System.Text.Json;
using Shop.Hosting;

namespace Shop.Gateway;

internal sealed record Basket(string UserId, OrderLine[] Lines);

/// <summary>Keeps what customers have not ordered yet; the recommendations read it, too.</summary>
internal sealed class Baskets(SharedRedis redis)
{
    private static readonly TimeSpan Kept = TimeSpan.FromDays(14);

    public Task<bool> SaveAsync(Basket basket) =>
        redis.Connection.GetDatabase().StringSetAsync($"basket:{basket.UserId}", JsonSerializer.Serialize(basket), Kept);
}
