using System.Collections.Concurrent;

namespace Shop.Orders;

internal sealed class OrderStore
{
    private readonly ConcurrentDictionary<string, Order> _orders = new();

    public void Add(Order order) => _orders[order.Id] = order;

    public Order? Find(string id) => _orders.GetValueOrDefault(id);

    public Order[] OfUser(string userId) => [.. _orders.Values.Where(order => order.UserId == userId)];

    /// <summary>Forgets the orders that came to nothing.</summary>
    public int RemoveFailed() =>
        _orders.Values.Count(order => order.Status != OrderStatus.Confirmed && _orders.TryRemove(order.Id, out _));

    public Order[] Open() => [.. _orders.Values.Where(order => order.Status == OrderStatus.Confirmed)];
}
