namespace Shop;

internal sealed record OrderLine(string Sku, int Quantity);

internal sealed record OrderRequest(string UserId, IReadOnlyList<OrderLine> Lines);

internal sealed record Order(string Id, string UserId, IReadOnlyList<OrderLine> Lines, decimal Total, OrderStatus Status);

internal sealed record User(string Id, string Name, bool Trusted);

internal sealed record Loyalty(int Orders, int Points);

internal sealed record Account(string Name, int Points, IReadOnlyList<Order> Orders);

internal sealed record StockLevel(string Sku, string Name, decimal Price, int Available);

internal sealed record Reservation(string OrderId, string Sku, int Quantity);

internal sealed record PaymentRequest(string OrderId, string UserId, decimal Amount);

internal sealed record Payment(string OrderId, bool Accepted);

internal enum OrderStatus
{
    Confirmed,
    OutOfStock,
    PaymentRefused,
}
